"""What else may say what a question says: synonyms, words of the same relation, other spellings.

None of it is as good as the word that was typed: each alternative has a strength below 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.lexicon.thesaurus import Phrase, phrases_of, thesaurus_for
from retrieval.question.question import Concept, Question

SPELLED_OTHERWISE = 0.95
SYNONYM = 0.9
RELATED = 0.8
"""Share of a concept that a sentence tells by an alternative of each kind."""


class Alternative(NamedTuple):
    """Terms, next to one another where there are several, that say a concept otherwise."""

    phrase: Phrase
    strength: float


Alternatives = Mapping[str, Sequence[Alternative]]
"""Alternatives by the term of the concept, the strongest first."""


def expand(question: Question, analyzer: Analyzer, df: Callable[[str], int]) -> Alternatives:
    """Return what else may say each concept; `df` is in how many passages a term stands."""
    found: dict[str, dict[Phrase, float]] = {concept.term: {} for concept in question.concepts}
    for one, other in pairwise(question.concepts):
        for phrase in _joined(one, other, analyzer, df):
            if not question.typed.issuperset(phrase):
                found[one.term][phrase] = found[other.term][phrase] = SPELLED_OTHERWISE
    thesaurus = thesaurus_for(analyzer)
    terms = [concept.term for concept in question.concepts]
    for phrase in phrases_of(terms):
        for other_phrase in thesaurus.synonyms(phrase):
            if not question.typed.issuperset(other_phrase):
                for term in phrase:
                    found[term].setdefault(other_phrase, SYNONYM)
    for concept in question.concepts:
        for term in concept.paraphrases:
            found[concept.term].setdefault((term,), RELATED)
    return {
        term: [Alternative(phrase, strength) for phrase, strength in others.items()]
        for term, others in found.items()
    }


def _joined(
    one: Concept, other: Concept, analyzer: Analyzer, df: Callable[[str], int]
) -> list[Phrase]:
    """Return "workweek" for "work week", where a passage writes it so."""
    if not (one.written.isalpha() and other.written.isalpha()):
        return []
    terms = analyzer.terms(one.written.lower() + other.written.lower())
    return [tuple(terms)] if len(terms) == 1 and df(terms[0]) else []
