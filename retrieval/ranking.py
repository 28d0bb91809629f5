"""Hits in a new order: what BM25 added up, and what the best sentence says of the question.

A score is a sum of parts, each an `Evidence` with a plain meaning. What is not a term's own
impact is measured in units of the question: the sum of the idf of its terms, which is what a
passage with average repetition of all of them would score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush
from math import fsum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import Analyzer
from retrieval.index.collection import Collection
from retrieval.index.engine import Searcher, idf
from retrieval.model import Evidence, Passage
from retrieval.question import Concept, Question
from retrieval.reading import TOLD_OTHERWISE, Reader, Sentence

POOL = 40
"""Passages that BM25 hands over to be looked at sentence by sentence."""

PARAPHRASE = 0.3
"""Weight of a paraphrase in the query, where a typed term has 1."""

# A paraphrase in more than 2 % of the passages finds none by itself; it still counts in those
# that are found. Its postings are what a query over a million passages would spend its time on.
_COMMON = 100

SENTENCE = 0.5
TOGETHER = 0.1
ANSWER = 0.15
"""Units that the best sentence adds: by the share of the question that it covers, by the share
of neighbouring words that stand together in it, and if it may hold the answer."""

DATED = 0.15
"""Units that a date adds besides where the question asks for one: dates are rare in sentences."""

SILENT = 0.5
"""Units taken from a passage whose title or heading alone speaks of the question."""


class Ranked(NamedTuple):
    """A passage with its score and the evidence that adds up to it.

    `coverage` is the share of the question, from 0 to 1, that passage, title and heading
    speak of together, and `lacking` the concepts that they do not speak of as typed;
    `sentences` are in text order.
    """

    number: int
    passage: Passage
    score: float
    coverage: float
    lacking: tuple[Concept, ...]
    sentences: tuple[Sentence, ...]
    evidence: tuple[Evidence, ...]


class _Pool(NamedTuple):
    """What BM25 found: passage numbers, and what each query term added to each of them."""

    query: dict[str, float]
    numbers: list[int]
    added: NDArray[np.float64]
    coverage: NDArray[np.float64]
    unit: float


class Ranking:
    """Ranks the passages of one index, or of several joined."""

    def __init__(self, corpus: Collection, engine: Searcher, analyzer: Analyzer) -> None:
        self._corpus = corpus
        self._engine = engine
        self._analyzer = analyzer

    def rank(
        self, question: Question, least: int = 0, within: range | None = None
    ) -> Iterator[Ranked]:
        """Yield passages for a question, best first, ties by passage order.

        The `POOL` passages that BM25 puts first are ranked, or `least` where that is more;
        `within` are the only ones to be found. A passage is read only when the ones yielded
        so far leave it a chance to be next: what reading can add is bounded by the share of
        the question that the whole passage covers.
        """
        weights = self._weights(question)
        pool = self._pool(question, max(POOL, least), weights, within)
        base = pool.added.sum(axis=0)
        unknown = {term for term in weights if not self._engine.df(term)}
        reader = Reader(question, weights, unknown, self._analyzer)
        spelled = sum(map(reader.share, reader.abbreviations))
        ceiling = base + pool.unit * (
            SENTENCE * (pool.coverage + spelled) + TOGETHER + ANSWER + DATED
        )
        read: list[tuple[float, int, Ranked]] = []
        for place in np.argsort(-ceiling, kind="stable").tolist():
            while read and -read[0][0] > ceiling[place]:
                yield heappop(read)[2]
            ranked = self._read(question, pool, place, reader)
            heappush(read, (-ranked.score, ranked.number, ranked))
        while read:
            yield heappop(read)[2]

    def _weights(self, question: Question) -> dict[str, float]:
        """Return the weight of each concept by its term: their sum is the unit of the question."""
        passages = len(self._engine)
        return {
            concept.term: idf(passages, self._engine.df(concept.term))
            for concept in question.concepts
        }

    def _pool(
        self, question: Question, size: int, weights: Mapping[str, float], within: range | None
    ) -> _Pool:
        query = query_of(question)
        passages = len(self._engine)
        sought = {
            term: weight
            for term, weight in query.items()
            if term in question.typed or self._engine.df(term) <= _COMMON + passages // 50
        }
        numbers = [hit.number for hit in self._engine.search(sought, size, within)]
        at = np.array(numbers, np.intp)
        added = np.array(
            [weight * self._engine.impacts(term, at) for term, weight in query.items()]
        ).reshape(len(query), len(numbers))
        share = _tell(question, dict(zip(query, added, strict=True)), weights)
        unit = sum(weights.values())
        return _Pool(query, numbers, added, share / (unit or 1.0), unit)

    def _read(self, question: Question, pool: _Pool, place: int, reader: Reader) -> Ranked:
        number = pool.numbers[place]
        passage = self._corpus.passage(number)
        read = tuple(reader.read(passage.text))
        evidence = [
            *_term_evidence(question, pool, place),
            *_sentence_evidence(question, read, pool.unit),
        ]
        score = sum(part.value for part in evidence)
        spelled = frozenset().union(*(sentence.spelled for sentence in read))
        coverage = min(1.0, float(pool.coverage[place]) + fsum(map(reader.share, spelled)))
        there = {term for term, row in zip(pool.query, pool.added, strict=True) if row[place]}
        lacking = tuple(
            concept for concept in question.concepts if concept.term not in there | spelled
        )
        return Ranked(number, passage, score, coverage, lacking, read, tuple(evidence))


def query_of(question: Question) -> dict[str, float]:
    """Return the weighted terms of a question: those typed, and their paraphrases for less."""
    query = {concept.term: 1.0 for concept in question.concepts}
    for concept in question.concepts:
        for paraphrase in concept.paraphrases:
            query.setdefault(paraphrase, PARAPHRASE)
    return query


def _tell(
    question: Question, added: Mapping[str, NDArray[np.float64]], weights: Mapping[str, float]
) -> NDArray[np.float64]:
    """Leave each concept, in each passage, its best telling; return the weight that is told.

    A concept that is there as typed counts by that, else by the paraphrase that adds most:
    several ways of saying one thing are no more evidence than one.
    """
    told = np.zeros(len(next(iter(added.values()), ())))
    spared = {term: np.zeros(len(told), bool) for term in added if term not in question.typed}
    for concept in question.concepts:
        typed = added[concept.term] > 0
        others = [term for term in concept.paraphrases if term in spared]
        best = np.max([added[term] for term in others], axis=0) if others else 0.0 * told
        for term in others:
            spared[term] |= ~typed & (added[term] == best) & (best > 0)
        share = np.where(typed, 1.0, TOLD_OTHERWISE * (best > 0))
        told += weights[concept.term] * share
    for term, keep in spared.items():
        added[term][~keep] = 0.0
    return told


def _term_evidence(question: Question, pool: _Pool, place: int) -> Iterator[Evidence]:
    for row, (term, weight) in enumerate(pool.query.items()):
        value = float(pool.added[row, place])
        if value:
            name = "term" if term in question.typed else "paraphrase"
            yield Evidence(name, f"{term} × {weight:g}", value)


def _sentence_evidence(
    question: Question, read: Sequence[Sentence], unit: float
) -> Iterator[Evidence]:
    best = max(read, key=lambda sentence: sentence.value, default=None)
    if best is None or not best.coverage:
        yield Evidence("silent", "no sentence of its own speaks of the question", -unit * SILENT)
        return
    share = f"one sentence covers {best.coverage:.0%} of the question"
    yield Evidence("sentence", share, unit * SENTENCE * best.coverage)
    if best.together:
        share = f"{best.together:.0%} of neighbouring words stand together"
        yield Evidence("together", share, unit * TOGETHER * best.together)
    if best.answer:
        worth = ANSWER + (DATED if question.expects == "date" else 0.0)
        yield Evidence("answer", f"{question.expects}: {best.answer}", unit * worth)
