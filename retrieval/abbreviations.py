"""Abbreviations and the words that they stand for: "CTO" and "chief technology officer"."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_SKIPPED = frozenset(("of", "and", "the", "for", "in", "on", "to", "de", "von"))
_SHORTEST, _LONGEST = 3, 6
_TELLING = 4


def may_be_abbreviation(word: str) -> bool:
    """Return whether a word could be an abbreviation, whatever its case: three to six letters."""
    return _SHORTEST <= len(word) <= _LONGEST and word.isalpha()


def spelled_out(abbreviation: str, text: str) -> str | None:
    """Return the words of a text whose initials spell an abbreviation, None where none do.

    Small words between them ("of", "and") do not count. An abbreviation that is not written in
    capitals must be spelled by words of four letters or more, or by capitals: any three short
    words have initials, and "ban" is not "before any new".
    """
    words = [match for match in _WORD.finditer(text) if match.group().lower() not in _SKIPPED]
    initials = "".join(match.group()[0] for match in words).lower()
    wanted = abbreviation.lower()
    place = initials.find(wanted) if len(initials) == len(words) else -1
    while place >= 0:
        spelling = words[place : place + len(wanted)]
        if abbreviation.isupper() or all(map(_is_telling, spelling)):
            return text[spelling[0].start() : spelling[-1].end()]
        place = initials.find(wanted, place + 1)
    return None


def _is_telling(word: re.Match[str]) -> bool:
    return len(word.group()) >= _TELLING or word.group()[0].isupper()
