"""The protocol of documents and passages by number, of one index or of several joined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from retrieval.model import Document, Passage


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
