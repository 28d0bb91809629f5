"""Passages read for a question as a test writes it: every word counts the same unless said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from retrieval.analysis.analyzer import analyzer_for
from retrieval.lexicon.relations import lexicon_for
from retrieval.question.question import Question, read
from retrieval.ranking.expansion import expand
from retrieval.ranking.reading import Reader, Reading
from retrieval.ranking.sentence_evidence import SENTENCE_EVIDENCE

ENGLISH = analyzer_for("english")
LEXICON = lexicon_for(ENGLISH)


class Read(NamedTuple):
    """A question, what reads passages for it, and one of them as it was read."""

    question: Question
    weights: Mapping[str, float]
    reader: Reader
    reading: Reading


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
    asked = read(question, ENGLISH, LEXICON)
    terms = (concept.term for concept in asked.concepts)
    known = {term: (weights or {}).get(term, 1.0) for term in terms}
    others = expand(asked, ENGLISH, lambda _term: 0)
    counted = [float(name == speaking) for name in SENTENCE_EVIDENCE]
    reader = Reader(asked, known, others, unknown, ENGLISH, counted)
    return Read(asked, known, reader, reader.read(text, ENGLISH.terms(title)))
