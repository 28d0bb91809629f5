"""Texts compared by their words: case, accents, punctuation and white space do not count."""

from __future__ import annotations

import re

from retrieval.analysis.folding import fold
from retrieval.analysis.runs import is_unspaced

_WORD = re.compile(r"\w+")


def words(text: str) -> str:
    """Return the words of a text in the form in which they are compared, a space between them."""
    return " ".join(_WORD.findall(fold(text)))


def holds(told: str, sought: str) -> bool:
    """Return whether one text has the words of another, whole and in a row.

    Both are as `words` returns them. Nothing holds no words at all. Where words are written
    without spaces, they need not be whole.
    """
    if not sought:
        return False
    return f" {sought} " in f" {told} " or (sought in told and is_unspaced(sought))
