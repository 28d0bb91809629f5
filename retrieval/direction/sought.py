"""What a question seeks: the relation, the side of the answer, and the side of what it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.direction.forms import Form, forms_of
from retrieval.direction.framing import Frame, Reading, framed
from retrieval.direction.noun_questions import asked_by_noun
from retrieval.direction.verb_questions import asked_by_verb
from retrieval.direction.words import NEGATIONS, words_of, years_in
from retrieval.lexicon.relations import Lexicon, Relation


class Sought(NamedTuple):
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
    forms: Mapping[str, tuple[Form, ...]]
    years: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """The terms of everything that is named."""
        return frozenset(term for _, terms in self.given for term in terms)


@lru_cache(maxsize=64)
def sought(text: str, lexicon: Lexicon, analyzer: Analyzer) -> Sought | None:
    """Return what a question seeks, None where it asks about no relation with two sides.

    "who replaced Lin?" seeks the new one, and Lin is the old one; "whom did Lin replace?" the
    other way round.
    """
    tokens = analyzer.tokens(text)
    if not any(lexicon.sided(token.term) for token in tokens):
        return None
    words = [word for word in words_of(text, tokens) if word.lower not in "?!"]
    frame = framed(words)
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
                found = _sought(*max(readings, key=lambda read: read[0].fit), analyzer)
                return found._replace(years=frozenset(years_in(words)))
    return None


def _readings(
    frame: Frame, place: int, relation: Relation, kind: str, analyzer: Analyzer
) -> Iterator[Reading]:
    read = asked_by_verb if kind == "verb" else asked_by_noun
    for form in _forms(relation, analyzer).get(frame.words[place].term, ()):
        reading = read(frame, place, form) if form.kind == kind else None
        if reading and reading.given:
            yield reading


def _sought(reading: Reading, relation: Relation, analyzer: Analyzer) -> Sought:
    return Sought(
        relation.name,
        reading.answer,
        tuple(reading.given.items()),
        frozenset(relation.alike),
        _forms(relation, analyzer),
    )


def _forms(relation: Relation, analyzer: Analyzer) -> Mapping[str, tuple[Form, ...]]:
    return forms_of((*relation.tells, *relation.also), analyzer)
