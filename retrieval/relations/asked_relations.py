"""What a question asks: a relation with an open side, or an attribute of a name.

"Who replaced Lin?" asks for one side of a relation, given the other; "the CEO of Alibaba", "the
population of Peru" ask for what a relational noun says of a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from retrieval.question.answer_types import kind_of_noun
from retrieval.question.question import Concept, Question
from retrieval.relations.question_arguments import (
    ArgumentReading,
    QuestionFrame,
    asked_by_noun,
    asked_by_verb,
    question_frame,
)
from retrieval.relations.sentence_words import NEGATIONS, TIMES, words_of, years_in
from retrieval.relations.verb_arguments import RelationForm, forms_of
from retrieval.text.analyzer import Analyzer
from retrieval.text.lexicon import Lexicon, Phrase, Relation


class AskedRelation(NamedTuple):
    """What is asked of a relation with two sides.

    `answer` is the side that the question asks for, None where it asks for something else
    ("when did A replace B?"). `given` holds the terms of what it names with their side, each at
    least one. The sides in `alike` may be taken for each other. `forms` are the verbs and nouns
    that tell of the relation, by their term. `years` are those in which it is asked about.
    """

    relation: str
    answer: str | None
    given: tuple[tuple[str, tuple[str, ...]], ...]
    alike: frozenset[str]
    forms: Mapping[str, tuple[RelationForm, ...]]
    years: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """The terms of everything that is named."""
        return frozenset(term for _, terms in self.given for term in terms)


@lru_cache(maxsize=64)
def asked_relation(text: str, lexicon: Lexicon, analyzer: Analyzer) -> AskedRelation | None:
    """Return what a question seeks, None where it asks about no relation with two sides.

    "who replaced Lin?" seeks the new one, and Lin is the old one; "whom did Lin replace?" the
    other way round.
    """
    tokens = analyzer.tokens(text)
    if not any(lexicon.sided(token.term) for token in tokens):
        return None
    words = [word for word in words_of(text, tokens) if word.lower not in "?!"]
    frame = question_frame(words)
    if frame is None or any(word.lower in NEGATIONS for word in words):
        return None
    for kind in ("verb", "noun"):
        for place, word in enumerate(frame.words):
            relations = lexicon.sided(word.term) if word.term else ()
            readings = [
                (reading, relation)
                for relation in relations
                for reading in _readings(frame, place, relation, kind, analyzer)
            ]
            if readings:
                found = _asked_relation(*max(readings, key=lambda read: read[0].fit), analyzer)
                return found._replace(years=frozenset(years_in(words)))
    return None


def _readings(
    frame: QuestionFrame, place: int, relation: Relation, kind: str, analyzer: Analyzer
) -> Iterator[ArgumentReading]:
    read = asked_by_verb if kind == "verb" else asked_by_noun
    for form in _forms(relation, analyzer).get(frame.words[place].term, ()):
        reading = read(frame, place, form) if form.kind == kind else None
        if reading and reading.given:
            yield reading


def _asked_relation(
    reading: ArgumentReading, relation: Relation, analyzer: Analyzer
) -> AskedRelation:
    return AskedRelation(
        relation.name,
        reading.answer,
        tuple(reading.given.items()),
        frozenset(relation.alike),
        _forms(relation, analyzer),
    )


def _forms(relation: Relation, analyzer: Analyzer) -> Mapping[str, tuple[RelationForm, ...]]:
    return forms_of((*relation.tells, *relation.also), analyzer)


# Beside those nouns that name a person, a number, a place or a date anyway.
_RELATIONAL = frozenset(
    "agency aim alias anthem area arm author backer ballot brand budget capital career cause "
    "charter client code colour color constitution core cost creed crew currency curator custodian "
    "deputy descendant dialect diet discoverer emblem ending enemy engine estate export fellow "
    "fiance fiancee fleet flag founding foe formula funeral gender goal goalkeeper handle "
    "headmaster headquarters hq heiress import income interior keeper landlord language laureate "
    "lawyer leadership length licence license logo maker manifesto mascot meaning motto mouth name "
    "namesake nickname nationality office officer opening operator organist origin parent partner "
    "patron premiere premise president principal prize profession purpose rector religion "
    "representative rival salary secretary sequel setting shareholder slogan source spokesperson "
    "sponsor staff stake subsidiary successor summit supervisor supplier surname symbol symptom "
    "tagline tenant title trainer treasurer treasury trustee tutor twitter username vendor "
    "vicar victim viceroy website widow widower workforce".split()
)
_KINDS_OF_ANSWER = frozenset(("person", "number"))
_PLACE_NOUNS = frozenset(
    "birthplace headquarters hometown capital location site venue address".split()
)
_NO_ROLES = frozenset(
    "person people man men woman women boy girl guy lady number amount member character "
    "part kind type lead general chief".split()
)
_VAGUE = frozenset(
    "time times year years month week day days part parts kind kinds type types sort sorts set "
    "piece lot lots group form end beginning middle start side top bottom rest most all history "
    "world life season era period case use".split()
)


@cache
def is_relational(noun: str) -> bool:
    """Return whether a noun, in small letters, is one of something: "CEO", "population"."""
    if noun in _NO_ROLES:
        return False
    return noun in _RELATIONAL or noun in _PLACE_NOUNS or kind_of_noun(noun) in _KINDS_OF_ANSWER


def is_vague(noun: str) -> bool:
    """Return whether a noun, in small letters, is said of anything, or of a time: "part"."""
    return noun in _VAGUE


_BETWEEN = re.compile(r"\W*(of|at|for|behind)\s+(?:the\s+|an?\s+)?", re.IGNORECASE)
_OWNS = re.compile(r"(?:['\u2019]s|s['\u2019])\s+", re.IGNORECASE)
_ASKING_BEFORE = re.compile(r"\b(?:which|what|whose)\s+$", re.IGNORECASE)
_BLANK = re.compile(r"\s+")
_LONGEST_ROLE = 3


class AskedAttribute(NamedTuple):
    """What a question asks of a name: what stands before "of" there, and the name's terms.

    `roles` are the phrases that end in the noun, the longest first, none where nothing is asked
    so; `is_role` says that the noun is one of something whatever stands beside it. `text` is the
    question, which may ask of a relation by its verb.
    """

    text: str
    roles: tuple[Phrase, ...]
    owners: tuple[str, ...]
    is_role: bool


def asked_attribute(question: Question) -> AskedAttribute:
    """Return what is asked of what: the CEO of Alibaba, also as "Alibaba's CEO", "alibaba ceo"."""
    text, concepts = question.read_as, question.concepts
    for number, (one, other) in enumerate(pairwise(concepts)):
        between = text[one.end : other.start]
        link = _BETWEEN.fullmatch(between)
        is_role = is_relational(one.written.lower())
        if link and (is_role or (link[1].lower() == "of" and not is_vague(one.written.lower()))):
            owners = _owners(text, concepts[number + 1 :], is_role)
            return AskedAttribute(text, _phrases(text, concepts[: number + 1]), owners, is_role)
        if _is_own(text, one, other) and not _ASKING_BEFORE.search(text[: one.start]):
            return _owned(text, concepts, number)
    return _fragment(text, concepts)


def _is_own(text: str, one: Concept, other: Concept) -> bool:
    between = text[one.end : other.start]
    ends_in_s = one.written.lower().endswith(("'s", "\u2019s"))
    return _OWNS.fullmatch(between) is not None or (
        (ends_in_s or between[:1] in ("'", "\u2019")) and not between.strip("'\u2019 ")
    )


def _owned(text: str, concepts: Sequence[Concept], number: int) -> AskedAttribute:
    """Read "Alibaba's chief engineer" with the owner ending at a concept's number."""
    last = number + 1
    while last + 1 < len(concepts) and _is_next(text, concepts[last], concepts[last + 1]):
        if is_relational(concepts[last].written.lower()):
            break
        last += 1
    roles = _phrases(text, concepts[number + 1 : last + 1])
    is_role = is_relational(concepts[last].written.lower())
    return AskedAttribute(text, roles, _run(text, concepts[: number + 1]), is_role)


def _fragment(text: str, concepts: Sequence[Concept]) -> AskedAttribute:
    """Read "alibaba ceo", where nothing follows what is asked of the name."""
    last = concepts[-1] if len(concepts) > 1 else None
    ends = last is not None and not text[last.end :].strip(" ?!.")
    if last is None or not ends or not is_relational(last.written.lower()):
        return AskedAttribute(text, (), (), False)
    # More than a fragment may name by its last word what it asks something else of.
    begins = text[: concepts[0].start].strip().lower()
    owners = _run(text, concepts[:-1])
    whole = len(owners) == len(concepts) - 1 and begins in ("", "the", "who is", "what is")
    if not whole or is_relational(concepts[-2].written.lower()):
        return AskedAttribute(text, (), (), False)
    return AskedAttribute(text, ((last.term,),), owners, True)


def _is_next(text: str, one: Concept, other: Concept) -> bool:
    return _BLANK.fullmatch(text[one.end : other.start]) is not None


def _run(text: str, concepts: Sequence[Concept]) -> tuple[str, ...]:
    """Return the terms of the last concept and of those right before it."""
    first = len(concepts) - 1
    while first and _is_next(text, concepts[first - 1], concepts[first]):
        first -= 1
    return tuple(concept.term for concept in concepts[first:])


def _phrases(text: str, concepts: Sequence[Concept]) -> tuple[Phrase, ...]:
    run = _run(text, concepts)[-_LONGEST_ROLE:]
    return tuple(run[start:] for start in range(len(run)))


def _owners(text: str, concepts: Sequence[Concept], is_role: bool) -> tuple[str, ...]:
    """Return the terms of whose it is: the last name of "research at Norbit in 2010"."""
    groups: list[list[Concept]] = [[concepts[0]]]
    for one, other in pairwise(concepts):
        between = text[one.end : other.start]
        link = _BETWEEN.fullmatch(between)
        if link and is_role and link[1].lower() != "of":
            groups.append([other])
        elif (link or not between.strip(" -&.'\u2019")) and _goes_on(groups[-1][0], other):
            groups[-1].append(other)
        else:
            break
    told = [group for group in groups if not _is_time(group[0])]
    return tuple(concept.term for concept in told[-1]) if told else ()


def _goes_on(first: Concept, other: Concept) -> bool:
    """Return whether a name goes on with a word: "fame located" does not."""
    if other.written.lower().endswith("ed") or _is_time(other):
        return False
    return other.written[0].isupper() or not first.written[0].isupper()


def _is_time(concept: Concept) -> bool:
    written = concept.written.lower()
    return written.isdigit() or written in TIMES or is_vague(concept.written)
