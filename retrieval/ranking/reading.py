"""A passage read for a question: what of the question each of its sentences tells.

Everything is measured in shares of the question, from 0 to 1: each concept counts by its idf.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import fsum, log
from operator import mul
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.parsing import ParsedSentence, parsed
from retrieval.direction import Agreement, agreement, sought
from retrieval.direction.holding import held, said_of_another
from retrieval.lexicon.relations import lexicon_for
from retrieval.model import Span
from retrieval.question.abbreviations import may_be_abbreviation, spelled_out
from retrieval.question.question import Question
from retrieval.ranking.candidates import holds_answer
from retrieval.ranking.capitals import Capitals
from retrieval.ranking.expansion import Alternatives
from retrieval.ranking.matching import Matcher, Told, neighbours

KINDS = ("person", "organisation", "date", "number", "place", "reason", "definition", "quotation")
"""What a possible answer is told by; for others, nothing in the writing shows it."""

_MANY_NAMES = 5
_NEAR = 40
_OPENING = ("definition", "person", "passage")
_NO_KIND = (0.0,) * len(KINDS)
_NOT_OPENING = (0.0,) * len(_OPENING)
_WORD = re.compile(r"\w+")

SENTENCE_EVIDENCE = (
    "told",
    "titled",
    "before",
    "particular",
    "local",
    "together",
    "ordered",
    "opening",
    "second",
    "late",
    "length",
    "pronoun",
    "resolved",
    "near",
    "names",
    "digits",
    *(f"answer_{kind}" for kind in KINDS),
    *(f"opening_{kind}" for kind in _OPENING),
    "direction",
)
"""What speaks for a sentence, in the order of `Sentence.evidence`:

the shares of the question that it tells; that the title tells and it does not; that only the
sentence before tells; that it tells of what the title does not; the same with concepts
weighing more that few sentences of the passage tell; neighbouring concepts that stand
together; concepts in the order of the question; whether it is the first or second sentence,
and how late it comes; the logarithm of its length in terms; whether it begins with a pronoun,
and what the sentence before tells then; how near a possible answer stands to what is told;
new names (of five) and digits; a possible answer by its kind; whether it opens the passage, by
what is asked for; and whether it tells the relation that is asked about the right way round
(1) or the other (-1), or says of another name what is asked (-`OF_ANOTHER`).
"""

OF_ANOTHER = 0.5
"""What saying it of another counts, where telling it the other way round counts 1."""


_PRONOUN = SENTENCE_EVIDENCE.index("pronoun")


class Sentence(NamedTuple):
    """A sentence of a passage, and what it tells of the question.

    `coverage` is the share of the question that it tells, `evidence` what speaks for it (see
    `SENTENCE_EVIDENCE`) and `value` the weighted sum of that, by which the sentences of a
    passage are compared. `answer` is what in it could be the answer, None where nothing could,
    and `direction` whether it tells the relation that is asked about the right way round.
    """

    span: Span
    coverage: float
    value: float
    answer: str | None
    direction: Agreement | None
    evidence: tuple[float, ...]

    @property
    def is_pronominal(self) -> bool:
        """Whether it begins with a pronoun, which the sentence before explains."""
        return bool(self.evidence and self.evidence[_PRONOUN])


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
    has, which may be abbreviations of what the passages spell out.
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
        terms = [concept.term for concept in question.concepts]
        self._weights = [weights[term] for term in terms]
        self.total = sum(self._weights) or 1.0
        self.matcher = Matcher(terms, alternatives)
        self._pairs = list(map(min, pairwise(self._weights)))
        self._pair_total = sum(self._pairs) or 1.0
        self._held = held(question)
        self._sought = sought(question.read_as, lexicon_for(analyzer), analyzer)
        self._words = frozenset(_WORD.findall(question.read_as.lower()))
        self._kinds = tuple(float(question.expects == kind) for kind in KINDS)
        self._opening = tuple(float(question.expects == kind) for kind in _OPENING)
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
        where = self._where(titled, columns, len(told))
        sentences = []
        before = None
        for place, (sentence, own) in enumerate(zip(found, told, strict=True)):
            late = place / len(found)
            sentences.append(self._sentence(text, sentence, own, before, where, place, late))
            before = own
        return Reading(
            tuple(sentences),
            titled.strengths,
            inside,
            tuple(map(max, inside, titled.strengths)),
            self._together(titled, *told),
            sum(len(sentence.terms) for sentence in found),
        )

    def named(self) -> frozenset[str]:
        """Return the terms of concepts that the passages read so far write as names."""
        return self._capitals.names()

    def share(self, strengths: Iterable[float]) -> float:
        """Return the share of the question that concepts told so well make up."""
        return fsum(map(mul, self._weights, strengths)) / self.total

    def _told(self, text: str, sentence: ParsedSentence) -> Told:
        told = self.matcher.told(sentence.terms)
        for place, number, strength in told.where:
            capital = sentence.capitals[place]
            if strength == 1.0 and capital is not None:
                self._capitals.add(self._question.concepts[number].term, has_capital=capital)
        if not self._abbreviations:
            return told
        words = text[slice(*sentence.span)]
        strengths = list(told.strengths)
        for number, written in self._abbreviations:
            if spelled_out(written, words):
                strengths[number] = 1.0
        return told._replace(strengths=tuple(strengths))

    def _where(self, titled: Told, columns: Sequence[Sequence[float]], size: int) -> _Where:
        apart = [
            0.0 if share else weight
            for weight, share in zip(self._weights, titled.strengths, strict=True)
        ]
        return _Where(
            titled.strengths,
            sum(map(mul, self._weights, titled.strengths)) / self.total,
            self._local(columns, size),
            apart,
            sum(apart) or 1.0,
        )

    def _local(self, columns: Sequence[Sequence[float]], size: int) -> list[float]:
        """Return weights of the concepts that are higher where few sentences tell of one.

        They add up to 1, unless no sentence tells anything.
        """
        counts = [sum(map(bool, column)) for column in columns]
        weights = [
            weight * log(1 + size / count) if count else 0.0
            for weight, count in zip(self._weights, counts, strict=False)
        ]
        total = sum(weights) or 1.0
        return [weight / total for weight in weights]

    def _together(self, *told: Told) -> float:
        found: set[int] = set()
        for one in told:
            if len(one.where) > 1:
                found |= neighbours(one)
        return fsum(self._pairs[first] for first in sorted(found)) / self._pair_total

    def _sentence(
        self,
        text: str,
        sentence: ParsedSentence,
        told: Told,
        before: Told | None,
        where: _Where,
        place: int,
        late: float,
    ) -> Sentence:
        share, titled, earlier = self._shares(told, before, where)
        particular = local = together = ordered = near = 0.0
        answer = direction = another = None
        kinds = _NO_KIND
        if share:
            words = text[slice(*sentence.span)]
            particular = sum(map(mul, where.apart, told.strengths)) / where.apart_total
            local = sum(map(mul, where.local, told.strengths))
            together = self._together(told)
            ordered = self._ordered(told)
            answer = self._answer(words)
            if self._sought:
                direction = agreement(self._sought, words, sentence.tokens)
                if self._sought.answer is None and direction.value > 0:
                    # "When did A replace B?" is not answered by that A replaced B.
                    direction = None
            if self._held and not (direction and direction.value):
                another = said_of_another(self._held, words, sentence, self._analyzer)
            if answer:
                near, kinds = _nearness(words, answer, sentence, told), self._kinds
        elif titled:
            answer = self._answer(text[slice(*sentence.span)])
            kinds = self._kinds if answer else _NO_KIND
        evidence = (
            share,
            titled,
            earlier,
            particular,
            local,
            together,
            ordered,
            float(place == 0),
            float(place == 1),
            late,
            sentence.length,
            float(sentence.is_pronominal),
            earlier if sentence.is_pronominal else 0.0,
            near,
            min(len(sentence.names - self._words), _MANY_NAMES) / _MANY_NAMES,
            float(sentence.has_digits),
            *kinds,
            *(self._opening if place == 0 else _NOT_OPENING),
            -OF_ANOTHER if another else float(direction.value) if direction else 0.0,
        )
        value = sum(map(mul, self._sentence_weights, evidence))
        return Sentence(sentence.span, share, value, answer, direction, evidence)

    def _answer(self, words: str) -> str | None:
        question = self._question
        return holds_answer(words, question.expects, question.typed, self._analyzer)

    def _shares(self, told: Told, before: Told | None, where: _Where) -> tuple[float, float, float]:
        """Return what is told, what by the title only, and what by the sentence before only."""
        if not any(told.strengths) and not (before and any(before.strengths)):
            return 0.0, where.titled_share, 0.0
        share = titled = earlier = 0.0
        last = before.strengths if before else told.strengths
        for weight, own, title, previous in zip(
            self._weights, told.strengths, where.titled, last, strict=True
        ):
            if own:
                share += weight * own
            elif title:
                titled += weight * title
            elif previous:
                earlier += weight * previous
        return share / self.total, titled / self.total, earlier / self.total

    def _ordered(self, told: Told) -> float:
        """Return the share of the question that is told in its own order, at best."""
        best = [0.0] * len(self._weights)
        for _, number, strength in told.where:
            so_far = max(best[:number], default=0.0) + self._weights[number] * strength
            best[number] = max(best[number], so_far)
        return max(best) / self.total


class _Where(NamedTuple):
    """What counts in a passage: what its title tells, and the concepts' weights in it.

    `titled_share` is the share of the question that the title tells. The weights are `local` by
    how few sentences tell of a concept, and `apart` those of what the title lacks, which add up
    to `apart_total` (1 where it lacks nothing).
    """

    titled: tuple[float, ...]
    titled_share: float
    local: Sequence[float]
    apart: Sequence[float]
    apart_total: float


def _nearness(words: str, answer: str, sentence: ParsedSentence, told: Told) -> float:
    """Return how near an answer stands to what is told: 1 at the same place, then less."""
    place = max(0, words.find(answer))
    distances = (abs(sentence.starts[one.place] - place) for one in told.where)
    return 1 / (1 + min(distances, default=_NEAR) / _NEAR)
