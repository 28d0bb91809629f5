"""Documents and passages as they are stored: rows of fixed width, texts end to end.

A file's documents, and a document's passages, are consecutive; files are in path order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

import numpy as np

from retrieval.index.arrays import Arrays
from retrieval.index.collection import FileEntry
from retrieval.index.names import Names
from retrieval.index.once import Once
from retrieval.model import Document, Passage

__all__ = ["ROW", "Corpus", "FileEntry"]

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

_READ_AT_ONCE = 1024
_REMEMBERED = 1 << 12


def _string(arrays: Arrays, name: str, number: int) -> str:
    start, end = arrays.read(f"{name}.ends", number, number + 2).tolist()
    return arrays.read(f"{name}.text", start, end).tobytes().decode("utf-8", "surrogatepass")


def _document_fields(arrays: Arrays, number: int) -> tuple[Any, ...]:
    return tuple(json.loads(_string(arrays, "documents", number)))


def _file_entry(arrays: Arrays, number: int) -> FileEntry:
    fields = json.loads(_string(arrays, "files", number))
    return FileEntry(**{**fields, "problems": tuple(fields["problems"])})


class Corpus:
    """The documents and passages of an index, read where they are mapped."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self.documents = arrays.length("documents.first_passage") - 1
        self.files = arrays.length("files.first_document") - 1
        self._numbers = Once[Names]()
        # The same ones come up often; what remembers them must not keep the index open.
        self._document_fields = lru_cache(_REMEMBERED)(partial(_document_fields, arrays))
        self._heading = lru_cache(_REMEMBERED)(partial(_string, arrays, "headings"))
        self._entry = lru_cache(_REMEMBERED)(partial(_file_entry, arrays))

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
            heading=self._heading(heading),
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
        return self._entry(number)

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield the id and the title of each document, in order."""
        for first in range(0, self.documents, _READ_AT_ONCE):
            stop = min(first + _READ_AT_ONCE, self.documents)
            ends = self._arrays.read("documents.ends", first, stop + 1).tolist()
            text = self._arrays.read("documents.text", ends[0], ends[-1]).tobytes()
            rows = (text[start - ends[0] : end - ends[0]] for start, end in pairwise(ends))
            # One call for many: most of the time would go into the calls.
            listed = (b"[%b]" % b",".join(rows)).decode("utf-8", "surrogatepass")
            for doc_id, title, *_ in json.loads(listed):
                yield doc_id, title

    def number_of(self, doc_id: str) -> int | None:
        """Return a document's number by its id, None where there is no such document.

        The first call reads the ids of all documents; what it keeps is 16 bytes each.
        """
        numbers = self._numbers(lambda: Names(doc_id for doc_id, _ in self.names()))
        candidates = numbers.candidates(doc_id)
        return next((n for n in candidates if self._document_fields(n)[0] == doc_id), None)

    def passages_named(self, name: int, twin: int) -> list[int]:
        """Return the numbers of the passages of that name, whatever their documents."""
        rows = self._arrays.read("passages")
        numbers = np.flatnonzero(rows["name"] == name)
        found: list[int] = numbers[rows["twin"][numbers] == twin].tolist()
        return found
