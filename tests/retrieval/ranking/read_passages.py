"""Passages read for a question as a test writes it: every word counts the same unless said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from retrieval.question.question import Question, parse_question
from retrieval.ranking.first_stage import expand
from retrieval.ranking.sentence_features import SENTENCE_FEATURES, PassageReader, PassageReading
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for

ENGLISH = analyzer_for("english")
LEXICON = lexicon_for(ENGLISH)


class Read(NamedTuple):
    """A question, what reads passages for it, and one of them as it was read."""

    question: Question
    weights: Mapping[str, float]
    reader: PassageReader
    reading: PassageReading


def read_passage(
    question: str,
    text: str,
    title: str = "",
    weights: Mapping[str, float] | None = None,
    unknown: frozenset[str] = frozenset(),
    speaking: str = "told",
) -> Read:
    """Return a passage as read, `speaking` being what alone speaks for a sentence.

    `weights` are those of terms that do not count 1, `unknown` those that no passage has.
    """
    asked = parse_question(question, ENGLISH, LEXICON)
    terms = (concept.term for concept in asked.concepts)
    known = {term: (weights or {}).get(term, 1.0) for term in terms}
    others = expand(asked, ENGLISH, lambda _term: 0)
    counted = [float(name == speaking) for name in SENTENCE_FEATURES]
    reader = PassageReader(asked, known, others, unknown, ENGLISH, counted)
    return Read(asked, known, reader, reader.read(text, ENGLISH.terms(title)))
