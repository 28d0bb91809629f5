"""Several libraries asked as one: what everybody shares, and what somebody adds to it.

Nothing is built or copied for it: the parts are read where they are, and may be parts of other
joined libraries too. Nothing can come out of it but what is in its parts. The first index's
documents and passages come first; what the engines count is added up, what they store is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import is_
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.answerer import Answerer
from retrieval.askable import Askable, OpenIndex
from retrieval.errors import DamagedIndex, UsageError
from retrieval.index.corpus import Collection, FileEntry, PartOffsets
from retrieval.index.engine import FoundPassages, Query, Scored, Searcher, idf
from retrieval.index.vocabulary import TermShape
from retrieval.library import Library
from retrieval.model import Document, Passage
from retrieval.suggest import JoinedTitles
from retrieval.text.analyzer import analyzer_of

if TYPE_CHECKING:
    from retrieval.reader.library_reader import LibraryReader


class JoinedCorpus:
    """Corpora one after another. Nothing is copied: each is read where it is.

    A document whose id an earlier corpus has is known by another one here, its corpus's label
    before it, as a file is that two folders of one index have: "added/notes.md". `labels` has
    one label a corpus.
    """

    def __init__(self, parts: Sequence[Collection], labels: Sequence[str]) -> None:
        self._parts = parts
        self._passages = PartOffsets(map(len, parts))
        self._documents = PartOffsets(part.documents for part in parts)
        self._files = PartOffsets(part.files for part in parts)
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
        return self._passages.shifted(part, self._parts[part].passages_of(own))

    def documents_of(self, file: int) -> range:
        """Return the numbers of a file's documents."""
        part, own = self._files.place(file)
        return self._documents.shifted(part, self._parts[part].documents_of(own))

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


_REMEMBERED = 1 << 16


class _PartFound(NamedTuple):
    """What one part found, under that part's own numbers."""

    number: int
    found: FoundPassages


class JoinedEngine:
    """Engines one after another: the first one's passages have the lowest numbers."""

    def __init__(self, parts: Sequence[Searcher]) -> None:
        self._parts = parts
        self._offsets = PartOffsets(map(len, parts))
        self._counted: dict[str, tuple[int, tuple[float, ...]]] = {}

    def __len__(self) -> int:
        return self._offsets.total

    def search(
        self, query: Mapping[str, float], k: int, within: range | None = None
    ) -> FoundPassages:
        """Return the k best passages for weighted terms, best first, ties by passage order."""
        return self.search_each([Query(query, k, within)])[0]

    def search_each(self, queries: Sequence[Query]) -> list[FoundPassages]:
        """Return what `search` finds for each of several queries, each part asked once."""
        found: list[list[_PartFound]] = [[] for _ in queries]
        for number, part in enumerate(self._parts):
            asked = [
                (at, own) for at, query in enumerate(queries) if (own := self._for(number, query))
            ]
            if asked:
                hits = part.search_each([own for _, own in asked])
                for (at, _), own_hits in zip(asked, hits, strict=True):
                    found[at].append(_PartFound(number, own_hits))
        return [self._merged(parts, query.k) for parts, query in zip(found, queries, strict=True)]

    def holds_together(self, terms: Sequence[str]) -> bool:
        """Return whether any passage holds all of some terms."""
        return any(part.holds_together(terms) for part in self._parts if all(map(part.df, terms)))

    def _for(self, part: int, query: Query) -> Query | None:
        """Return what a part is asked for a query, None where it has nothing for it."""
        own = None if query.within is None else self._own(part, query.within)
        weights = {} if own is not None and not own else self._weights(part, query.terms)
        return Query(weights, query.k, own) if weights else None

    def _merged(self, parts: Sequence[_PartFound], k: int) -> FoundPassages:
        """Return what the parts found as one, the k best of it."""
        every = [
            (Scored(hit.number + self._offsets.start(part.number), hit.score), place, own)
            for place, part in enumerate(parts)
            for own, hit in enumerate(part.found)
        ]
        every.sort(key=lambda one: (-one[0].score, one[0].number))
        del every[max(k, 0) :]
        owners = np.array([place for _, place, _ in every], np.intp)
        places = np.array([own for _, _, own in every], np.intp)

        def impacts(term: str) -> NDArray[np.float64]:
            added = np.zeros(len(every))
            factors = self._count(term)[1]
            for place, part in enumerate(parts):
                if factors[part.number]:
                    here = owners == place
                    added[here] = factors[part.number] * part.found.impacts(term)[places[here]]
            return added

        return FoundPassages((hit for hit, _, _ in every), impacts)

    def impacts(self, term: str, numbers: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return what a term adds to each passage's score at weight 1: 0 where it is not there."""
        added = np.zeros(len(numbers))
        for number, factor in enumerate(self._count(term)[1]):
            if factor:
                span = self._offsets.span(number)
                here = np.flatnonzero((numbers >= span.start) & (numbers < span.stop))
                own = self._parts[number].impacts(term, numbers[here] - span.start)
                added[here] = factor * own
        return added

    def df(self, term: str) -> int:
        """Return how many passages hold a term, 0 for one that is unknown."""
        return self._count(term)[0]

    def terms_like(self, shape: TermShape) -> list[str]:
        """Return the terms that look like a shape, in the order of their UTF-8 bytes."""
        found = {term for part in self._parts for term in part.terms_like(shape)}
        return sorted(found, key=str.encode)

    def _own(self, part: int, within: range) -> range:
        """Return which of a part's passages are among those, by their numbers in the part."""
        span = self._offsets.span(part)
        first, stop = max(within.start, span.start), min(within.stop, span.stop)
        return range(first - span.start, max(first, stop) - span.start)

    def _weights(self, part: int, query: Mapping[str, float]) -> dict[str, float]:
        """Return the terms that a part has, weighted by what they tell among all passages."""
        factors = ((term, weight, self._count(term)[1][part]) for term, weight in query.items())
        return {term: weight * factor for term, weight, factor in factors if factor}

    def _count(self, term: str) -> tuple[int, tuple[float, ...]]:
        """Return a term's df, and its idf over that in each part: 0 where it does not occur."""
        counted = self._counted.get(term)
        if counted is None:
            dfs = [part.df(term) for part in self._parts]
            df = sum(dfs)
            among_all = idf(self._offsets.total, df)
            factors = tuple(
                among_all / idf(len(part), own) if own else 0.0
                for part, own in zip(self._parts, dfs, strict=True)
            )
            if len(self._counted) >= _REMEMBERED:
                self._counted.clear()
            counted = self._counted[term] = df, factors
        return counted


_Read = TypeVar("_Read")


class _JoinedParts(NamedTuple):
    """The parts as they were when they were joined, and what came of it."""

    parts: tuple[OpenIndex, ...]
    joined: OpenIndex


class JoinedLibrary(Askable):
    """Libraries one after another, asked as if one index had been built of all their sources.

    Raises UsageError where there is none, or where their terms are not the same terms. Two
    documents of one id are told apart as `JoinedCorpus` says, the label being the name of the
    first folder or file of the later library. Passages are ranked by the first part's weights, and
    its caution is that of all.

    >>> joined = JoinedLibrary([library, Library.open("docs-next/news.md")])
    >>> [one.document.doc_id for one in joined.documents()]
    ['cards.md', 'loans.md', 'news.md']
    """

    def __init__(self, parts: Sequence[Library]) -> None:
        self.parts = tuple(parts)
        languages = sorted({part.recipe.language for part in self.parts})
        if len(languages) != 1:
            given = " and ".join(languages) or "none"
            raise UsageError(f"expected libraries of one language, got {given}")
        self.recipe = self.parts[0].recipe
        self.caution = self.parts[0].caution
        self._last: _JoinedParts | None = None

    def grow_vectors(self) -> None:
        """Begin to make the vectors that the parts keep."""
        for part in self.parts:
            part.grow_vectors()

    def is_current(self) -> bool:
        """Return whether the sources of all parts still look as when they were opened."""
        return all(part.is_current() for part in self.parts)

    def read(self, reading: Callable[[OpenIndex], _Read]) -> _Read:
        """Return what `reading` returns, called anew if parts had to be rebuilt first."""
        for _ in self.parts:
            try:
                return reading(self._joined())
            except DamagedIndex as error:
                for part in self.parts:
                    part.rebuild_if_damaged(error)
        return reading(self._joined())

    def _joined(self) -> OpenIndex:
        """Return the parts joined as they are now: they change when they are rebuilt."""
        parts = tuple(part.open_index for part in self.parts)
        last = self._last
        if last is None or not all(map(is_, last.parts, parts)):
            last = self._last = _JoinedParts(parts, self._join(parts))
        return last.joined

    def _reader(self) -> LibraryReader | None:
        """Return the first part's reader, with what is kept of all."""
        readers = [part.reader for part in self.parts if part.reader is not None]
        if self.parts[0].reader is None or len(readers) == 1:
            return self.parts[0].reader
        from retrieval.reader.library_reader import JoinedVectors, LibraryReader

        return LibraryReader(
            readers[0].reader, lambda _: JoinedVectors([one.kept for one in readers])
        )

    def _join(self, parts: Sequence[OpenIndex]) -> OpenIndex:
        labels = [part.snapshot.roots[0].name for part in self.parts]
        corpus = JoinedCorpus([part.corpus for part in parts], labels)
        engine = JoinedEngine([part.engine for part in parts])
        sizes = (part.corpus.documents for part in parts)
        titles = JoinedTitles([part.titles for part in parts], sizes)
        analyzer = analyzer_of(self.recipe.language, engine.df, len(engine))
        answering = Answerer(corpus, engine, analyzer, self.parts[0].weights, self._reader())
        return OpenIndex(corpus, engine, answering, titles)
