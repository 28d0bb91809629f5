"""Faults in how text becomes terms."""

from __future__ import annotations

from typing import Any

from retrieval.text.analyzer import Analyzer
from retrieval.text.normalisation import lower
from retrieval.text.tokens import Token
from tests.mutation.fault import Fault

_ANALYSIS = "tests/retrieval/text/test_analyzer.py"


def _by_case(original: Any, analyzer: Analyzer, text: str) -> list[Token]:
    tokens: list[Token] = original(analyzer, text)
    return [
        token._replace(term=f"{token.term}^") if text[token.start].isupper() else token
        for token in tokens
    ]


FAULTS = (
    Fault(
        "stemming-off",
        "Words are compared as they are written: downloads is not downloaded.",
        {"retrieval.text.run_terms:RunTerms.stem": lambda _original, _self, word: word},
        (_ANALYSIS,),
    ),
    Fault(
        "stop-words-empty",
        "No word is too common to count.",
        {"retrieval.text.languages:stop_words": lambda _original, _language: frozenset()},
        (_ANALYSIS,),
    ),
    Fault(
        "accents-kept",
        "A café is not found as a cafe.",
        {"retrieval.text.normalisation:fold": lambda _original, text: lower(text)},
        (_ANALYSIS,),
    ),
    Fault(
        "case-kept",
        "A word with a capital is another word.",
        {
            "retrieval.text.analyzer:Analyzer.tokens": _by_case,
            "retrieval.text.analyzer:Analyzer.terms": lambda _original, self, text: [
                token.term for token in self.tokens(text)
            ],
        },
        (_ANALYSIS,),
    ),
    Fault(
        "numbers-as-written",
        "90,000 is not 90000.",
        {"retrieval.text.normalisation:plain_number": lambda _original, number: number},
        (_ANALYSIS,),
    ),
    Fault(
        "magnitudes-ignored",
        "600M and 600 million are two numbers.",
        {"retrieval.text.normalisation:scaled": lambda _original, number, _magnitude: number},
        (_ANALYSIS,),
    ),
)
