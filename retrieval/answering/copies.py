"""Copies: passages that repeat one another, word for word or nearly."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from retrieval.model import Passage

NEARLY_THE_SAME = 0.85
"""Jaccard similarity of word trigrams from which two passages are one text."""

_WORD = re.compile(r"\w+")
_DENIALS = frozenset("not no never none neither nor without cannot t".split())


def same_text(one: Passage, other: Passage) -> bool:
    """Return whether two passages of different documents are copies or near-copies.

    Compares sets of three consecutive words (Broder, "On the resemblance and containment of
    documents", 1997). Where one has a number or a name in place of another, or denies what
    the other says, they do not say the same, however alike they are.
    """
    if one.doc_id == other.doc_id:
        return False
    if one.text == other.text:
        return True
    short, long = sorted((len(one.text), len(other.text)))
    return short >= NEARLY_THE_SAME * long * 0.9 and _are_copies(one.text, other.text)


# What is quoted and what it is compared with are chosen from the same passages.
@lru_cache(maxsize=1024)
def _are_copies(one: str, other: str) -> bool:
    first, second = _shingles(one), _shingles(other)
    shared = len(first & second)
    alike = shared >= NEARLY_THE_SAME * (len(first) + len(second) - shared)
    return alike and not _says_otherwise(one, other)


def _says_otherwise(one: str, other: str) -> bool:
    first, second = Counter(_WORD.findall(one)), Counter(_WORD.findall(other))
    if any(first[word] != second[word] for word in _DENIALS):
        return True
    return bool(_values(first, second)) and bool(_values(second, first))


def _values(words: Counter[str], others: Counter[str]) -> set[str]:
    """Return the numbers and capitalised words of a text that another one lacks."""
    lacking = words - others
    known = {word.casefold() for word in others}
    return {
        word
        for word in lacking
        if word[0].isdigit() or (word[0].isupper() and word.casefold() not in known)
    }


@lru_cache(maxsize=256)
def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[place : place + 3]) for place in range(max(1, len(words) - 2))}
