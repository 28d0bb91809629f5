"""What speaks for a passage, or against it, besides what each term of the question adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import NamedTuple

from retrieval.question.question import Concept, Question
from retrieval.ranking.reading import Reader, Reading
from retrieval.ranking.sentence_evidence import SENTENCE_EVIDENCE
from retrieval.ranking.titles import Title

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
    "lacking_relation",
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
of the question, that of names, how many concepts and numbers, and the share of verbs and nouns
that ask about a relation; neighbouring concepts that
stand together; the logarithms of the lengths of text and title in terms; told, inside and the
rarest lacking again as sums of idf; BM25 of what was said before, in units; the value of the
best sentence, and the evidence for it; and whether any sentence tells the relation that is
asked about the right way round (1), or only the other (-1) or of another name.
"""

_NO_SENTENCE = (0.0,) * (len(SENTENCE_EVIDENCE) - 1)


class Asked(NamedTuple):
    """A question with what its ranking needs; `weights` are those of its concepts by term.

    `unknown` holds the terms that no passage has, and `read` is how many passages were read
    before any was given. `wanted` says in a word what it wants that the writing shows, more
    closely than its kind: a year, a colour; None where nothing shows.
    """

    question: Question
    weights: Mapping[str, float]
    unknown: frozenset[str]
    read: int = 0
    wanted: str | None = None


class Added(NamedTuple):
    """What BM25 adds to a passage: for each concept as typed, and otherwise.

    `earlier` is what it adds for what was said before, altogether.
    """

    typed: Sequence[float]
    otherwise: Sequence[float]
    earlier: float


def measured(
    asked: Asked, reader: Reader, added: Added, reading: Reading, title: Title
) -> tuple[float, ...]:
    """Return the evidence for a passage as it was read, in the order of `PASSAGE_EVIDENCE`."""
    unit = reader.shares.total
    told = [
        1.0 if value > 0 else share
        for value, share in zip(added.typed, reading.anywhere, strict=True)
    ]
    all_told, inside = reader.shares.of(told), reader.shares.of(reading.inside)
    best = max(reading.sentences, key=lambda one: one.value, default=None)
    return (
        sum(added.typed) / unit,
        sum(added.otherwise) / unit,
        all_told,
        inside,
        reader.shares.of(reading.titled),
        _spoken(reader, title),
        *(lacking := _lacking(asked, told, unit)),
        reading.together,
        log(1 + reading.terms),
        log(1 + len(title.weights)),
        all_told * unit,
        inside * unit,
        lacking[0] * unit,
        added.earlier / unit,
        best.value if best else 0.0,
        *(best.evidence[:-1] if best else _NO_SENTENCE),
        _direction(reading),
    )


def _lacking(asked: Asked, told: Sequence[float], unit: float) -> tuple[float, ...]:
    """Return what "lacking_rare" and the others after it say of what nothing tells."""
    lacking = [
        concept for concept, share in zip(asked.question.concepts, told, strict=True) if not share
    ]
    if not lacking:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    weights = asked.weights
    return (
        max(weights[concept.term] for concept in lacking) / unit,
        sum(weights[concept.term] for concept in lacking if concept.is_name) / unit,
        float(len(lacking)),
        float(sum(map(_is_number, lacking))),
        sum(weights[concept.term] for concept in lacking if _is_relation(concept)) / unit,
    )


def _is_number(concept: Concept) -> bool:
    return any(map(str.isdigit, concept.term))


def _is_relation(concept: Concept) -> bool:
    return bool(concept.paraphrases) and not concept.is_name


def _spoken(reader: Reader, title: Title) -> float:
    """Return the share of a title that the question speaks of."""
    speaks_of = reader.matcher.speaks_of
    return sum(weight for term, weight in title.weights.items() if speaks_of(term)) / title.total


def _direction(reading: Reading) -> float:
    told = [sentence.evidence[-1] for sentence in reading.sentences]
    return max(told) if max(told, default=0.0) > 0 else min(told, default=0.0)
