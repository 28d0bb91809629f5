"""A cluster that cannot be used is one clear line, and nothing secret is in it or in a log."""

from __future__ import annotations

import base64
import http.client
import http.server
import logging
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import pytest

from retrieval.cluster_library import ClusterLibrary
from retrieval.errors import ClusterFault
from retrieval.index.opensearch.cluster_client import Cluster, ClusterSettings
from retrieval.library import Library
from tests.opensearch.cluster import TestCluster

USER, PASSWORD = "quoth", "s3cret-word"  # of the proxy below, nowhere else


class Proxy(http.server.BaseHTTPRequestHandler):
    """Stands before a node as the security plugin does: TLS, and who may ask."""

    protocol_version = "HTTP/1.1"
    port = 0
    statuses: ClassVar[list[int]] = []  # what is answered instead, one after the other

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != wanted:
            self._answer(401, b'{"error":{"type":"security_exception"}}')
        elif self.statuses:
            self._answer(self.statuses.pop(0), b'{"error":{"type":"unfit","reason":"Lin"}}')
        else:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as node:
                node.request(self.command, self.path, body, {"Content-Type": "application/json"})
                answer = node.getresponse()
                self._answer(answer.status, answer.read())

    do_POST = do_PUT = do_DELETE = do_HEAD = do_GET  # noqa: N815  # the base class's names

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a certificate for loopback that vouches for itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost "
        "-addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out ca.pem"
    )
    try:
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no openssl to make a certificate with")
    return folder


@pytest.fixture
def proxied(
    cluster: TestCluster, certificate: Path, place: ClusterSettings
) -> Iterator[ClusterSettings]:
    Proxy.port = cluster.nodes[0].port
    Proxy.statuses = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "ca.pem", certificate / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield place._replace(
        urls=(f"https://127.0.0.1:{server.server_address[1]}",),
        ca_file=str(certificate / "ca.pem"),
        user=USER,
        password=PASSWORD,
    )
    server.shutdown()
    server.server_close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_cluster_behind_tls_and_a_password_answers(proxied: ClusterSettings, seeds: Path) -> None:
    library = ClusterLibrary.open_in(proxied, [seeds], None)
    expected = Library.open([seeds], None)
    assert library.ask("who replaced Lin?") == expected.ask("who replaced Lin?")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"password": "wrong"}, "refuses these credentials"),
        ({"user": None, "password": None}, "refuses these credentials"),
        ({"ca_file": None}, "its certificate is not trusted; expected one that"),
    ],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_who_is_not_let_in_gets_one_line(
    proxied: ClusterSettings, change: dict[str, str | None], line: str
) -> None:
    with pytest.raises(ClusterFault, match=line) as refused:
        Cluster(proxied._replace(**change)).check()  # type: ignore[arg-type]  # by name
    assert "\n" not in str(refused.value)
    assert PASSWORD not in str(refused.value)


@pytest.mark.parametrize("statuses", [[429], [500], [502, 503], [504, 429, 500]])
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_what_the_cluster_refuses_for_now_is_tried_again(
    proxied: ClusterSettings, statuses: list[int]
) -> None:
    Proxy.statuses = list(statuses)
    Cluster(proxied).check()
    assert not Proxy.statuses


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_nothing_secret_nor_asked_is_logged(
    proxied: ClusterSettings, seeds: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    library = ClusterLibrary.open_in(proxied._replace(deadline=2), [seeds], None)
    library.ask("who replaced Lin?")
    Proxy.statuses = [400] * 50
    with pytest.raises(ClusterFault) as refused:
        library.search("who replaced Lin and the harbour?")
    Proxy.statuses = []
    written = [record.getMessage().lower() for record in caplog.records]
    for text in (*written, str(refused.value).lower()):
        assert "lin" not in text.replace("line", "")
        assert "replac" not in text.replace("number_of_replicas", "")
        assert PASSWORD not in text
