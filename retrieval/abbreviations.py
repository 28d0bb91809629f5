"""Abbreviations and the words that they stand for: "CTO" and "chief technology officer"."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_SKIPPED = frozenset(("of", "and", "the", "for", "in", "on", "to", "de", "von"))
_SHORTEST, _LONGEST = 2, 6


def may_be_abbreviation(word: str) -> bool:
    """Return whether a word could be an abbreviation, whatever its case: two to six letters."""
    return _SHORTEST <= len(word) <= _LONGEST and word.isalpha()


def spelled_out(abbreviation: str, text: str) -> str | None:
    """Return the words of a text whose initials spell an abbreviation, None where none do.

    Small words between them ("of", "and") do not count, as in "Bank of England" for "BE".
    """
    words = [match for match in _WORD.finditer(text) if match.group().lower() not in _SKIPPED]
    initials = "".join(match.group()[0] for match in words).lower()
    place = initials.find(abbreviation.lower())
    if place < 0 or len(initials) != len(words):
        return None
    return text[words[place].start() : words[place + len(abbreviation) - 1].end()]
