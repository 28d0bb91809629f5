"""Words written together with an apostrophe, or with one left out: "Lin's", "don't", "dont"."""

from __future__ import annotations

_CONTRACTED = frozenset(("s", "re", "ve", "ll", "m", "d"))

# "id", "ill", "wed", "shell" and others are words of their own.
_DENYING = frozenset(
    f"{word}nt"
    for word in "is are was were do does did has have had ca could wo would should".split()
)
_SMALL = frozenset(
    """whats whos whod wholl wheres whens hows whys thats theres heres im ive youre youve theyre
    theyve weve shes hes""".split()
)


def without_clitic(word: str) -> str:
    """Return a word without its possessive or contracted verb; "don't" gives "not"."""
    stem, apostrophe, tail = word.rpartition("'")
    if not apostrophe:
        return word
    if tail.casefold() == "t" and stem[-1:] in ("n", "N"):
        return "not"
    if tail.casefold() in _CONTRACTED:
        word = stem
    return word.replace("'", "")


def with_apostrophe(word: str) -> str:
    """Return what a lower-case word says that lacks its apostrophe.

    "dont" says "not" and "whats" says "what", as they do with it; any other says itself.
    """
    if word in _DENYING:
        return "not"
    return "what" if word in _SMALL else word
