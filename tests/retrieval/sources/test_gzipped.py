"""Packed files: read as what they hold, under the name and the digest that they have."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.sources import archive as loader
from retrieval.sources.base import Limits
from retrieval.sources.folder import scan
from retrieval.sources.registry import library_of
from tests.retrieval.sources.builders import outline, read, read_one, shown
from tests.retrieval.sources.slices import assert_slices, loaded


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("notes.md.gz", "# Kiln\n\nHot.", ("heading", 1, "Kiln")),
        ("table.csv.gz", "pot,size\njug,2", ("header", 0, "pot | size")),
        ("changelog.gz", "It is hot.", ("paragraph", 0, "It is hot.")),
        (
            "page.GZ",
            "<!doctype html><html><body><h1>Kiln</h1></body></html>",
            ("heading", 1, "Kiln"),
        ),
    ],
)
def test_a_packed_file_is_read_as_what_it_holds(
    tmp_path: Path, name: str, raw: str, expected: tuple[str, int, str]
) -> None:
    packed = gzip.compress(raw.encode(), mtime=0)
    parsed = read_one(tmp_path, name, packed)
    assert outline(parsed)[0] == expected
    assert parsed.document.doc_id == name
    assert parsed.document.path == str((tmp_path / name).resolve())
    assert parsed.document.sha256 == hashlib.sha256(packed).hexdigest()


def test_its_title_is_that_of_what_it_holds(tmp_path: Path) -> None:
    assert (
        read_one(tmp_path, "my_notes.txt.gz", gzip.compress(b"x", mtime=0)).document.title
        == "my notes"
    )


def test_records_keep_their_ids_and_messages_are_named_after_the_packed_file(
    tmp_path: Path,
) -> None:
    records = gzip.compress(b'{"_id": "7", "text": "x"}\n', mtime=0)
    assert read_one(tmp_path, "a.jsonl.gz", records).document.doc_id == "7"
    mailbox = gzip.compress(b"From a Tue Nov  4 10:00:00 2025\nSubject: b\n\nHot.\n", mtime=0)
    assert read_one(tmp_path, "a.mbox.gz", mailbox).document.doc_id == "a.mbox.gz#1"


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.tar.gz", gzip.compress(b"x", mtime=0), "archive"),
        ("a.png.gz", gzip.compress(b"x", mtime=0), "picture"),
        ("a.txt.gz.gz", gzip.compress(b"x", mtime=0), "packed more than once"),
        ("a.gz", gzip.compress(bytes(range(256)), mtime=0), "binary"),
        ("a.gz", b"not packed", "not packed by gzip"),
        (
            "a.json.gz",
            gzip.compress(b"{}", mtime=0),
            "JSON, but no chat export of Slack, Discord or Telegram",
        ),
    ],
)
def test_what_is_not_read_is_skipped_packed_as_well(
    tmp_path: Path, name: str, raw: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(raw)
    (skipped,) = scan(tmp_path).skipped
    assert (skipped.reason, skipped.suffix) == (reason, ".gz")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"not packed", "not a readable gzip file"),
        (gzip.compress(b"word " * 10_000, mtime=0)[:-20], "not a readable gzip file"),
        (gzip.compress(b"word " * 100_000, mtime=0), "larger than 64 KiB when unpacked"),
    ],
)
def test_a_damaged_or_endless_file_is_refused(tmp_path: Path, raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=f"^{reason}$"):
        read(tmp_path, "a.txt.gz", raw, limits=Limits(max_file_bytes=64 * 2**10))


def test_a_file_that_grows_beyond_any_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"^more than 100 times as large when unpacked$"):
        read(tmp_path, "a.txt.gz", gzip.compress(b"a" * 8 * 2**20, mtime=0))


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "aside").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "aside"))
    assert shown(read_one(tmp_path, "a.txt.gz", gzip.compress(b"Hot.", mtime=0)))
    assert list((tmp_path / "aside").iterdir()) == []


def test_a_packed_page_needs_the_library_of_a_page() -> None:
    assert library_of("a.html.gz") == library_of("a.html") == "lxml"
    assert library_of("a.txt.gz") is library_of("a") is None


@given(
    raw=st.binary(max_size=200), name=st.sampled_from(["a.txt.gz", "a.md.gz", "a.gz", "a.csv.gz"])
)
def test_any_file_is_read_or_refused(raw: bytes, name: str) -> None:
    assert_slices(loaded(loader, name, raw))
    assert_slices(loaded(loader, name, gzip.compress(raw, mtime=0)))
