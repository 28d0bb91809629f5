"""Hits in a new order: what BM25 added up, and what the passage's best sentence tells.

A score is a weighted sum of evidence, each piece with a plain meaning; the weights are
learned (see `weights`). What terms add is measured in units of the question: the sum of the
idf of its terms, which is what a passage with average repetition of all of them would score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from math import log
from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.analyzer import Analyzer
from retrieval.index.collection import Collection
from retrieval.index.engine import Searcher, idf
from retrieval.model import Evidence, Passage
from retrieval.question.abbreviations import with_initials
from retrieval.question.question import Concept, Question
from retrieval.ranking.capitals import with_names
from retrieval.ranking.expansion import SYNONYM, Alternatives, expand
from retrieval.ranking.reading import SENTENCE_EVIDENCE, Reader, Reading, Sentence
from retrieval.ranking.weights import Weights, bundled_weights

POOL = 40
"""Passages that BM25 hands over at most to be ranked."""

DEPTH = 12
"""Passages that are read at least before the first one is given."""

AS_GOOD = 0.6
"""Share of the best one's BM25 from which more of them are read."""

CLOSE = 0.35
DISTANT = 0.3
"""Weights in the query of a synonym and of another word of a relation; a typed term has 1."""

EARLIER = 0.5
"""Weight in the query of a term of what was said before the question."""


# A paraphrase in more than 2 % of the passages finds none by itself; it still counts in those
# that are found. Its postings are what a query over a million passages would spend its time on.
_COMMON = 100
_REMEMBERED = 1 << 14


PASSAGE_EVIDENCE = (
    "bm25",
    "bm25_otherwise",
    "told",
    "inside",
    "titled",
    "title_asked",
    "lacking_rare",
    "lacking_name",
    "lacking",
    "lacking_number",
    "together",
    "length",
    "title_length",
    "told_bits",
    "inside_bits",
    "lacking_bits",
    "earlier",
    "sentence",
    *(f"best_{name}" for name in SENTENCE_EVIDENCE[:-1]),
    "direction",
)
"""What speaks for a passage, or against it:

BM25 of the typed terms and of what else may say them, in units; the shares of the question
that passage and title tell together, the text by itself and the title by itself; the share of
the title that the question speaks of; of what nothing there tells: the rarest concept's share
of the question, that of names, and how many concepts and numbers; neighbouring concepts that
stand together; the logarithms of the lengths of text and title in terms; told, inside and the
rarest lacking again as sums of idf; BM25 of what was said before, in units; the value of the
best sentence, and the evidence for it; and whether any sentence tells the relation that is
asked about the right way round (1), or only the other (-1) or of another name.
"""


_TOLD = PASSAGE_EVIDENCE.index("told")
_NO_SENTENCE = (0.0,) * (len(SENTENCE_EVIDENCE) - 1)


class Ranked(NamedTuple):
    """A passage with its score and the evidence that adds up to it.

    `coverage` is the share of the question, from 0 to 1, that passage, title and heading
    speak of together, and `lacking` the concepts that they do not speak of as typed;
    `sentences` are in text order, `measured` and `weights` in the order of
    `PASSAGE_EVIDENCE`, and `parts` what is not measured so.
    """

    number: int
    passage: Passage
    score: float
    coverage: float
    lacking: tuple[Concept, ...]
    sentences: tuple[Sentence, ...]
    measured: tuple[float, ...]
    weights: tuple[float, ...]
    parts: tuple[Evidence, ...]

    @property
    def best(self) -> Sentence | None:
        """The sentence that tells most, None where there is none."""
        return max(self.sentences, key=lambda sentence: sentence.value, default=None)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The parts of the score, which add up to it."""
        measured = (
            Evidence(name, f"{value:.2f} × {weight:.2f}", weight * value)
            for name, weight, value in zip(
                PASSAGE_EVIDENCE[2:], self.weights[2:], self.measured[2:], strict=True
            )
            if weight and value
        )
        return (*self.parts, *measured)


class _Pool(NamedTuple):
    """What BM25 found, best first: passage numbers, and what each query term added to each.

    `typed` and `otherwise` hold a row for each concept: what it adds as typed, or otherwise;
    `earlier` is what the terms of what was said before add together.
    """

    numbers: list[int]
    typed: NDArray[np.float64]
    otherwise: NDArray[np.float64]
    earlier: NDArray[np.float64]


class _Asked(NamedTuple):
    """A question with what its ranking needs; `weights` are those of its concepts by term."""

    question: Question
    weights: Mapping[str, float]
    reader: Reader


class _Title(NamedTuple):
    """The terms of a title and headings, and the idf of each, which add up to `total`."""

    terms: tuple[str, ...]
    weights: Mapping[str, float]
    total: float


class _Read(NamedTuple):
    """A passage with its title, as it was read for a question."""

    passage: Passage
    title: _Title
    reading: Reading


class Ranking:
    """Ranks the passages of one index, or of several joined."""

    def __init__(
        self,
        corpus: Collection,
        engine: Searcher,
        analyzer: Analyzer,
        weights: Weights | None = None,
    ) -> None:
        self._corpus = corpus
        self._engine = engine
        self._analyzer = analyzer
        self._weights = weights or bundled_weights()
        self._passage_weights = tuple(
            self._weights.passage.get(name, 0.0) for name in PASSAGE_EVIDENCE
        )
        self._titles: dict[int, _Title] = {}

    def rank(
        self, question: Question, least: int = 0, within: range | None = None
    ) -> Iterator[Ranked]:
        """Yield passages for a question, best first, ties by passage order.

        The `POOL` passages that BM25 puts first are ranked, or `least` where that is more;
        `within` are the only ones to be found. The first `DEPTH` of them are read before any
        is given, and more that are nearly as good by BM25; those after them follow in its
        order, none with a score above the one before.
        """
        asked, pool = self._search(question, max(POOL, least), within)
        depth = _depth(pool)
        read = [self._read(asked, number) for number in pool.numbers[:depth]]
        # Which words are names shows once the passages were read.
        named = asked._replace(question=with_names(asked.question, asked.reader.named()))
        first = [self._ranked(named, pool, place, one) for place, one in enumerate(read)]
        first.sort(key=lambda ranked: (-ranked.score, ranked.number))
        yield from first
        lowest = first[-1].score if first else 0.0
        for place in range(depth, len(pool.numbers)):
            one = self._read(asked, pool.numbers[place])
            ranked = _after(self._ranked(named, pool, place, one), lowest)
            lowest = ranked.score
            yield ranked

    def _search(self, question: Question, size: int, within: range | None) -> tuple[_Asked, _Pool]:
        passages, df = len(self._engine), self._engine.df
        question = with_initials(question, df)
        weights = {concept.term: idf(passages, df(concept.term)) for concept in question.concepts}
        alternatives = expand(question, self._analyzer, df)
        found = self._engine.search(self._query(question, alternatives), size, within)
        pool = self._pool(question, alternatives, [hit.number for hit in found])
        reader = Reader(
            question,
            weights,
            alternatives,
            frozenset(term for term in weights if not df(term)),
            self._analyzer,
            self._weights.sentence_weights,
        )
        return _Asked(question, weights, reader), pool

    def _query(self, question: Question, alternatives: Alternatives) -> dict[str, float]:
        """Return weighted terms: those typed, and rare enough ones of the alternatives."""
        query = {concept.term: 1.0 for concept in question.concepts}
        often = _COMMON + len(self._engine) // 50
        for phrase, strength in chain.from_iterable(alternatives.values()):
            weight = _weight(strength) / len(phrase)
            for term in phrase:
                if query.get(term, 0.0) < weight and self._engine.df(term) <= often:
                    query[term] = weight
        for term in question.earlier:
            if self._engine.df(term) <= often:
                query.setdefault(term, EARLIER)
        return query

    def _pool(self, question: Question, alternatives: Alternatives, numbers: list[int]) -> _Pool:
        """Return what was found, in the order of each concept's best telling.

        A concept that is there as typed counts by that, else by the alternative that adds
        most: several ways of saying one thing are no more evidence than one.
        """
        at = np.array(numbers, np.intp)
        impacts: dict[str, NDArray[np.float64]] = {}

        def impact(term: str) -> NDArray[np.float64]:
            if term not in impacts:
                impacts[term] = self._engine.impacts(term, at)
            return impacts[term]

        shape = (len(question.concepts), len(numbers))
        typed, otherwise = np.zeros(shape), np.zeros(shape)
        for row, concept in enumerate(question.concepts):
            typed[row] = impact(concept.term)
            for phrase, strength in alternatives[concept.term]:
                added = _weight(strength) * np.min([impact(term) for term in phrase], axis=0)
                np.maximum(otherwise[row], added, out=otherwise[row])
        otherwise[typed > 0] = 0.0
        earlier = np.zeros(len(numbers))
        for term in question.earlier:
            earlier += EARLIER * impact(term)
        own = (typed + otherwise).sum(axis=0)
        order = np.argsort(-(own + earlier), kind="stable")
        # What was said before finds nothing by itself.
        order = order[own[order] > 0]
        return _Pool(at[order].tolist(), typed[:, order], otherwise[:, order], earlier[order])

    def _title(self, number: int) -> _Title:
        """Return the title and headings of a passage."""
        found = self._titles.get(number)
        if found is None:
            document = self._corpus.document(self._corpus.document_number(number))
            words = f"{document.title}\n{self._corpus.passage(number).heading}"
            terms = tuple(self._analyzer.terms(words))
            passages, df = len(self._engine), self._engine.df
            weights = {term: idf(passages, df(term)) for term in terms}
            found = _Title(terms, weights, sum(weights.values()) or 1.0)
            if len(self._titles) >= _REMEMBERED:
                self._titles.clear()
            self._titles[number] = found
        return found

    def _read(self, asked: _Asked, number: int) -> _Read:
        passage = self._corpus.passage(number)
        title = self._title(number)
        return _Read(passage, title, asked.reader.read(passage.text, title.terms))

    def _ranked(self, asked: _Asked, pool: _Pool, place: int, read: _Read) -> Ranked:
        reading = read.reading
        typed = pool.typed[:, place].tolist()
        otherwise = pool.otherwise[:, place].tolist()
        earlier = float(pool.earlier[place])
        measured = self._measured(asked, typed, otherwise, earlier, reading, read.title)
        parts = tuple(self._terms(asked, pool, place))
        score = sum(map(mul, self._passage_weights[2:], measured[2:]))
        lacking = tuple(
            concept
            for concept, impact, told in zip(
                asked.question.concepts, typed, reading.anywhere, strict=True
            )
            if not impact and told < 1.0
        )
        return Ranked(
            pool.numbers[place],
            read.passage,
            score + sum(part.value for part in parts),
            measured[_TOLD],
            lacking,
            reading.sentences,
            measured,
            self._passage_weights,
            parts,
        )

    def _measured(
        self,
        asked: _Asked,
        typed: Sequence[float],
        otherwise: Sequence[float],
        earlier: float,
        reading: Reading,
        title: _Title,
    ) -> tuple[float, ...]:
        reader, weights = asked.reader, asked.weights
        said = [float(value > 0) for value in typed]
        told = list(map(max, said, reading.anywhere))
        lacking = [
            concept
            for concept, share in zip(asked.question.concepts, told, strict=True)
            if not share
        ]
        rarest = max((weights[concept.term] for concept in lacking), default=0.0)
        names = sum(weights[concept.term] for concept in lacking if concept.is_name)
        all_told = reader.share(told)
        inside = reader.share(reading.inside)
        spoken = sum(
            weight for term, weight in title.weights.items() if reader.matcher.speaks_of(term)
        )
        best = max(reading.sentences, key=lambda one: one.value, default=None)
        return (
            sum(typed) / reader.total,
            sum(otherwise) / reader.total,
            all_told,
            inside,
            reader.share(reading.titled),
            spoken / title.total,
            rarest / reader.total,
            names / reader.total,
            float(len(lacking)),
            float(sum(any(map(str.isdigit, concept.term)) for concept in lacking)),
            reading.together,
            log(1 + reading.terms),
            log(1 + len(title.weights)),
            all_told * reader.total,
            inside * reader.total,
            rarest,
            earlier / reader.total,
            best.value if best else 0.0,
            *(best.evidence[:-1] if best else _NO_SENTENCE),
            _direction(reading),
        )

    def _terms(self, asked: _Asked, pool: _Pool, place: int) -> Iterator[Evidence]:
        """Yield what each concept adds by BM25."""
        typed_weight, otherwise_weight = self._passage_weights[:2]
        unit = asked.reader.total
        for row, concept in enumerate(asked.question.concepts):
            typed, otherwise = float(pool.typed[row, place]), float(pool.otherwise[row, place])
            if typed and typed_weight:
                yield Evidence("term", concept.term, typed_weight * typed / unit)
            elif otherwise and otherwise_weight:
                value = otherwise_weight * otherwise / unit
                yield Evidence("otherwise", concept.written, value)


def _depth(pool: _Pool) -> int:
    """Return how many passages are read at once: where all are alike, BM25 tells little."""
    added = (pool.typed + pool.otherwise).sum(axis=0) + pool.earlier
    alike = int((added >= AS_GOOD * added[0]).sum()) if len(added) else 0
    return max(DEPTH, alike)


def _weight(strength: float) -> float:
    return CLOSE if strength >= SYNONYM else DISTANT


def _direction(reading: Reading) -> float:
    told = [sentence.evidence[-1] for sentence in reading.sentences]
    return max(told) if max(told, default=0.0) > 0 else min(told, default=0.0)


def _after(ranked: Ranked, lowest: float) -> Ranked:
    """Return a passage with a score that is not above that of the one before."""
    if ranked.score <= lowest:
        return ranked
    late = Evidence("late", f"not among the first {DEPTH} of BM25", lowest - ranked.score)
    return ranked._replace(score=lowest, parts=(*ranked.parts, late))
