"""What answers where a cluster is expected, and is none: one clear line."""

from __future__ import annotations

import http.server
import threading

import pytest

from retrieval.errors import ClusterFault
from retrieval.index.opensearch.cluster_client import Cluster, ClusterSettings, is_whole


class Stranger(http.server.BaseHTTPRequestHandler):
    """A server that is no OpenSearch that is understood."""

    body = b"{}"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    "body",
    [
        b'{"version":{"number":"8.11.0"}}',
        b'{"version":{"number":"1.3.0","distribution":"opensearch"}}',
        b'{"version":{"number":"4.0.0","distribution":"opensearch"}}',
        b'{"hello":"world"}',
        b"not json",
    ],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_what_is_no_opensearch_of_a_known_version_is_told(body: bytes) -> None:
    Stranger.body = body
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    with pytest.raises(ClusterFault, match=f"expected OpenSearch.* at {url}"):
        Cluster(ClusterSettings((url,), deadline=0.3)).check()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        ({"timed_out": False, "_shards": {"total": 3, "successful": 3, "failed": 0}}, True),
        ({"timed_out": False, "_shards": {"total": 3, "successful": 2, "failed": 0}}, False),
        ({"timed_out": False, "_shards": {"total": 3, "successful": 2, "failed": 1}}, False),
        ({"timed_out": True, "_shards": {"total": 3, "successful": 3, "failed": 0}}, False),
        ({"error": {"type": "anything"}, "status": 503}, False),
    ],
)
def test_a_part_of_an_answer_is_never_taken_for_all_of_it(
    answer: dict[str, object], whole: bool
) -> None:
    assert is_whole(answer) is whole
