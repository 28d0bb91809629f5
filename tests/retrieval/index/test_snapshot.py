"""How the sources look at one moment."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from retrieval.index.snapshot import Snapshot


@pytest.mark.parametrize("name", ["page.html", "page.html.gz"])
def test_the_library_that_a_file_needs_is_named_whether_the_file_is_packed_or_not(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(gzip.compress(b"<p>Hello") if "gz" in name else b"<p>Hello")

    assert Snapshot.take([tmp_path]).readers == ("lxml",)
