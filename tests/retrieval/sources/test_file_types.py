"""What a file is: by its name, and where that says nothing, by its first bytes."""

from __future__ import annotations

import time
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.sources.registry import (
    HEAD_BYTES,
    LIBRARIES,
    SUFFIXES,
    UNREAD,
    by_content,
    is_text,
    loader_of,
)

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
MESSAGE = "Received: x\n\ty\nFrom: Lin\nMessage-ID: <1@a>\n\nHi.\n"


@pytest.mark.parametrize(
    ("head", "module"),
    [
        ("Plain words.", "text"),
        ("", "text"),
        ("  <!DOCTYPE html><p>x", "html"),
        ('<?xml version="1.0"?>\n<!-- a --><!-- b -->\n<html>', "html"),
        ("<p>a piece of a page</p>", "text"),
        ("%PDF-1.7\n", "pdf"),
        ("{\\rtf1 x}", "rtf"),
        ("WEBVTT\n\n", "subtitles"),
        ("WEBVTTs are files", "text"),
        (".TH KILN 1\n.SH NAME\n", "man"),
        ('.\\" a comment\n.\\" more\n.Dd March 4, 2025\n', "man"),
        (".so man3/kiln.3\n", "man"),
        ("A line\n.TH is a macro\n", "text"),
        ("From a@b Tue Nov  4 10:00:00 2025\nSubject: x\n", "mail"),
        ("From here on, 2025\nnothing\n", "text"),
        (MESSAGE, "mail"),
        ("From: Lin\nTo: Ann\n\nA letter.", "text"),
    ],
)
def test_the_beginning_of_a_file_tells_its_type(head: str, module: str) -> None:
    assert by_content(head.encode()) == module


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (b"caf\xe9 in an old encoding", True),
        ("漢字".encode(), True),
        ("漢字".encode("utf-16"), True),
        ("Western words".encode("utf-16-le"), True),
        (b"\x1b[31mred\x1b[0m\n\f", True),
        (PNG, False),
        (bytes(range(256)), False),
        (b"\x7fELF\x02\x01\x01\0", False),
    ],
)
def test_text_is_told_from_what_is_none(head: bytes, text: bool) -> None:
    assert is_text(head) is text
    if not text:
        with pytest.raises(UnreadableFile, match=r"^binary$"):
            by_content(head)


@pytest.mark.parametrize(
    ("name", "raw", "module"),
    [
        ("readme", b"Hot.", "text"),
        ("notes.xyz", b"Hot.", "text"),
        ("kiln.conf", b"heat = 900", "text"),
        ("kiln.1", b".TH KILN 1\n", "man"),
        ("kiln.3pm", b".TH KILN 3\n", "man"),
        ("system.log.1", b"2025-11-01 started", "text"),
        ("Kiln.DOCX", b"", "word"),
        ("page.aspx", b"<html>", "html"),
        ("Inbox", b"From a Tue Nov  4 10:00:00 2025\nSubject: x\n", "mail"),
        ("kiln.txt.gz", b"", "archive"),
    ],
)
def test_a_loader_is_found_by_name_or_content(
    tmp_path: Path, name: str, raw: bytes, module: str
) -> None:
    (tmp_path / name).write_bytes(raw)
    assert loader_of(tmp_path / name, name) == module


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("old.doc", b"x", "Word before 2007: save it as .docx"),
        ("old.XLS", b"x", "Excel before 2007: save it as .xlsx"),
        ("kiln.png", PNG, "picture"),
        ("kiln.zip", b"PK", "archive"),
        ("conf.py", b"x = 1", "program code"),
        ("theme.css", b"p {}", "style sheet or script of a page"),
        ("libkiln.so.1", b"\x7fELF\x02\x01\x01\0", "binary"),
        ("core", bytes(100), "binary"),
        ("notes.md~", b"x", "copy that an editor left"),
    ],
)
def test_what_is_not_read_has_a_reason(tmp_path: Path, name: str, raw: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(UnreadableFile) as caught:
        loader_of(tmp_path / name, name)
    assert str(caught.value) == reason


def test_every_suffix_is_in_lower_case_and_means_one_thing() -> None:
    known = [*SUFFIXES, *UNREAD]
    assert len(set(known)) == len(known)
    assert all(suffix == suffix.lower() and suffix.rindex(".") == 0 for suffix in known)
    assert set(LIBRARIES) <= set(SUFFIXES)
    for module in set(SUFFIXES.values()):
        assert callable(import_module(f"retrieval.sources.{module}").load)


@given(st.binary(max_size=300))
def test_any_beginning_is_told(head: bytes) -> None:
    try:
        module = by_content(head)
    except UnreadableFile as fault:
        module = str(fault)
    assert module in {*SUFFIXES.values(), "binary"}


@pytest.mark.parametrize(
    "unit", ["<!-- -->", "<!--", '.\\" x\n', "'\n", "X: y\n", " ", "From: a\n", "\n"]
)
def test_no_beginning_takes_long(unit: str) -> None:
    head = (unit * HEAD_BYTES).encode()[:HEAD_BYTES]
    began = time.process_time()
    by_content(head)
    assert time.process_time() - began < 0.2
