"""What stands above a passage: the title of its document and its headings, as terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.index.collection import Collection
from retrieval.index.engine import Searcher, idf

_REMEMBERED = 1 << 14


class Title(NamedTuple):
    """A document's title as written, and the terms of it and of a passage's headings.

    `weights` are the idf of the terms, which add up to `total` (1 where there are none);
    `published` is when the document was, "" where that is not known.
    """

    words: str
    published: str
    terms: tuple[str, ...]
    weights: Mapping[str, float]
    total: float


class Titles:
    """The titles of one index's passages; those read are remembered."""

    def __init__(self, corpus: Collection, engine: Searcher, analyzer: Analyzer) -> None:
        self._corpus = corpus
        self._engine = engine
        self._analyzer = analyzer
        self._remembered: dict[int, Title] = {}

    def of(self, number: int, heading: str) -> Title:
        """Return what stands above a passage, by its number and its headings."""
        found = self._remembered.get(number)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[number] = self._read(number, heading)
        return found

    def _read(self, number: int, heading: str) -> Title:
        document = self._corpus.document(self._corpus.document_number(number))
        terms = tuple(self._analyzer.terms(f"{document.title}\n{heading}"))
        passages, df = len(self._engine), self._engine.df
        weights = {term: idf(passages, df(term)) for term in terms}
        return Title(
            document.title, document.published or "", terms, weights, sum(weights.values()) or 1.0
        )
