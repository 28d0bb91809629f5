"""Passages that BM25 finds for a question: what each of its terms adds to each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.analyzer import Analyzer
from retrieval.index.engine import Scored, Searcher
from retrieval.question.abbreviations import with_initials
from retrieval.question.question import Question
from retrieval.question.standing_for import with_definitions
from retrieval.ranking.expansion import (
    SPELLED_OTHERWISE,
    SYNONYM,
    Alternative,
    Alternatives,
    expand,
)

ASKED = 3
HOLDING = 20
"""Passages that say what abbreviations mean: those found first, and those with a certain one."""

CLOSE = 0.35
DISTANT = 0.3
"""Weights in the query of a synonym and of another word of a relation; a typed term has 1."""

EARLIER = 0.5
"""Weight in the query of a term of what was said before the question."""


# A paraphrase in more than 2 % of the passages finds none by itself; it still counts in those
# that are found. Its postings are what a query over a million passages would spend its time on.
_COMMON = 100


class Pool(NamedTuple):
    """What BM25 found, best first: passage numbers, and what each query term added to each.

    `typed` and `otherwise` hold a row for each passage and a column for each concept: what it
    adds as typed, or otherwise; `earlier` is what the terms of what was said before add together.
    """

    numbers: list[int]
    typed: list[list[float]]
    otherwise: list[list[float]]
    earlier: list[float]

    @property
    def added(self) -> list[float]:
        """What all terms add to each passage."""
        rows = zip(self.typed, self.otherwise, self.earlier, strict=True)
        return [sum(typed) + sum(otherwise) + earlier for typed, otherwise, earlier in rows]


class Found(NamedTuple):
    """A question with what its words stand for, what else may say them, and what was found."""

    question: Question
    alternatives: Alternatives
    pool: Pool


class Finder:
    """Finds passages in one index; `text_of` returns the text of a passage by its number."""

    def __init__(self, engine: Searcher, analyzer: Analyzer, text_of: Callable[[int], str]) -> None:
        self._engine = engine
        self._analyzer = analyzer
        self._text_of = text_of

    def find(self, question: Question, size: int, within: range | None) -> Found:
        """Return at most `size` passages for a question, of those `within` where that is given."""
        question = with_initials(question, self._engine.df)
        alternatives, hits = self._searched(question, size, within)
        texts = (self._text_of(hit.number) for hit in hits[:ASKED])
        defined = with_definitions(question, list(texts), self._texts_with, self._analyzer)
        if defined is not question:
            question = defined
            alternatives, hits = self._searched(question, size, within)
        return Found(question, alternatives, self._pool(question, alternatives, hits))

    def _searched(
        self, question: Question, size: int, within: range | None
    ) -> tuple[Alternatives, list[Scored]]:
        """Return what else may say a question, and what BM25 finds for both."""
        others = expand(question, self._analyzer, self._engine.df)
        alternatives = {
            concept.term: [
                *(Alternative(phrase, SPELLED_OTHERWISE) for phrase in concept.spellings),
                *others[concept.term],
            ]
            for concept in question.concepts
        }
        query = self._query(question, alternatives)
        return alternatives, self._engine.search(query, size, within)

    def _texts_with(self, term: str) -> Iterator[str]:
        """Yield the texts of the best passages with a term, one that few passages have."""
        if self._is_rare(term):
            for hit in self._engine.search({term: 1.0}, HOLDING):
                yield self._text_of(hit.number)

    def _query(self, question: Question, alternatives: Alternatives) -> dict[str, float]:
        """Return weighted terms: those typed, and rare enough ones of the alternatives."""
        query = {concept.term: 1.0 for concept in question.concepts}
        for phrase, strength in chain.from_iterable(alternatives.values()):
            weight = _weight(strength) / len(phrase)
            for term in phrase:
                if query.get(term, 0.0) < weight and self._is_rare(term):
                    query[term] = weight
        for term in question.earlier:
            if self._is_rare(term):
                query.setdefault(term, EARLIER)
        return query

    def _is_rare(self, term: str) -> bool:
        return self._engine.df(term) <= _COMMON + len(self._engine) // 50

    def _pool(self, question: Question, alternatives: Alternatives, hits: Iterable[Scored]) -> Pool:
        """Return what was found, in the order of each concept's best telling."""
        at = np.array([hit.number for hit in hits], np.intp)
        impact = cache(partial(self._engine.impacts, numbers=at))
        typed, otherwise = _told(question, alternatives, impact, len(at))
        earlier = np.zeros(len(at))
        for term in question.earlier:
            earlier += EARLIER * impact(term)
        own = (typed + otherwise).sum(axis=0)
        order = np.argsort(-(own + earlier), kind="stable")
        # What was said before finds nothing by itself.
        order = order[own[order] > 0]
        return Pool(
            at[order].tolist(),
            typed[:, order].T.tolist(),
            otherwise[:, order].T.tolist(),
            earlier[order].tolist(),
        )


def _told(
    question: Question,
    alternatives: Alternatives,
    impact: Callable[[str], NDArray[np.float64]],
    passages: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what each concept adds to each passage as typed, and otherwise: a row for each.

    A concept that is there as typed counts by that, else by the alternative that adds most:
    several ways of saying one thing are no more evidence than one.
    """
    shape = (len(question.concepts), passages)
    typed, otherwise = np.zeros(shape), np.zeros(shape)
    for row, concept in enumerate(question.concepts):
        typed[row] = impact(concept.term)
        for phrase, strength in alternatives[concept.term]:
            added = _weight(strength) * np.min([impact(term) for term in phrase], axis=0)
            np.maximum(otherwise[row], added, out=otherwise[row])
    otherwise[typed > 0] = 0.0
    return typed, otherwise


def _weight(strength: float) -> float:
    return CLOSE if strength >= SYNONYM else DISTANT
