"""Documents and passages as they are stored: rows of fixed width, texts end to end.

A file's documents, and a document's passages, are consecutive; files are in path order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from retrieval.index.storage import AnyArray, Arrays, Sink
from retrieval.model import Document, Passage

_ROW = np.dtype(
    [
        ("document", "<i4"),
        ("start", "<u4"),
        ("end", "<u4"),
        ("text_at", "<i8"),
        ("text_bytes", "<u4"),
        ("first_line", "<u4"),
        ("last_line", "<u4"),
        ("page", "<i4"),
        ("paragraph", "<u4"),
        ("heading", "<i4"),
        ("name", "<u8"),
        ("twin", "<u4"),
    ]
)
_FLUSH_AT = 8192


class FileEntry(NamedTuple):
    """A source file as it was when it was indexed: enough to tell cheaply whether it changed."""

    path: str
    root: int
    doc_id: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    sha256: str
    problems: tuple[str, ...] = ()


class _Strings:
    """Writes strings end to end with their offsets."""

    def __init__(self, sink: Sink, name: str) -> None:
        self._sink, self._name = sink, name
        self._pieces: list[bytes] = []
        self._ends: list[int] = [0]
        self.length = 0
        self.bytes = 0

    def add(self, text: str) -> tuple[int, int]:
        """Add a string; return where it begins and its length, in bytes."""
        encoded = text.encode("utf-8", "surrogatepass")
        begins = self.bytes
        self._pieces.append(encoded)
        self.bytes += len(encoded)
        self.length += 1
        self._ends.append(self.bytes)
        if len(self._pieces) >= _FLUSH_AT:
            self.flush()
        return begins, len(encoded)

    def flush(self) -> None:
        self._sink.append(f"{self._name}.text", np.frombuffer(b"".join(self._pieces), np.uint8))
        self._sink.append(f"{self._name}.ends", np.array(self._ends, "<i8"))
        self._pieces, self._ends = [], []


def _string(arrays: Arrays, name: str, number: int) -> str:
    start, end = arrays.read(f"{name}.ends", number, number + 2).tolist()
    return arrays.read(f"{name}.text", start, end).tobytes().decode("utf-8", "surrogatepass")


class CorpusWriter:
    """Writes files, documents and passages to a sink, in order."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._files = _Strings(sink, "files")
        self._documents = _Strings(sink, "documents")
        self._headings = _Strings(sink, "headings")
        self._texts = _Strings(sink, "texts")
        self._heading_numbers: dict[str, int] = {}
        self._rows: list[tuple[int, ...]] = []
        self._first_passages: list[int] = [0]
        self._first_documents: list[int] = [0]
        self.passages = 0

    def add_document(self, document: Document, passages: Iterable[Passage]) -> None:
        """Add a document of the file that `close_file` will name."""
        number = self._documents.length
        fields = [
            document.doc_id,
            document.title,
            document.publisher,
            document.published,
            document.url,
            self._files.length,
        ]
        self._documents.add(json.dumps(fields, ensure_ascii=False))
        for passage in passages:
            self._rows.append(self._row(number, passage))
            self.passages += 1
        if len(self._rows) >= _FLUSH_AT:
            self._flush_rows()
        self._first_passages.append(self.passages)

    def close_file(self, entry: FileEntry) -> None:
        """End a file: the documents added since the last one are its."""
        self._files.add(json.dumps(entry._asdict(), ensure_ascii=False))
        self._first_documents.append(self._documents.length)

    def finish(self) -> None:
        """Write what is still held back."""
        for strings in (self._files, self._documents, self._headings, self._texts):
            strings.flush()
        self._flush_rows()
        self._sink.append("documents.first_passage", np.array(self._first_passages, "<i8"))
        self._sink.append("files.first_document", np.array(self._first_documents, "<i8"))

    def _row(self, document: int, passage: Passage) -> tuple[int, ...]:
        text_at, text_bytes = self._texts.add(passage.text)
        name, _, twin = passage.passage_id.rpartition("#")[2].partition("-")
        if passage.heading not in self._heading_numbers:
            self._heading_numbers[passage.heading] = self._headings.length
            self._headings.add(passage.heading)
        return (
            document,
            passage.start,
            passage.end,
            text_at,
            text_bytes,
            passage.first_line,
            passage.last_line,
            -1 if passage.page is None else passage.page,
            passage.paragraph,
            self._heading_numbers[passage.heading],
            int(name, 16),
            int(twin or 0),
        )

    def _flush_rows(self) -> None:
        self._sink.append("passages", np.array(self._rows, _ROW))
        self._rows = []


class Corpus:
    """The documents and passages of an index, read where they are mapped."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self.documents = arrays.length("documents.first_passage") - 1
        self.files = arrays.length("files.first_document") - 1

    def __len__(self) -> int:
        return self._arrays.length("passages")

    def passage(self, number: int) -> Passage:
        """Return a passage by its number in passage order."""
        row = self._arrays.read("passages", number, number + 1)[0].tolist()
        doc, start, end, at, size, first, last, page, paragraph, heading, name, twin = row
        text = self._arrays.read("texts.text", at, at + size).tobytes()
        doc_id = self._document_fields(doc)[0]
        return Passage(
            passage_id=f"{doc_id}#{name:010x}" + (f"-{twin}" if twin else ""),
            doc_id=doc_id,
            start=start,
            end=end,
            heading=_string(self._arrays, "headings", heading),
            first_line=first,
            last_line=last,
            page=None if page < 0 else page,
            paragraph=paragraph,
            text=text.decode("utf-8", "surrogatepass"),
        )

    def document_number(self, passage: int) -> int:
        """Return the number of the document that a passage belongs to."""
        return int(self._arrays.read("passages", passage, passage + 1)["document"][0])

    def document(self, number: int) -> Document:
        """Return a document by its number, without its text: the file has that."""
        doc_id, title, publisher, published, url, file = self._document_fields(number)
        entry = self.file(file)
        return Document(doc_id, title, "", entry.path, publisher, published, url, entry.sha256)

    def passages_of(self, document: int) -> range:
        """Return the numbers of a document's passages."""
        first, stop = self._arrays.read("documents.first_passage", document, document + 2).tolist()
        return range(first, stop)

    def documents_of(self, file: int) -> range:
        """Return the numbers of a file's documents."""
        first, stop = self._arrays.read("files.first_document", file, file + 2).tolist()
        return range(first, stop)

    def file(self, number: int) -> FileEntry:
        """Return what is known of a file."""
        fields = json.loads(_string(self._arrays, "files", number))
        return FileEntry(**{**fields, "problems": tuple(fields["problems"])})

    def file_entries(self) -> Iterator[FileEntry]:
        """Yield every file in path order."""
        return map(self.file, range(self.files))

    @cached_property
    def document_rows(self) -> AnyArray:
        """The document number of every passage."""
        return np.asarray(self._arrays.read("passages")["document"])

    def _document_fields(self, number: int) -> list[Any]:
        fields: list[Any] = json.loads(_string(self._arrays, "documents", number))
        return fields
