"""The forms of an English word: so that a misspelled "replacd" can be read as "replaced"."""

from __future__ import annotations

_VOWELS = "aeiou"
_SIBILANT = ("s", "x", "z", "ch", "sh")


def inflected(word: str) -> tuple[str, ...]:
    """Return a word with its regular endings: -s, -ed and -ing as they would be written."""
    if word.endswith("e"):
        return (word, word + "s", word + "d", word[:-1] + "ing")
    if word.endswith("y") and word[-2:-1] not in (*_VOWELS, ""):
        return (word, word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    plural = word + ("es" if word.endswith(_SIBILANT) else "s")
    regular = (word, plural, word + "ed", word + "ing")
    if len(word) > 2 and word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS:
        return (*regular, word + word[-1] + "ed", word + word[-1] + "ing")
    return regular
