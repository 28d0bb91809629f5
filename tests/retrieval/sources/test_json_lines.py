"""JSON Lines in the BEIR layout: one document a record, the good ones whatever the others are."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from pathlib import Path

import pytest

from retrieval.errors import UnreadableFile
from retrieval.sources.base import Limits
from retrieval.sources.folder import scan
from retrieval.sources.registry import load
from tests.retrieval.sources.builders import lines, read, shown


def records(*given: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in given)


def test_each_record_is_a_document(tmp_path: Path) -> None:
    raw = records(
        {"_id": "d1", "title": "Warsaw", "text": "A city."},
        {"_id": 7, "text": "One.\r\n\r\n  Two,\nstill two. \n\n\n"},
    )
    first, second = read(tmp_path, "corpus.jsonl", raw)
    assert (first.document.doc_id, first.document.title) == ("d1", "Warsaw")
    assert first.document.text == "A city."
    assert (second.document.doc_id, second.document.title) == ("7", "")
    assert second.document.text == "One.\r\n\r\n  Two,\nstill two. \n\n\n"
    assert shown(second) == ["One.\r\n\r\n  Two,\nstill two."]
    assert lines(second) == [(2, 2)]
    assert {doc.document.sha256 for doc in (first, second)} == {hashlib.sha256(raw).hexdigest()}
    assert {doc.document.path for doc in (first, second)} == {
        str((tmp_path / "corpus.jsonl").resolve())
    }


@pytest.mark.parametrize("place", ["record", "metadata"])
def test_what_a_record_says_of_itself_is_kept(tmp_path: Path, place: str) -> None:
    said = {"publisher": "Daily Brief", "published": "4 March 2026", "url": "https://a.example"}
    record = {"_id": "1", "text": "x", **(said if place == "record" else {"metadata": said})}
    (parsed,) = read(tmp_path, "a.jsonl", records(record))
    assert parsed.document.publisher == "Daily Brief"
    assert parsed.document.published == "2026-03-04"
    assert parsed.document.url == "https://a.example"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[1, 2]", 'expected an object with a string "text", got a list'),
        (b'"x"', 'expected an object with a string "text", got a string'),
        (b"null", 'expected an object with a string "text", got null'),
        (b'{"_id": "1"}', 'expected a string "text", got none'),
        (b'{"_id": "1", "text": 5}', 'expected a string "text", got a number'),
        (b'{"text": "x"}', 'expected a string "_id" that is not empty, got none'),
        (
            b'{"_id": true, "text": "x"}',
            'expected a string "_id" that is not empty, got true or false',
        ),
        (b'{"_id": " ", "text": "x"}', 'expected a string "_id" that is not empty, got a string'),
        (
            b'{"_id": "1", ',
            "not valid JSON (Expecting property name enclosed in double quotes, column 13)",
        ),
        (b'{"_id": "1", "text": "caf\xe9"}', "not valid UTF-8"),
        (b"[" * 100_000, "JSON nested too deeply, or with too long a number"),
        (b'{"_id": "good", "text": "again"}', "the _id 'good' came before; the first is kept"),
    ],
)
def test_a_broken_record_is_reported_and_the_others_are_read(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    reports: list[str] = []
    raw = (
        records({"_id": "good", "text": "x"}) + line + b"\n\n" + records({"_id": "z", "text": "y"})
    )
    documents = read(tmp_path, "a.jsonl", raw, report=reports.append)
    assert [parsed.document.doc_id for parsed in documents] == ["good", "z"]
    assert lines(documents[1]) == [(4, 4)]
    assert reports == [f"line 2: {reason}"]


def test_a_flood_of_broken_records_is_reported_once_it_is_clear(tmp_path: Path) -> None:
    reports: list[str] = []
    raw = records({"_id": "1", "text": "x"}, *[[]] * 30)
    read(tmp_path, "a.jsonl", raw, report=reports.append)
    assert len(reports) == 21
    assert reports[-1] == "and 10 more broken lines"


def test_a_file_without_a_single_record_is_refused_with_the_first_reason(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path, "a.jsonl", b"\n[]\n{}\n")
    assert str(caught.value) == (
        'no record in it can be read; line 2: expected an object with a string "text", got a list'
    )


@pytest.mark.parametrize("raw", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_holds_no_documents(tmp_path: Path, raw: bytes) -> None:
    assert read(tmp_path, "a.jsonl", raw) == []


def test_a_record_without_words_is_a_document_only_if_it_has_a_title(tmp_path: Path) -> None:
    raw = records({"_id": "1", "text": ""}, {"_id": "2", "title": "T", "text": ""})
    (parsed,) = read(tmp_path, "a.jsonl", raw)
    assert (parsed.document.doc_id, parsed.blocks) == ("2", ())


def test_a_byte_order_mark_and_either_line_end_are_accepted(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + b'{"_id": "1", "text": "x"}\r\n{"_id": "2", "text": "y"}'
    assert len(read(tmp_path, "a.ndjson", raw)) == 2


def test_utf16_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"^UTF-16, and JSON Lines is UTF-8$"):
        read(tmp_path, "a.jsonl", '{"_id": "1", "text": "x"}'.encode("utf-16"))


def test_escapes_that_are_no_characters_are_replaced(tmp_path: Path) -> None:
    raw = rb'{"_id": "a\ud800", "title": "b\u0000\nc", "text": "d\ud800\u0000\r\ne"}'
    (parsed,) = read(tmp_path, "a.jsonl", raw)
    assert parsed.document.doc_id == "a\ufffd"
    assert parsed.document.title == "b c"
    assert parsed.document.text == "d\ufffd\ufffd\r\ne"


def test_what_nobody_sees_is_left_out_of_a_record(tmp_path: Path) -> None:
    raw = records(
        {"_id": "1", "title": "Fer\u00adry", "text": "The fer\u00adry\u200b, \u200f\u05d0."}
    )
    (parsed,) = read(tmp_path, "a.jsonl", raw)
    assert parsed.document.title == "Ferry"
    assert parsed.document.text == "The ferry, \u200f\u05d0."


def test_only_a_newline_ends_a_record(tmp_path: Path) -> None:
    raw = '{"_id": "1", "text": "a\u2028b\x85c"}\n{"_id": "2", "text": "d"}'.encode()
    assert [lines(parsed) for parsed in read(tmp_path, "a.jsonl", raw)] == [[(1, 1)], [(2, 2)]]


def test_one_line_over_the_limit_is_left_out(tmp_path: Path) -> None:
    reports: list[str] = []
    raw = records({"_id": "1", "text": "x" * 9000}, {"_id": "2", "text": "x" * 500})
    limits = Limits(max_file_bytes=1024)
    (parsed,) = read(tmp_path, "a.jsonl", raw, limits=limits, report=reports.append)
    assert parsed.document.doc_id == "2"
    assert lines(parsed) == [(2, 2)]
    assert reports == ["line 1: longer than 1 KiB"]


def test_a_large_file_is_never_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("w") as stream:
        for number in range(4000):
            stream.write(json.dumps({"_id": str(number), "text": "word " * 500}) + "\n")
    (file,) = scan(path).files
    tracemalloc.start()
    assert sum(1 for _ in load(file)) == 4000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert file.size > 8 * 2**20
    assert peak < 2 * 2**20


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(records({"_id": "1", "text": "x"}, {"_id": "2", "text": "y"}))
    documents = load(scan(path).files[0])
    next(documents)
    with path.open("ab") as stream:
        stream.write(records({"_id": "3", "text": "z"}))
    with pytest.raises(UnreadableFile, match=r"^it changed while it was read$"):
        list(documents)
