"""JSON Lines in the BEIR layout: one document a record, read as a stream."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedReader
from itertools import count
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.model import Block, Document, ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, in_words, why
from retrieval.sources.encoding import clean, shown
from retrieval.sources.metadata import iso_date, one_line

_NO_CHARACTERS = re.compile("[\0\ud800-\udfff]")


class RecordError(Exception):
    """A record is left out; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a record says; `title` and `text` are empty and the rest None where it does not."""

    doc_id: str
    title: str
    text: str
    publisher: str | None
    published: str | None
    url: str | None


def read_record(line: bytes) -> Record:
    """The record in a line of the file.

    Raises:
        RecordError: the line is not an object in UTF-8 with an `_id` and a string `text`.
    """
    record = _object(line)
    metadata = record.get("metadata")
    places = [record, metadata] if isinstance(metadata, dict) else [record]
    return Record(
        doc_id=_doc_id(record),
        title=_stated("title", *places) or "",
        text=_text(record),
        publisher=_stated("publisher", *places),
        published=_date(_stated("published", *places) or _stated("date", *places)),
        url=_stated("url", *places),
    )


def _object(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8").rstrip())
    except UnicodeDecodeError as fault:
        raise RecordError("not valid UTF-8") from fault
    except json.JSONDecodeError as fault:
        raise RecordError(f"not valid JSON ({fault.msg}, column {fault.colno})") from fault
    except (RecursionError, ValueError) as fault:
        raise RecordError("JSON nested too deeply, or with too long a number") from fault
    if not isinstance(record, dict):
        raise RecordError(f'expected an object with a string "text", got {_kind(record)}')
    return record


def _doc_id(record: Mapping[str, Any]) -> str:
    stated = record.get("_id")
    if isinstance(stated, int) and not isinstance(stated, bool):
        return str(stated)
    if not isinstance(stated, str) or not stated.strip():
        got = _kind(stated) if "_id" in record else "none"
        raise RecordError(f'expected a string "_id" that is not empty, got {got}')
    return clean(stated)


def _text(record: Mapping[str, Any]) -> str:
    stated = record.get("text")
    if not isinstance(stated, str):
        got = _kind(stated) if "text" in record else "none"
        raise RecordError(f'expected a string "text", got {got}')
    # Whoever holds the record counts characters in it: none that is seen may come or go.
    return _NO_CHARACTERS.sub("\ufffd", shown(stated))


def _stated(key: str, *places: Mapping[str, Any]) -> str | None:
    """The first place's value for a key that is a string or a number, on one line."""
    for place in places:
        value = place.get(key)
        if isinstance(value, str | int | float) and (line := one_line(shown(clean(str(value))))):
            return line
    return None


def _date(stated: str | None) -> str | None:
    return iso_date(stated) if stated else None


def _kind(value: object) -> str:
    """What a JSON value is, with its article."""
    if value is None:
        return "null"
    names = {bool: "true or false", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), "a number")


_REPORTED = 20
"""Broken records that are reported one by one; the rest are counted."""

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields a document for each record that has a title or a text, in file order.

    `doc_id` is the record's `_id`, and all its blocks stand on the record's line. A broken
    record and one whose `_id` came before are reported and left out. One line is in memory at
    a time; `limits.max_file_bytes` bounds that line and not the file.

    Raises:
        UnreadableFile: it cannot be opened, is not UTF-8, holds no record at all, or changed
            while it was read.
    """
    try:
        with file.path.open("rb") as stream:
            yield from _documents(stream, file, limits, report)
    except OSError as fault:
        raise UnreadableFile(why(fault)) from fault


def _documents(
    stream: BufferedReader, file: SourceFile, limits: Limits, report: Report
) -> Iterator[ParsedDocument]:
    before = os.fstat(stream.fileno())
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    if stream.read(2) in _UTF16_MARKS:
        raise UnreadableFile("UTF-16, and JSON Lines is UTF-8")
    stream.seek(0)
    for number, record in _records(stream, limits, report):
        if record.title or record.text:
            yield _document(record, number, file, sha256)
    after = os.fstat(stream.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UnreadableFile("it changed while it was read")


def _records(
    stream: BufferedReader, limits: Limits, report: Report
) -> Iterator[tuple[int, Record]]:
    """Yields each good record with the number of its line."""
    seen: set[str] = set()
    broken = 0
    first_fault = ""
    for number, line in _numbered_lines(stream, limits.max_file_bytes):
        try:
            record = _new_record(line, seen, limits)
        except RecordError as fault:
            broken += 1
            first_fault = first_fault or f"line {number}: {fault}"
            if broken <= _REPORTED:
                report(f"line {number}: {fault}")
        else:
            seen.add(record.doc_id)
            yield number, record
    if broken and not seen:
        raise UnreadableFile(f"no record in it can be read; {first_fault}")
    if broken > _REPORTED:
        report(f"and {broken - _REPORTED} more broken lines")


def _new_record(line: bytes | None, seen: Container[str], limits: Limits) -> Record:
    if line is None:
        raise RecordError(f"longer than {in_words(limits.max_file_bytes)}")
    record = read_record(line)
    if record.doc_id in seen:
        raise RecordError(f"the _id {record.doc_id!r} came before; the first is kept")
    return record


def _numbered_lines(stream: BufferedReader, longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Yields the lines that are not blank, from 1; None for one longer than `longest` bytes."""
    for number in count(1):
        line = stream.readline(longest + 1)
        if not line:
            return
        if number == 1:
            line = line.removeprefix(_UTF8_MARK)
        if len(line) > longest and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(longest)
            yield number, None
        elif line.strip():
            yield number, line


def _document(record: Record, number: int, file: SourceFile, sha256: str) -> ParsedDocument:
    document = Document(
        doc_id=record.doc_id,
        title=record.title,
        text=record.text,
        path=str(file.path),
        publisher=record.publisher,
        published=record.published,
        url=record.url,
        sha256=sha256,
    )
    return ParsedDocument(document, tuple(_blocks(record.text, number)))


def _blocks(text: str, number: int) -> Iterator[Block]:
    """Yields the record's text as one block, on its line of the file.

    Whoever made the records has cut them to size; what is overlong is cut later.
    """
    words = text.strip()
    if words:
        start = text.index(words[0])
        yield Block(start, start + len(words), "paragraph", number, number)
