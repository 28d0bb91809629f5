"""Does a sentence hold something that could be the answer: a person, a date, a number, a place?

Told from the writing alone: capitals, digits, month names, quotation marks. What the question
already names is no answer to it.
"""

from __future__ import annotations

import re
from functools import cache

from retrieval.analysis import Analyzer
from retrieval.question import AnswerType

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_CAPITALS = r"[A-Z\u00c0-\u00de][\w.'\u2019-]*"
_PARTICLE = r"(?:(?:de|van|von|bin|al|of|the)\s+)?"
_NICKNAME = '(?:["\u201c]\\w+["\u201d]\\s+)?'
_NAMED = frozenset(("person", "place"))
_COUNTED = frozenset(("number", "date"))
_PATTERNS: dict[AnswerType, str] = {
    # What stands "at", "in" or "of" something is rarely a person.
    "person": (
        rf"\b(?<!\b(?:of|at|in) )(?<!\bthe ){_CAPITALS}"
        rf"(?:\s+{_NICKNAME}{_PARTICLE}{_CAPITALS})+"
    ),
    "place": rf"\b(?:in|at|from|near|of|to|outside|around|across)\s+(?:the\s+)?{_CAPITALS}",
    "date": (
        rf"(?i:\b{_MONTH}\.?\s+\d{{1,4}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b"
        rf"|\b(?:1[0-9]|20)\d\d\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th)\s+century\b|\b(?:early|mid|late)[ -]{_MONTH}\b)"
    ),
    "number": (
        r"\d[\d.,]*|(?i:\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|"
        r"thousand|million|billion|trillion|half|dozen|twice|third|quarter)\b)"
    ),
    "reason": r"(?i:\b(?:because|due to|since|so that|owing|reason|cause[sd]?|as a result)\b)",
    "quotation": '["\u201c\u300c«][^"\u201d\u300d»]{3,}',
    "definition": r"(?i:\b(?:is|are|was|were|means?|refers? to|known as|called|defined)\b)",
}


def holds_answer(
    sentence: str, expects: AnswerType, typed: frozenset[str], analyzer: Analyzer
) -> str | None:
    """Return the words of a sentence that could be an answer of a type, None where none could.

    `typed` holds the terms of the question: a name made of them is not new.
    """
    pattern = _pattern(expects)
    if pattern is None:
        return None
    for match in pattern.finditer(sentence):
        if _is_new(match.group(), expects, typed, analyzer):
            return match.group().rstrip(".")
    return None


def _is_new(words: str, expects: AnswerType, typed: frozenset[str], analyzer: Analyzer) -> bool:
    if expects in _NAMED:
        return typed.isdisjoint(analyzer.terms(words))
    return expects not in _COUNTED or not typed.issuperset(analyzer.terms(words))


@cache
def _pattern(expects: AnswerType) -> re.Pattern[str] | None:
    # Compiled when first asked for: a single question needs one of them.
    return re.compile(_PATTERNS[expects]) if expects in _PATTERNS else None
