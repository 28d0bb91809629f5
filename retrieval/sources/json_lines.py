"""JSON Lines in the BEIR layout: one document a record, read as a stream."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Container, Iterator
from io import BufferedReader
from itertools import count

from retrieval.errors import UnreadableFile
from retrieval.model import Block, Document, ParsedDocument
from retrieval.sources.json_records import Record, RecordError, read_record
from retrieval.sources.reading import in_words, why
from retrieval.sources.source_file import Limits, Report, SourceFile

_REPORTED = 20
"""Broken records that are reported one by one; the rest are counted."""

# Lines in a row that are not blank.
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
