"""The documents and passages of several indexes as of one, the first index's first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrieval.index.collection import Collection, FileEntry
from retrieval.index.offsets import Offsets
from retrieval.model import Document, Passage


class JoinedCorpus:
    """Corpora one after another. Nothing is copied: each is read where it is.

    A document whose id an earlier corpus has is known by another one here, its corpus's label
    before it, as a file is that two folders of one index have: "added/notes.md". `labels` has
    one label a corpus.
    """

    def __init__(self, parts: Sequence[Collection], labels: Sequence[str]) -> None:
        self._parts = parts
        self._passages = Offsets(map(len, parts))
        self._documents = Offsets(part.documents for part in parts)
        self._files = Offsets(part.files for part in parts)
        self._renamed = _renamed(parts, labels)
        self._originals = [{new: old for old, new in own.items()} for own in self._renamed]
        self.documents = self._documents.total
        self.files = self._files.total

    def __len__(self) -> int:
        return self._passages.total

    def passage(self, number: int) -> Passage:
        """Return a passage by its number in passage order."""
        part, own = self._passages.place(number)
        passage = self._parts[part].passage(own)
        doc_id = self._renamed[part].get(passage.doc_id)
        if doc_id is None:
            return passage
        name = passage.passage_id.rpartition("#")[2]
        return passage._replace(passage_id=f"{doc_id}#{name}", doc_id=doc_id)

    def document_number(self, passage: int) -> int:
        """Return the number of the document that a passage belongs to."""
        part, own = self._passages.place(passage)
        return self._documents.start(part) + self._parts[part].document_number(own)

    def document(self, number: int) -> Document:
        """Return a document by its number, without its text: the file has that."""
        part, own = self._documents.place(number)
        document = self._parts[part].document(own)
        doc_id = self._renamed[part].get(document.doc_id)
        return document if doc_id is None else document._replace(doc_id=doc_id)

    def passages_of(self, document: int) -> range:
        """Return the numbers of a document's passages."""
        part, own = self._documents.place(document)
        return self._passages.lifted(part, self._parts[part].passages_of(own))

    def documents_of(self, file: int) -> range:
        """Return the numbers of a file's documents."""
        part, own = self._files.place(file)
        return self._documents.lifted(part, self._parts[part].documents_of(own))

    def file(self, number: int) -> FileEntry:
        """Return what is known of a file; its `root` counts in its own corpus."""
        part, own = self._files.place(number)
        entry = self._parts[part].file(own)
        doc_id = self._renamed[part].get(entry.doc_id)
        return entry if doc_id is None else entry._replace(doc_id=doc_id)

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield the id and the title of each document, in order."""
        for part, renamed in zip(self._parts, self._renamed, strict=True):
            for doc_id, title in part.names():
                yield renamed.get(doc_id, doc_id), title

    def number_of(self, doc_id: str) -> int | None:
        """Return a document's number by its id, None where there is no such document."""
        for number, part in enumerate(self._parts):
            original = self._originals[number].get(doc_id)
            if original is None and doc_id in self._renamed[number]:
                continue
            found = part.number_of(original or doc_id)
            if found is not None:
                return self._documents.start(number) + found
        return None

    def passages_named(self, name: int, twin: int) -> list[int]:
        """Return the numbers of the passages of that name, whatever their documents."""
        return [
            self._passages.start(number) + own
            for number, part in enumerate(self._parts)
            for own in part.passages_named(name, twin)
        ]


def _renamed(parts: Sequence[Collection], labels: Sequence[str]) -> list[dict[str, str]]:
    """Return, for each corpus, the new ids of the documents whose id is taken before it."""
    found: list[dict[str, str]] = []
    given: set[str] = set()
    for number, (part, label) in enumerate(zip(parts, labels, strict=True)):
        renamed: dict[str, str] = {}
        for doc_id, _ in part.names() if number else ():
            new = doc_id
            while new in given or _is_taken(new, parts[: number + (new != doc_id)]):
                new = f"{label}/{new}"
            if new != doc_id:
                renamed[doc_id] = new
                given.add(new)
        found.append(renamed)
    return found


def _is_taken(doc_id: str, parts: Sequence[Collection]) -> bool:
    return any(part.number_of(doc_id) is not None for part in parts)
