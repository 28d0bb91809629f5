"""The features of a sentence.

What a passage, read for a question, says in each of its sentences.

`PassageReader` reads passages for one question. Everything is measured in shares of the question,
from 0 to 1: each concept counts by its idf.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import mul
from typing import NamedTuple

from retrieval.model import Part, Span
from retrieval.question.abbreviations import may_be_abbreviation, spelled_out
from retrieval.question.question import Question
from retrieval.ranking.coverage import (
    ConceptMatcher,
    Coverage,
    CoverageMeasure,
    PassageCoverage,
    SentenceCoverage,
)
from retrieval.ranking.first_stage import Alternatives
from retrieval.ranking.possible_answers import answer_in, holds_answer, lexical_answer_type
from retrieval.ranking.proper_names import CapitalCounts
from retrieval.ranking.similarity import NOTHING, QuestionMeaning
from retrieval.relations.asked_relations import asked_attribute, asked_relation
from retrieval.relations.attribution import match_attribute
from retrieval.relations.relation_match import RelationMatch, match_relation
from retrieval.text.analyzer import Analyzer
from retrieval.text.lexicon import lexicon_for
from retrieval.text.sentences import ParsedSentence, has_own_capital, parsed_sentences
from retrieval.text.word_vectors import WordVectors

ANSWER_KINDS = (
    "person",
    "organisation",
    "date",
    "number",
    "place",
    "reason",
    "definition",
    "quotation",
)
"""What a possible answer is told by; for others, nothing in the writing shows it."""

OPENING_KINDS = ("definition", "person", "passage")
"""What is asked for where opening a passage speaks for a sentence, or against it."""

MEANING_FEATURES = ("similar", "matched", "matched_titled")
"""How near a sentence is in meaning: see `similarity.TextMeaning`."""

READER_FEATURES = ("reader_cosine", "reader_maxsim")
"""How a reader matches a sentence, 0 without one: see `passage_match.SentenceMatch`."""

SENTENCE_FEATURES = (
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
    *(f"answer_{kind}" for kind in ANSWER_KINDS),
    *(f"opening_{kind}" for kind in OPENING_KINDS),
    *MEANING_FEATURES,
    *READER_FEATURES,
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
what is asked for; how near it is in meaning, and as a reader reads it; and whether it tells the
relation that is asked about the right way round (1) or the other (-1), or what is asked of the
name that is asked about or of another (plus or minus `OF_ANOTHER`).
"""

_PRONOUN = SENTENCE_FEATURES.index("pronoun")
_READER = SENTENCE_FEATURES.index(READER_FEATURES[0])
_NOT_READ = (0.0,) * len(READER_FEATURES)


class ReadSentence(NamedTuple):
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
    direction: RelationMatch | None
    evidence: tuple[float, ...]

    @property
    def is_pronominal(self) -> bool:
        """Whether it begins with a pronoun, which the sentence before explains."""
        return bool(self.evidence and self.evidence[_PRONOUN])


OF_ANOTHER = 0.5
"""What telling it of a name counts, where telling it the right way round counts 1."""


class RelationFeature:
    """Compares sentences with what one question asks: who did it, to whom, of whom it is said."""

    def __init__(self, question: Question, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._held = asked_attribute(question)
        self._sought = asked_relation(question.read_as, lexicon_for(analyzer), analyzer)

    def __call__(self, words: str, sentence: ParsedSentence) -> tuple[RelationMatch | None, float]:
        """Return how a sentence tells the relation, None where it does not, and what that counts.

        Above 0 where it tells what is asked, below where it tells it the other way round or of
        another.
        """
        direction = None
        if self._sought:
            direction = match_relation(self._sought, words, sentence.tokens)
            if self._sought.answer is None and direction.value > 0:
                # "When did A replace B?" is not answered by that A replaced B.
                direction = None
        if direction and direction.value:
            return direction, float(direction.value)
        of_whom = match_attribute(self._held, words, sentence, self._analyzer)
        return direction, OF_ANOTHER * of_whom.value


_MANY_NAMES = 5
_NEAR = 40
_NO_KIND = (0.0,) * len(ANSWER_KINDS)
_NOT_OPENING = (0.0,) * len(OPENING_KINDS)
_WORD = re.compile(r"\w+")


NO_MEANING = (0.0,) * 5


class PassageReading(NamedTuple):
    """A passage as read: its sentences in text order, and how well each concept is told.

    `titled` is what its title and headings tell, `anywhere` the best of them and all
    sentences, `inside` of the sentences alone; `together` is the share of neighbouring
    concepts that stand together somewhere, `terms` the number of terms.
    """

    sentences: tuple[ReadSentence, ...]
    titled: tuple[float, ...]
    inside: tuple[float, ...]
    anywhere: tuple[float, ...]
    together: float
    terms: int
    meaning: tuple[float, ...] = NO_MEANING

    def valued(
        self, weights: Sequence[float], matches: Sequence[Sequence[float]] = ()
    ) -> PassageReading:
        """Return it with its sentences valued by other weights.

        `matches` are the `READER_FEATURES` of its sentences, in their order, or nothing.
        """
        sentences = []
        for place, one in enumerate(self.sentences):
            evidence = one.evidence
            if place < len(matches):
                after = evidence[_READER + len(READER_FEATURES) :]
                evidence = (*evidence[:_READER], *matches[place], *after)
            value = sum(map(mul, weights, evidence))
            sentences.append(one._replace(evidence=evidence, value=value))
        return self._replace(sentences=tuple(sentences))


class PassageReader:
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
        vectors: WordVectors | None = None,
    ) -> None:
        self._question = question
        self._analyzer = analyzer
        self._sentence_weights = sentence_weights
        self._relating = RelationFeature(question, analyzer)
        self._meaning = QuestionMeaning(question, weights, vectors) if vectors else None
        terms = [concept.term for concept in question.concepts]
        self.shares = CoverageMeasure([weights[term] for term in terms])
        self.matcher = ConceptMatcher(terms, alternatives)
        self._narrow = lexical_answer_type(question, analyzer)
        self._words = frozenset(_WORD.findall(question.read_as.lower()))
        self._kinds = tuple(float(question.expects == kind) for kind in ANSWER_KINDS)
        self._opening = tuple(float(question.expects == kind) for kind in OPENING_KINDS)
        self._capitals = CapitalCounts()
        self._abbreviations = [
            (number, concept.written)
            for number, concept in enumerate(question.concepts)
            if concept.term in unknown and may_be_abbreviation(concept.written)
        ]

    def read(
        self, text: str, title: Sequence[str], parts: tuple[Part, ...] = (), above: str = ""
    ) -> PassageReading:
        """Return what a passage tells of the question.

        `title` holds the terms of its title and headings, and `above` the words of these.
        """
        titled = self.matcher.told(title)
        found = parsed_sentences(self._analyzer, text, parts)
        told = [self._told(text, sentence) for sentence in found]
        columns = list(zip(*(one.strengths for one in told), strict=True)) if told else []
        inside = tuple(map(max, columns)) if told else titled.strengths
        where = self.shares.passage(titled, columns, len(told))
        meaning = (
            self._meaning.of(above, text, found, [one.strengths for one in told], titled.strengths)
            if self._meaning
            else None
        )
        sentences = []
        before = None
        for place, (sentence, own) in enumerate(zip(found, told, strict=True)):
            shares = self.shares.sentence(own, before, where)
            near = meaning.sentences[place] if meaning else NOTHING
            sentences.append(self._sentence(text, sentence, own, where, shares, place, near))
            before = own
        return PassageReading(
            tuple(sentences),
            titled.strengths,
            inside,
            tuple(map(max, inside, titled.strengths)),
            self.shares.together(titled, *told),
            sum(len(sentence.terms) for sentence in found),
            meaning.passage if meaning else NO_MEANING,
        )

    @property
    def wanted(self) -> str | None:
        """What is wanted that the writing of an answer shows: a year, a colour."""
        narrow = self._narrow
        return narrow.name if narrow and narrow.pattern and not narrow.loosely else None

    def named(self) -> frozenset[str]:
        """Return the terms of concepts that the passages read so far write as names."""
        return self._capitals.names()

    def _told(self, text: str, sentence: ParsedSentence) -> Coverage:
        told = self.matcher.told(sentence.terms)
        if sentence.context:
            about = self.matcher.told(sentence.context)
            told = told._replace(strengths=tuple(map(max, told.strengths, about.strengths)))
        for place, number, strength in told.where:
            if strength == 1.0:
                capital = has_own_capital(text, sentence.span[0] + sentence.starts[place])
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
        told: Coverage,
        where: PassageCoverage,
        shares: SentenceCoverage,
        place: int,
        meaning: tuple[float, float, float],
    ) -> ReadSentence:
        words = text[slice(*sentence.span)]
        answer = self._answer(words, sentence) if shares.own or shares.titled else None
        own = self._own(words, sentence, told, where, answer) if shares.own else _NO_FEATURES
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
            *meaning,
            *_NOT_READ,
            own.related,
        )
        value = sum(map(mul, self._sentence_weights, evidence))
        return ReadSentence(sentence.span, shares.own, value, answer, own.direction, evidence)

    def _own(
        self,
        words: str,
        sentence: ParsedSentence,
        told: Coverage,
        where: PassageCoverage,
        answer: str | None,
    ) -> _OwnFeatures:
        """Return what a sentence that tells of the question says by itself."""
        direction, related = self._relating(words, sentence)
        return _OwnFeatures(
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
        return holds_answer(
            words, question.expects, question.typed, self._analyzer, sentence.context
        )


class _OwnFeatures(NamedTuple):
    """What a sentence says by itself, in the words of `SENTENCE_EVIDENCE`."""

    particular: float
    local: float
    together: float
    ordered: float
    near: float
    related: float
    direction: RelationMatch | None


_NO_FEATURES = _OwnFeatures(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, None)


def _nearness(words: str, answer: str, sentence: ParsedSentence, told: Coverage) -> float:
    """Return how near an answer stands to what is told: 1 at the same place, then less."""
    place = max(0, words.find(answer))
    distances = (abs(sentence.starts[one.place] - place) for one in told.where)
    # What is told by the term that a sentence defines stands beside all of it.
    farthest = 0 if sentence.context else _NEAR
    return 1 / (1 + min(distances, default=farthest) / _NEAR)
