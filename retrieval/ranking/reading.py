"""A passage read for a question: what of the question each of its sentences tells.

Everything is measured in shares of the question, from 0 to 1: each concept counts by its idf.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import mul
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.parsing import ParsedSentence, capital_told, parsed
from retrieval.direction import Agreement
from retrieval.question.abbreviations import may_be_abbreviation, spelled_out
from retrieval.question.question import Question
from retrieval.ranking.candidates import holds_answer
from retrieval.ranking.capitals import Capitals
from retrieval.ranking.expansion import Alternatives
from retrieval.ranking.matching import Matcher, Told
from retrieval.ranking.narrowing import answer_in, narrowed
from retrieval.ranking.relating import Relating
from retrieval.ranking.sentence_evidence import KINDS, OPENING, Sentence
from retrieval.ranking.shares import PassageShares, SentenceShares, Shares

_MANY_NAMES = 5
_NEAR = 40
_NO_KIND = (0.0,) * len(KINDS)
_NOT_OPENING = (0.0,) * len(OPENING)
_WORD = re.compile(r"\w+")


class Reading(NamedTuple):
    """A passage as read: its sentences in text order, and how well each concept is told.

    `titled` is what its title and headings tell, `anywhere` the best of them and all
    sentences, `inside` of the sentences alone; `together` is the share of neighbouring
    concepts that stand together somewhere, `terms` the number of terms.
    """

    sentences: tuple[Sentence, ...]
    titled: tuple[float, ...]
    inside: tuple[float, ...]
    anywhere: tuple[float, ...]
    together: float
    terms: int


class Reader:
    """Reads passages for one question.

    `weights` holds the weight of each concept by its term, `sentence_weights` that of each kind
    of evidence in the order of `SENTENCE_EVIDENCE`; `unknown` holds the terms that no passage
    has, which may be abbreviations of what the passages spell out. `matcher` finds what tells a
    concept, `shares` measures how much of the question that is.
    """

    def __init__(
        self,
        question: Question,
        weights: Mapping[str, float],
        alternatives: Alternatives,
        unknown: frozenset[str],
        analyzer: Analyzer,
        sentence_weights: Sequence[float],
    ) -> None:
        self._question = question
        self._analyzer = analyzer
        self._sentence_weights = sentence_weights
        self._relating = Relating(question, analyzer)
        terms = [concept.term for concept in question.concepts]
        self.shares = Shares([weights[term] for term in terms])
        self.matcher = Matcher(terms, alternatives)
        self._narrow = narrowed(question, analyzer)
        self._words = frozenset(_WORD.findall(question.read_as.lower()))
        self._kinds = tuple(float(question.expects == kind) for kind in KINDS)
        self._opening = tuple(float(question.expects == kind) for kind in OPENING)
        self._capitals = Capitals()
        self._abbreviations = [
            (number, concept.written)
            for number, concept in enumerate(question.concepts)
            if concept.term in unknown and may_be_abbreviation(concept.written)
        ]

    def read(self, text: str, title: Sequence[str]) -> Reading:
        """Return what a passage tells of the question, `title` being the terms of its title."""
        titled = self.matcher.told(title)
        found = parsed(self._analyzer, text)
        told = [self._told(text, sentence) for sentence in found]
        columns = list(zip(*(one.strengths for one in told), strict=True)) if told else []
        inside = tuple(map(max, columns)) if told else titled.strengths
        where = self.shares.passage(titled, columns, len(told))
        sentences = []
        before = None
        for place, (sentence, own) in enumerate(zip(found, told, strict=True)):
            shares = self.shares.sentence(own, before, where)
            sentences.append(self._sentence(text, sentence, own, where, shares, place))
            before = own
        return Reading(
            tuple(sentences),
            titled.strengths,
            inside,
            tuple(map(max, inside, titled.strengths)),
            self.shares.together(titled, *told),
            sum(len(sentence.terms) for sentence in found),
        )

    @property
    def wanted(self) -> str | None:
        """What is wanted that the writing of an answer shows: a year, a colour."""
        narrow = self._narrow
        return narrow.name if narrow and narrow.pattern and not narrow.loosely else None

    def named(self) -> frozenset[str]:
        """Return the terms of concepts that the passages read so far write as names."""
        return self._capitals.names()

    def _told(self, text: str, sentence: ParsedSentence) -> Told:
        told = self.matcher.told(sentence.terms)
        for place, number, strength in told.where:
            if strength == 1.0:
                capital = capital_told(text, sentence.span[0] + sentence.starts[place])
                if capital is not None:
                    self._capitals.add(self._question.concepts[number].term, has_capital=capital)
        if not self._abbreviations:
            return told
        words = text[slice(*sentence.span)]
        strengths = list(told.strengths)
        for number, written in self._abbreviations:
            if spelled_out(written, words):
                strengths[number] = 1.0
        return told._replace(strengths=tuple(strengths))

    def _sentence(
        self,
        text: str,
        sentence: ParsedSentence,
        told: Told,
        where: PassageShares,
        shares: SentenceShares,
        place: int,
    ) -> Sentence:
        words = text[slice(*sentence.span)]
        answer = self._answer(words, sentence) if shares.own or shares.titled else None
        own = self._own(words, sentence, told, where, answer) if shares.own else _SILENT
        evidence = (
            *shares,
            own.particular,
            own.local,
            own.together,
            own.ordered,
            float(place == 0),
            float(place == 1),
            place / where.size,
            sentence.length,
            float(sentence.is_pronominal),
            shares.before if sentence.is_pronominal else 0.0,
            own.near,
            min(len(sentence.names - self._words), _MANY_NAMES) / _MANY_NAMES,
            float(sentence.has_digits),
            *(self._kinds if answer else _NO_KIND),
            *(self._opening if place == 0 else _NOT_OPENING),
            own.related,
        )
        value = sum(map(mul, self._sentence_weights, evidence))
        return Sentence(sentence.span, shares.own, value, answer, own.direction, evidence)

    def _own(
        self,
        words: str,
        sentence: ParsedSentence,
        told: Told,
        where: PassageShares,
        answer: str | None,
    ) -> _Own:
        """Return what a sentence that tells of the question says by itself."""
        direction, related = self._relating(words, sentence)
        return _Own(
            sum(map(mul, where.apart, told.strengths)) / where.apart_total,
            sum(map(mul, where.local, told.strengths)),
            self.shares.together(told),
            self.shares.ordered(told),
            _nearness(words, answer, sentence, told) if answer else 0.0,
            related,
            direction,
        )

    def _answer(self, words: str, sentence: ParsedSentence) -> str | None:
        question, narrow = self._question, self._narrow
        if narrow is not None:
            found = answer_in(narrow, words, sentence.tokens, question.typed)
            if found is not None or (narrow.pattern is not None and not narrow.loosely):
                return found
        return holds_answer(words, question.expects, question.typed, self._analyzer)


class _Own(NamedTuple):
    """What a sentence says by itself, in the words of `SENTENCE_EVIDENCE`."""

    particular: float
    local: float
    together: float
    ordered: float
    near: float
    related: float
    direction: Agreement | None


_SILENT = _Own(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, None)


def _nearness(words: str, answer: str, sentence: ParsedSentence, told: Told) -> float:
    """Return how near an answer stands to what is told: 1 at the same place, then less."""
    place = max(0, words.find(answer))
    distances = (abs(sentence.starts[one.place] - place) for one in told.where)
    return 1 / (1 + min(distances, default=_NEAR) / _NEAR)
