"""The first stage.

Candidates that BM25 finds for a question, and what each of its terms adds to each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.index.engine import FoundPassages, Query, Searcher
from retrieval.question.abbreviations import (
    HOLDING,
    Definition,
    definitions,
    with_definitions,
    with_initials,
    written_short,
)
from retrieval.question.question import Concept, Question
from retrieval.text.analyzer import Analyzer
from retrieval.text.lexicon import Phrase, phrases_of, thesaurus_for

SPELLED_OTHERWISE = 0.95
SYNONYM = 0.9
RELATED = 0.8
"""Share of a concept that a sentence tells by an alternative of each kind."""


class Alternative(NamedTuple):
    """Terms, next to one another where there are several, that say a concept otherwise."""

    phrase: Phrase
    strength: float


Alternatives = Mapping[str, Sequence[Alternative]]
"""Alternatives by the term of the concept, the strongest first."""


def expand(question: Question, analyzer: Analyzer, df: Callable[[str], int]) -> Alternatives:
    """Return what else may say each concept; `df` is in how many passages a term stands."""
    found: dict[str, dict[Phrase, float]] = {concept.term: {} for concept in question.concepts}
    for one, other in pairwise(question.concepts):
        for phrase in _joined(one, other, analyzer, df):
            if not question.typed.issuperset(phrase):
                found[one.term][phrase] = found[other.term][phrase] = SPELLED_OTHERWISE
    thesaurus = thesaurus_for(analyzer)
    terms = [concept.term for concept in question.concepts]
    for phrase in phrases_of(terms):
        for other_phrase in thesaurus.synonyms(phrase):
            if not question.typed.issuperset(other_phrase):
                for term in phrase:
                    found[term].setdefault(other_phrase, SYNONYM)
    for concept in question.concepts:
        for term in concept.paraphrases:
            found[concept.term].setdefault((term,), RELATED)
    return {
        term: [Alternative(phrase, strength) for phrase, strength in others.items()]
        for term, others in found.items()
    }


def _joined(
    one: Concept, other: Concept, analyzer: Analyzer, df: Callable[[str], int]
) -> list[Phrase]:
    """Return "workweek" for "work week", where a passage writes it so."""
    if not (one.written.isalpha() and other.written.isalpha()):
        return []
    terms = analyzer.terms(one.written.lower() + other.written.lower())
    return [tuple(terms)] if len(terms) == 1 and df(terms[0]) else []


ASKED = 3
"""Passages found first that say what abbreviations mean."""

Defined = Callable[[str], Iterable[Definition]]
"""Gives what the best passages for a term define, that term at least."""

CLOSE = 0.35
DISTANT = 0.3
"""Weights in the query of a synonym and of another word of a relation; a typed term has 1."""

EARLIER = 0.5
"""Weight in the query of a term of what was said before the question."""


# A paraphrase in more than 2 % of the passages finds none by itself; it still counts in those
# that are found. Its postings are what a query over a million passages would spend its time on.
_COMMON = 100


class Candidates(NamedTuple):
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


class Retrieved(NamedTuple):
    """A question with what its words stand for, what else may say them, and what was found."""

    question: Question
    alternatives: Alternatives
    pool: Candidates


class FirstStage:
    """Finds passages in one index; `text_of` returns the text of a passage by its number.

    `defined` tells what passages define; without it, they are searched and read for that.
    """

    def __init__(
        self,
        engine: Searcher,
        analyzer: Analyzer,
        text_of: Callable[[int], str],
        defined: Defined | None = None,
    ) -> None:
        self._engine = engine
        self._analyzer = analyzer
        self._text_of = text_of
        self._defined = defined

    def find(self, question: Question, size: int, within: range | None) -> Retrieved:
        """Return at most `size` passages for a question, of those `within` where that is given."""
        return self.find_each([question], size, within)[0]

    def find_each(
        self, questions: Sequence[Question], size: int, within: range | None
    ) -> list[Retrieved]:
        """Return what `find` does for each of several questions, searched for together."""
        asked = [with_initials(question, self._engine.df) for question in questions]
        searches = [self._query_for(question, size, within) for question in asked]
        # What abbreviations mean is asked for together with the questions.
        known = dict.fromkeys(term for question in asked for term in self._looked_up(question))
        every = self._engine.search_each(
            [
                *(query for _, query in searches),
                *map(_holding, known),
                *self._likely(asked, size, within),
            ]
        )
        hits = every[: len(asked)]
        told = partial(self._told, known=dict(zip(known, every[len(asked) :], strict=False)))
        meant = [
            with_definitions(question, self._first_texts(found), told, self._analyzer)
            for question, found in zip(asked, hits, strict=True)
        ]
        again = [at for at, question in enumerate(meant) if question is not asked[at]]
        for at in again:
            searches[at] = self._query_for(meant[at], size, within)
        more = self._engine.search_each([searches[at][1] for at in again]) if again else []
        for at, found in zip(again, more, strict=True):
            hits[at] = found
        return [
            Retrieved(question, alternatives, self._pool(question, alternatives, found))
            for question, (alternatives, _), found in zip(meant, searches, hits, strict=True)
        ]

    def _likely(
        self, asked: Sequence[Question], size: int, within: range | None
    ) -> Iterator[Query]:
        """Yield what is likely asked next, where an engine that is far remembers what it found."""
        if self._defined is None:
            return
        told = partial(self._told, known={})
        for question in asked:
            meant = with_definitions(question, None, told, self._analyzer)
            if meant is not question:
                yield self._query_for(meant, size, within)[1]

    def _looked_up(self, question: Question) -> list[str]:
        """Return the abbreviations of a question that passages are to be searched for."""
        if self._defined is not None:
            return []
        return [term for term in written_short(question) if self._is_rare(term)]

    def _first_texts(self, hits: FoundPassages) -> list[str]:
        return [self._text_of(hit.number) for hit in hits[:ASKED]]

    def _query_for(
        self, question: Question, size: int, within: range | None
    ) -> tuple[Alternatives, Query]:
        """Return what else may say a question, and what BM25 is asked for both."""
        others = expand(question, self._analyzer, self._engine.df)
        alternatives = {
            concept.term: [
                *(Alternative(phrase, SPELLED_OTHERWISE) for phrase in concept.spellings),
                *others[concept.term],
            ]
            for concept in question.concepts
        }
        return alternatives, Query(self._query(question, alternatives), size, within)

    def _told(self, term: str, known: Mapping[str, FoundPassages]) -> Iterator[Definition]:
        """Yield what the best passages with a term define, one that few passages have."""
        if not self._is_rare(term):
            return
        if self._defined is not None:
            yield from self._defined(term)
            return
        found = known.get(term)
        for hit in self._engine.search(*_holding(term)) if found is None else found:
            yield from definitions(self._text_of(hit.number))

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

    def _pool(
        self, question: Question, alternatives: Alternatives, hits: FoundPassages
    ) -> Candidates:
        """Return what was found, in the order of each concept's best telling."""
        at = np.array([hit.number for hit in hits], np.intp)
        impact = cache(hits.impacts)
        typed, otherwise = _impacts(question, alternatives, impact, len(at))
        earlier = np.zeros(len(at))
        for term in question.earlier:
            earlier += EARLIER * impact(term)
        own = (typed + otherwise).sum(axis=0)
        # Sums that differ only by how they were rounded are equal: passage order decides then.
        order = np.lexsort((at, -np.round(own + earlier, 6)))
        # What was said before finds nothing by itself.
        order = order[own[order] > 0]
        return Candidates(
            at[order].tolist(),
            typed[:, order].T.tolist(),
            otherwise[:, order].T.tolist(),
            earlier[order].tolist(),
        )


def _impacts(
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


def _holding(term: str) -> Query:
    return Query({term: 1.0}, HOLDING)


def _weight(strength: float) -> float:
    return CLOSE if strength >= SYNONYM else DISTANT
