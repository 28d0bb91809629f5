"""Documents and passages by number: the protocol, and how they are stored, read and written.

Rows of fixed width, texts end to end.
"""

from __future__ import annotations

import json
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from itertools import accumulate, pairwise
from typing import Any, Generic, NamedTuple, Protocol, TypeVar, get_args

import numpy as np

from retrieval.index.storage import Arrays, Sink
from retrieval.model import BlockKind, Document, Part, Passage


class FileEntry(NamedTuple):
    """A source file as it was when it was indexed: enough to tell cheaply whether it changed.

    `root` is the number of the folder or file that it was found by; times are in nanoseconds.
    `problems` are those that reading it met, a line each.

    >>> [(file.doc_id, file.size) for file in library.files()]
    [('cards.md', 156), ('loans.md', 152)]
    """

    path: str
    root: int
    doc_id: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    sha256: str
    problems: tuple[str, ...] = ()


class Collection(Protocol):
    """Documents and passages. A file's documents, and a document's passages, are consecutive.

    Numbers count from 0. DamagedIndex is raised where what is read was altered on disk.
    """

    @property
    def documents(self) -> int:
        """How many documents there are."""

    @property
    def files(self) -> int:
        """How many files there are."""

    def __len__(self) -> int:
        """Return the number of passages."""

    def passage(self, number: int) -> Passage:
        """Return a passage by its number in passage order."""

    def document_number(self, passage: int) -> int:
        """Return the number of the document that a passage belongs to."""

    def document(self, number: int) -> Document:
        """Return a document by its number, without its text: the file has that."""

    def passages_of(self, document: int) -> range:
        """Return the numbers of a document's passages."""

    def documents_of(self, file: int) -> range:
        """Return the numbers of a file's documents."""

    def file(self, number: int) -> FileEntry:
        """Return what is known of a file."""

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield the id and the title of each document, in order."""

    def number_of(self, doc_id: str) -> int | None:
        """Return a document's number by its id, None where there is no such document."""

    def passages_named(self, name: int, twin: int) -> list[int]:
        """Return the numbers of the passages of that name, whatever their documents.

        `name` is what a passage id ends in, read as a hexadecimal number, and `twin` the
        number after its hyphen, 0 where there is none.
        """


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
        ("parts_at", "<u4"),
        ("parts", "<u4"),
    ]
)

PART_ROW = np.dtype(
    [
        ("start", "<u4"),
        ("end", "<u4"),
        ("kind", "<u4"),
        ("first_line", "<u4"),
        ("last_line", "<u4"),
        ("page", "<i4"),
        ("anchor", "<i4"),
        ("place", "<i4"),
    ]
)

KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
"""The kinds of parts by the number that is stored for each."""

_READ_AT_ONCE = 1024
_REMEMBERED = 1 << 12


def _named_place(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


class Corpus:
    """The documents and passages of an index, read where they are mapped."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self.documents = arrays.length("documents.first_passage") - 1
        self.files = arrays.length("files.first_document") - 1
        self._numbers = MadeOnce[IdTable]()
        # The same ones come up often; what remembers them must not keep the index open.
        self._document_fields = lru_cache(_REMEMBERED)(partial(_document_fields, arrays))
        self._heading = lru_cache(_REMEMBERED)(partial(_string, arrays, "headings"))
        self._place = lru_cache(_REMEMBERED)(partial(_string, arrays, "places"))
        self._entry = lru_cache(_REMEMBERED)(partial(_file_entry, arrays))

    def __len__(self) -> int:
        return self._arrays.length("passages")

    def passage(self, number: int) -> Passage:
        """Return a passage by its number in passage order."""
        row = self._arrays.read("passages", number, number + 1)[0].tolist()
        doc, start, end, at, size, first, last, page, paragraph, heading, name, twin, *parts = row
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
            parts=self._parts(*parts) if parts[1] else (),
        )

    def _parts(self, first: int, count: int) -> tuple[Part, ...]:
        rows = self._arrays.read("parts", first, first + count).tolist()
        return tuple(
            Part(
                start,
                end,
                KINDS[kind],
                first_line,
                last_line,
                None if page < 0 else page,
                None if anchor < 0 else self._place(anchor),
                None if place < 0 else _named_place(self._place(place)),
            )
            for start, end, kind, first_line, last_line, page, anchor, place in rows
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

    def unreadable_files(self) -> list[FileEntry]:
        """Return the files that gave no document because they could not be read."""
        empty = np.flatnonzero(np.diff(self._arrays.read("files.first_document")) == 0).tolist()
        return [entry for entry in map(self.file, empty) if entry.problems]

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
        numbers = self._numbers(lambda: IdTable(doc_id for doc_id, _ in self.names()))
        candidates = numbers.candidates(doc_id)
        return next((n for n in candidates if self._document_fields(n)[0] == doc_id), None)

    def passages_named(self, name: int, twin: int) -> list[int]:
        """Return the numbers of the passages of that name, whatever their documents."""
        rows = self._arrays.read("passages")
        numbers = np.flatnonzero(rows["name"] == name)
        found: list[int] = numbers[rows["twin"][numbers] == twin].tolist()
        return found


def _string(arrays: Arrays, name: str, number: int) -> str:
    start, end = arrays.read(f"{name}.ends", number, number + 2).tolist()
    return arrays.read(f"{name}.text", start, end).tobytes().decode("utf-8", "surrogatepass")


def _document_fields(arrays: Arrays, number: int) -> tuple[Any, ...]:
    return tuple(json.loads(_string(arrays, "documents", number)))


def _file_entry(arrays: Arrays, number: int) -> FileEntry:
    fields = json.loads(_string(arrays, "files", number))
    return FileEntry(**{**fields, "problems": tuple(fields["problems"])})


_FLUSH_AT = 8192


class CorpusWriter:
    """Writes files, documents and passages to a sink, in order."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._files = _Strings(sink, "files")
        self._documents = _Strings(sink, "documents")
        self._headings = _Strings(sink, "headings")
        self._places = _Strings(sink, "places")
        self._texts = _Strings(sink, "texts")
        self._rows: list[tuple[int, ...]] = []
        self._part_rows: list[tuple[int, ...]] = []
        self._parts = 0
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
        for strings in (
            self._files,
            self._documents,
            self._headings,
            self._places,
            self._texts,
        ):
            strings.flush()
        self._flush_rows()
        self._sink.append("documents.first_passage", np.array(self._first_passages, "<i8"))
        self._sink.append("files.first_document", np.array(self._first_documents, "<i8"))

    def _row(self, document: int, passage: Passage) -> tuple[int, ...]:
        text_at, text_bytes = self._texts.add(passage.text)
        name, _, twin = passage.passage_id.rpartition("#")[2].partition("-")
        parts_at = self._parts
        self._part_rows += map(self._part_row, passage.parts)
        self._parts += len(passage.parts)
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
            self._headings.number(passage.heading),
            int(name, 16),
            int(twin or 0),
            parts_at,
            len(passage.parts),
        )

    def _part_row(self, part: Part) -> tuple[int, ...]:
        return (
            part.start,
            part.end,
            KINDS.index(part.kind),
            part.first_line,
            part.last_line,
            -1 if part.page is None else part.page,
            self._places.number(part.anchor),
            self._places.number(None if part.place is None else "=".join(part.place)),
        )

    def _flush_rows(self) -> None:
        self._sink.append("passages", np.array(self._rows, ROW))
        self._sink.append("parts", np.array(self._part_rows, PART_ROW))
        self._rows, self._part_rows = [], []


class _Strings:
    """Writes strings end to end with their offsets."""

    def __init__(self, sink: Sink, name: str) -> None:
        self._sink, self._name = sink, name
        self._pieces: list[bytes] = []
        self._ends: list[int] = [0]
        self._numbers: dict[str, int] = {}
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

    def number(self, text: str | None) -> int:
        """Return the number of a string, added only where it is new; -1 for None."""
        if text is None:
            return -1
        if text not in self._numbers:
            self._numbers[text] = self.length
            self.add(text)
        return self._numbers[text]

    def flush(self) -> None:
        self._sink.append(f"{self._name}.text", np.frombuffer(b"".join(self._pieces), np.uint8))
        self._sink.append(f"{self._name}.ends", np.array(self._ends, "<i8"))
        self._pieces, self._ends = [], []


class IdTable:
    """Which numbers a name may have: those whose name has the same hash.

    The caller compares the names themselves. Hashes are those of this process and go nowhere.
    """

    def __init__(self, names: Iterable[str]) -> None:
        hashes = np.fromiter(map(hash, names), np.int64)
        self._numbers = np.argsort(hashes, kind="stable")
        self._hashes = hashes[self._numbers]

    def candidates(self, name: str) -> list[int]:
        """Return the numbers that may be meant, in ascending order."""
        wanted = np.int64(hash(name))
        first = np.searchsorted(self._hashes, wanted, "left")
        stop = np.searchsorted(self._hashes, wanted, "right")
        found: list[int] = self._numbers[first:stop].tolist()
        return found


_Made = TypeVar("_Made")


class MadeOnce(Generic[_Made]):
    """Something made on the first call. A maker that raises is followed by the next call's.

    The maker comes with the call, so that whoever keeps this is not kept by it in turn.
    """

    def __init__(self) -> None:
        self._making = threading.Lock()
        self._made: _Made | None = None

    def __call__(self, make: Callable[[], _Made]) -> _Made:
        """Return what was made; threads that come while it is being made wait for it."""
        if self._made is None:
            with self._making:
                if self._made is None:
                    self._made = make()
        return self._made


class PartOffsets:
    """Where each part's numbers begin. `total` is how many there are in all."""

    def __init__(self, sizes: Iterable[int]) -> None:
        self._starts = list(accumulate(sizes, initial=0))
        self.total = self._starts[-1]

    def start(self, part: int) -> int:
        """Return the number of the first of a part."""
        return self._starts[part]

    def place(self, number: int) -> tuple[int, int]:
        """Return the part that a number falls into, and the number there.

        Raises IndexError where it falls into none.
        """
        if not 0 <= number < self.total:
            raise IndexError(number)
        part = bisect_right(self._starts, number) - 1
        return part, number - self._starts[part]

    def span(self, part: int) -> range:
        """Return the numbers of a part."""
        return range(self._starts[part], self._starts[part + 1])

    def shifted(self, part: int, numbers: range) -> range:
        """Return consecutive numbers of a part as they count through all."""
        start = self._starts[part]
        return range(start + numbers.start, start + numbers.stop)
