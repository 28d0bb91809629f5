"""The names that uploaded files are kept by."""

from __future__ import annotations

import gzip
import re
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.storage.upload_rules import LONGEST_NAME, safe_name
from retrieval.errors import UsageError
from retrieval.sources.folder import scan
from retrieval.sources.registry import SUFFIXES, TYPES, suffix_of

ODD = st.sampled_from(
    [
        *("..", ".", "/", "\\", "~$", " ", "con", "nul.", ":", "*", "\x00", "\n"),
        *("\u202e", "\u200d", "e\u0301", "\u1112\u1161\u11ab", "<\u0338", "\ud800"),
        *("名", "😀", ".txt", ".MD", "a"),
    ]
)
STEM = st.lists(ODD | st.text(st.characters(), max_size=150), max_size=6).map("".join)
SUFFIX = st.sampled_from([*SUFFIXES, ".MD", ".Pdf"])


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("notes.md", "notes.md"),
        ("Meeting Notes (final).TXT", "Meeting Notes (final).TXT"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\lin\\report.docx", "report.docx"),
        ("...hidden.md", "hidden.md"),
        (".md", "source.md"),
        ("~$report.docx", "report.docx"),
        ("cafe\u0301.txt", "café.txt"),
        ("txt.\u202efdp.md", "txt.fdp.md"),
        ('a:b*c?"d".txt', "a_b_c__d_.txt"),
        ("tab\tand\nline.txt", "tab and line.txt"),
        ("trailing. .txt ", "trailing.txt"),
        ("nul.txt", "_nul.txt"),
        ("COM1.notes.txt", "_COM1.notes.txt"),
        ("x" * 300 + ".jsonl", "x" * 94 + ".jsonl"),
    ],
)
def test_a_name_is_kept_as_far_as_that_can_be(filename: str, name: str) -> None:
    assert safe_name(filename) == name


@pytest.mark.parametrize("filename", ["virus.exe", "notes", "", "a.txt/", "a.txt.zip", "..", "a."])
def test_a_type_that_is_not_read_is_refused_with_those_that_are(filename: str) -> None:
    with pytest.raises(UsageError, match=rf"\({re.escape(TYPES)}\), got '"):
        safe_name(filename)


@given(STEM, SUFFIX)
def test_a_name_is_one_plain_short_composed_part_of_a_path(stem: str, suffix: str) -> None:
    name = safe_name(stem + suffix)

    assert name == unicodedata.normalize("NFC", name)
    assert not any(unicodedata.category(character)[0] == "C" for character in name)
    assert not re.search(r'[<>:"|?*/\\]|^\.|^~\$|[. ]$|^ ', name)
    assert Path(name).name == name
    assert len(name) <= LONGEST_NAME
    assert len(name.encode()) <= 255
    assert suffix_of(name) == suffix.lower()


@given(STEM, SUFFIX)
def test_a_safe_name_stays_as_it_is(stem: str, suffix: str) -> None:
    name = safe_name(stem + suffix)

    assert safe_name(name) == name


@given(STEM)
def test_any_name_is_made_safe_or_refused_in_one_line(filename: str) -> None:
    with suppress(UsageError):
        assert safe_name(filename)
        return
    with pytest.raises(UsageError) as refused:
        safe_name(filename)
    assert len(str(refused.value).splitlines()) == 1


@given(STEM, SUFFIX)
def test_a_file_of_a_safe_name_is_found_by_a_scan(
    tmp_path_factory: pytest.TempPathFactory, stem: str, suffix: str
) -> None:
    name = safe_name(stem + suffix)
    folder = tmp_path_factory.mktemp("named")
    # What these are is seen by what is in them.
    message = '[{"type": "message", "user": "U1", "text": "Hello.", "ts": "1762200000.000100"}]'
    exported = message if suffix.lower() == ".json" else "text"
    packed = suffix.lower() == ".gz"
    (folder / name).write_bytes(gzip.compress(b"text", mtime=0) if packed else exported.encode())

    assert [file.doc_id for file in scan(folder).files] == [name]
