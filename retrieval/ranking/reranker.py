"""The re-ranker.

Candidates in a new order, by BM25 and the features of the passage and its best sentence.

A score is a weighted sum of features, each with a plain meaning; the weights are learned (see
`weights`). What terms add is measured in units of the question: the sum of the idf of its terms,
which is what a passage with average repetition of all of them would score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from operator import mul
from typing import NamedTuple, Protocol

from retrieval.index.corpus import Collection
from retrieval.index.engine import Searcher, idf
from retrieval.model import Evidence, Passage, PassageMatch, PassageText
from retrieval.question.question import Concept, Question
from retrieval.ranking.first_stage import Candidates, Defined, FirstStage, Retrieved
from retrieval.ranking.passage_features import (
    PASSAGE_FEATURES,
    PassageTitle,
    PassageTitles,
    TermImpacts,
    WeightedQuestion,
    features_of,
)
from retrieval.ranking.proper_names import with_names
from retrieval.ranking.sentence_features import PassageReader, PassageReading, ReadSentence
from retrieval.ranking.weights import Weights, bundled_weights
from retrieval.text.analyzer import Analyzer
from retrieval.text.word_vectors import bundled_vectors

_YEAR = re.compile(r"1\d{3}|20\d{2}")


class RankedPassage(NamedTuple):
    """A passage with its score and the evidence that adds up to it.

    `coverage` is the share of the question, from 0 to 1, that passage, title and heading
    speak of together, and `lacking` the concepts that they do not speak of as typed;
    `sentences` are in text order, `measured` and `weights` in the order of
    `PASSAGE_EVIDENCE`, and `parts` what is not measured so. `asked` is what it was ranked for,
    `title` that of its document, and `published` its date, "" where that is not known.
    """

    number: int
    passage: Passage
    score: float
    coverage: float
    lacking: tuple[Concept, ...]
    sentences: tuple[ReadSentence, ...]
    measured: tuple[float, ...]
    weights: tuple[float, ...]
    parts: tuple[Evidence, ...]
    asked: WeightedQuestion
    title: str
    published: str = ""

    @property
    def best(self) -> ReadSentence | None:
        """The sentence that tells most, None where there is none."""
        return max(self.sentences, key=lambda sentence: sentence.value, default=None)

    def is_another_year(self, concept: Concept) -> bool:
        """Return whether a concept is a year that the document is not of."""
        term = concept.term
        return _YEAR.fullmatch(term) is not None and not self.published.startswith(term)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The parts of the score, which add up to it."""
        measured = (
            Evidence(name, f"{value:.2f} × {weight:.2f}", weight * value)
            for name, weight, value in zip(
                PASSAGE_FEATURES[2:], self.weights[2:], self.measured[2:], strict=True
            )
            if weight and value
        )
        return (*self.parts, *measured)


CANDIDATE_COUNT = 40
"""Passages that BM25 hands over at most to be ranked."""

DEPTH = 6
"""Passages that are read at least before the first one is given."""

AS_GOOD = 0.5
"""Share of the best one's BM25 from which more of them are read: of those below it, hardly any
has ever come first."""

_ROUNDED = 1 - 1e-6

DEEPEST = 20
"""Passages that are read at once at most, however much alike they are."""

_COVERAGE = PASSAGE_FEATURES.index("told")


UNREAD = PassageMatch()
"""How a passage matches that no reader has read."""


class PassageMatcher(Protocol):
    """What reads the best passages once more: a transformer, with what is kept for it."""

    @property
    def kind(self) -> str | None:
        """How it reads ("encoder", "cross-encoder"), None where it cannot."""

    def matches(
        self,
        question: str,
        passages: Sequence[PassageText],
        scores: Sequence[float],
        cosine_weight: float,
    ) -> Sequence[PassageMatch | None]:
        """Return how passages match that come best first by their scores, None if not read."""


class _ReadPassage(NamedTuple):
    """A passage with its title, as it was read for a question, and its place in the pool."""

    passage: Passage
    title: PassageTitle
    reading: PassageReading
    place: int
    match: PassageMatch = UNREAD

    @property
    def text(self) -> PassageText:
        """What a reader is given of it."""
        spans = tuple(sentence.span for sentence in self.reading.sentences)
        passage = self.passage
        return PassageText.below(self.title.words, passage.heading, passage.text, spans)


class _Search(NamedTuple):
    """A question put to BM25: what was found, and what reads it."""

    asked: WeightedQuestion
    pool: Candidates
    reader: PassageReader


class Reranker:
    """Ranks the passages of one index, or of several joined."""

    def __init__(
        self,
        corpus: Collection,
        engine: Searcher,
        analyzer: Analyzer,
        weights: Weights | None = None,
        reader: PassageMatcher | None = None,
        *,
        defined: Defined | None = None,
    ) -> None:
        self._corpus = corpus
        self._engine = engine
        self._analyzer = analyzer
        self._given = weights
        self._weights = weights or bundled_weights()
        self._weighed = self._weights.passage_weights(PASSAGE_FEATURES)
        self._reader = reader
        self._finder = FirstStage(
            engine, analyzer, lambda number: corpus.passage(number).text, defined
        )
        self._titles = PassageTitles(corpus, engine, analyzer)

    def rank(
        self, question: Question, least: int = 0, within: range | None = None
    ) -> Iterator[RankedPassage]:
        """Yield passages for a question, best first, ties by passage order.

        The `POOL` passages that BM25 puts first are ranked, or `least` where that is more;
        `within` are the only ones to be found. The first `DEPTH` of them are read before any
        is given, and more that are nearly as good by BM25; those after them follow in its
        order, none with a score above the one before.
        """
        size = max(CANDIDATE_COUNT, least)
        yield from self._yielded(*self._first(self._finder.find(question, size, within)))

    def rank_each(
        self, questions: Sequence[Question], least: int = 0, within: range | None = None
    ) -> list[Iterator[RankedPassage]]:
        """Return what `rank` yields for each of several questions, searched for together."""
        size = max(CANDIDATE_COUNT, least)
        return [
            self._yielded(*self._first(found))
            for found in self._finder.find_each(questions, size, within)
        ]

    def _yielded(self, search: _Search, first: Sequence[RankedPassage]) -> Iterator[RankedPassage]:
        yield from first
        lowest = first[-1].score if first else 0.0
        for place in range(len(first), len(search.pool.numbers)):
            late = self._ranked(search, self._read(search, place), self._weighed)
            ranked = _no_better_than(late, lowest)
            lowest = ranked.score
            yield ranked

    @property
    def weights(self) -> Weights:
        """Those by which what is given is ranked: of the reader, where one reads."""
        kind = self._reader.kind if self._reader else None
        return self._weights if kind is None else self._given or bundled_weights(kind)

    def first(self, question: Question) -> list[RankedPassage]:
        """Return the passages for a question that are read before any is given, best first."""
        return self._first(self._finder.find(question, CANDIDATE_COUNT, None))[1]

    def _first(self, found: Retrieved) -> tuple[_Search, list[RankedPassage]]:
        search = self._search(found)
        read = [self._read(search, place) for place in range(_depth(search.pool))]
        # Which words are names shows once the passages were read.
        named = with_names(search.asked.question, search.reader.named())
        search = search._replace(asked=search.asked._replace(question=named, read=len(read)))
        ranked = {one.place: self._ranked(search, one, self._weighed) for one in read}
        read.sort(key=lambda one: (-ranked[one.place].score, ranked[one.place].number))
        if read and self._reader and self._reader.kind:
            return search, self._read_closely(search, self._reader, read, ranked)
        return search, [ranked[one.place] for one in read]

    def _read_closely(
        self,
        search: _Search,
        reader: PassageMatcher,
        read: Sequence[_ReadPassage],
        ranked: Mapping[int, RankedPassage],
    ) -> list[RankedPassage]:
        """Return passages, best first, those that a reader reads before those it does not."""
        weights = self.weights
        weighed = weights.passage_weights(PASSAGE_FEATURES)
        of_sentences = weights.sentence_weights
        found = reader.matches(
            search.asked.question.read_as,
            [one.text for one in read],
            [ranked[one.place].score for one in read],
            weights.skimming,
        )
        first: list[RankedPassage] = []
        after: list[RankedPassage] = []
        for one, match in zip(read, found, strict=True):
            reading = one.reading.valued(of_sentences, match.sentences if match else ())
            again = one._replace(reading=reading, match=match or UNREAD)
            (first if match else after).append(self._ranked(search, again, weighed))
        first.sort(key=lambda one: (-one.score, one.number))
        for unread in after:
            first.append(_no_better_than(unread, first[-1].score) if first else unread)
        return first

    def _search(self, found: Retrieved) -> _Search:
        passages, df = len(self._engine), self._engine.df
        held = {concept.term: df(concept.term) for concept in found.question.concepts}
        # What is only said otherwise tells as much as what says it.
        said = {
            term: count
            or max((min(map(df, one.phrase)) for one in found.alternatives[term]), default=0)
            for term, count in held.items()
        }
        asked = WeightedQuestion(
            found.question,
            {term: idf(passages, count) for term, count in said.items()},
            frozenset(term for term, count in held.items() if not count),
        )
        reader = PassageReader(
            found.question,
            asked.weights,
            found.alternatives,
            asked.unknown,
            self._analyzer,
            self._weights.sentence_weights,
            bundled_vectors(),
        )
        return _Search(asked._replace(wanted=reader.wanted), found.pool, reader)

    def _read(self, search: _Search, place: int) -> _ReadPassage:
        number = search.pool.numbers[place]
        passage = self._corpus.passage(number)
        title = self._titles.of(number, passage.heading)
        return _ReadPassage(
            passage,
            title,
            search.reader.read(passage.text, title.terms, passage.parts, title.above),
            place,
        )

    def _ranked(
        self, search: _Search, read: _ReadPassage, weighed: tuple[float, ...]
    ) -> RankedPassage:
        pool, place, concepts = search.pool, read.place, search.asked.question.concepts
        added = TermImpacts(pool.typed[place], pool.otherwise[place], pool.earlier[place])
        evidence = features_of(
            search.asked, search.reader, added, read.reading, read.title, read.match
        )
        parts = tuple(_terms(search, added, *weighed[:2]))
        score = sum(map(mul, weighed[2:], evidence[2:]))
        told = zip(concepts, added.typed, read.reading.anywhere, strict=True)
        return RankedPassage(
            pool.numbers[place],
            read.passage,
            score + sum(part.value for part in parts),
            evidence[_COVERAGE],
            tuple(concept for concept, impact, share in told if not impact and share < 1.0),
            read.reading.sentences,
            evidence,
            weighed,
            parts,
            search.asked,
            read.title.words,
            read.title.published,
        )


def _terms(
    search: _Search, added: TermImpacts, typed_weight: float, otherwise_weight: float
) -> Iterator[Evidence]:
    """Yield what each concept adds by BM25."""
    unit = search.reader.shares.total
    concepts = search.asked.question.concepts
    for concept, typed, otherwise in zip(concepts, added.typed, added.otherwise, strict=True):
        if typed and typed_weight:
            yield Evidence("term", concept.term, typed_weight * typed / unit)
        elif otherwise and otherwise_weight:
            value = otherwise_weight * otherwise / unit
            yield Evidence("otherwise", concept.written, value)


def _depth(pool: Candidates) -> int:
    """Return how many passages are read at once: where all are alike, BM25 tells little."""
    added = pool.added
    # A half is a half however its sum was rounded: joined indexes add up in another order.
    alike = sum(value >= AS_GOOD * added[0] * _ROUNDED for value in added)
    return min(len(added), DEEPEST, max(DEPTH, alike))


def _no_better_than(ranked: RankedPassage, lowest: float) -> RankedPassage:
    """Return a passage with a score that is not above that of the one before."""
    if ranked.score <= lowest:
        return ranked
    late = Evidence("late", "not among those read first", lowest - ranked.score)
    return ranked._replace(score=lowest, parts=(*ranked.parts, late))
