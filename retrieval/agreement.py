"""Who says the same: passages that repeat one another, word for word or nearly."""

from __future__ import annotations

import re
from functools import lru_cache

from retrieval.model import Passage

NEARLY_THE_SAME = 0.85
"""Jaccard similarity of word trigrams from which two passages are one text."""

_WORD = re.compile(r"\w+")


def same_text(one: Passage, other: Passage) -> bool:
    """Return whether two passages of different documents are copies or near-copies.

    Compares sets of three consecutive words (Broder, "On the resemblance and containment of
    documents", 1997).
    """
    if one.doc_id == other.doc_id:
        return False
    if one.text == other.text:
        return True
    short, long = sorted((len(one.text), len(other.text)))
    if short < NEARLY_THE_SAME * long * 0.9:
        return False
    first, second = _shingles(one.text), _shingles(other.text)
    return len(first & second) >= NEARLY_THE_SAME * len(first | second)


@lru_cache(maxsize=256)
def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[place : place + 3]) for place in range(max(1, len(words) - 2))}
