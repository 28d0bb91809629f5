"""Documents and passages written as `Corpus` reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np

from retrieval.index.arrays import Sink
from retrieval.index.corpus import ROW, FileEntry
from retrieval.model import Document, Passage

_FLUSH_AT = 8192


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
        self._sink.append("passages", np.array(self._rows, ROW))
        self._rows = []
