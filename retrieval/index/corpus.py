"""Documents and passages as they are stored: rows of fixed width, texts end to end.

A file's documents, and a document's passages, are consecutive; files are in path order.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np

from retrieval.index.arrays import Arrays
from retrieval.model import Document, Passage

ROW = np.dtype(
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


def _string(arrays: Arrays, name: str, number: int) -> str:
    start, end = arrays.read(f"{name}.ends", number, number + 2).tolist()
    return arrays.read(f"{name}.text", start, end).tobytes().decode("utf-8", "surrogatepass")


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

    def _document_fields(self, number: int) -> list[Any]:
        fields: list[Any] = json.loads(_string(self._arrays, "documents", number))
        return fields
