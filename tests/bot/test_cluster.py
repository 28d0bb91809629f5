"""A cluster that cannot be used ends a command with 4 and one line."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def quoth(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, env=settings, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def environment(tmp_path: Path, project: Path) -> Callable[..., dict[str, str]]:
    def made(**more: str) -> dict[str, str]:
        base = {"PYTHONPATH": str(project), "QUOTH_DATA_DIR": str(tmp_path / "data")}
        return {**base, "QUOTH_ENGINE": "opensearch", **more}

    return made


def test_a_cluster_that_is_away_ends_a_command_with_4_and_one_line(
    environment: Callable[..., dict[str, str]],
) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    away = environment(QUOTH_OPENSEARCH_URL=url, QUOTH_OPENSEARCH_DEADLINE="0.3")
    ended = quoth("ask", "who replaced Lin?", **away)
    assert ended.returncode == 4
    assert ended.stderr.splitlines() == [
        f"quoth: expected OpenSearch at {url}, no answer in 0.3 s: connection refused"
    ]


def test_without_the_client_one_line_says_what_to_install(
    environment: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    (tmp_path / "opensearchpy.py").write_text("raise ImportError('absent')\n")
    settings = environment(QUOTH_OPENSEARCH_URL="http://127.0.0.1:9")
    settings["PYTHONPATH"] = f"{tmp_path}:{settings['PYTHONPATH']}"
    ended = quoth("ask", "who replaced Lin?", **settings)
    assert ended.returncode == 4
    assert ended.stderr.splitlines() == [
        (
            "quoth: the engine opensearch needs opensearch-py; install it with: "
            "pip install 'quoth[opensearch]'"
        )
    ]
