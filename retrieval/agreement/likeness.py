"""Whether two texts share so many words that they may be parallel: a quick look."""

from __future__ import annotations

import re
from functools import lru_cache

SHARED = 0.7
"""Share of the words of a text, its value left out, that a parallel one has too."""

FEWEST = 3
"""Words that two texts share at least."""

_OF_A_VALUE = 2

_WORD = re.compile(r"\w+")


def are_alike(one: str, other: str) -> bool:
    """Return whether two texts may be parallel."""
    first, second = _vocabulary(one), _vocabulary(other)
    shared, fewer = len(first & second), min(len(first), len(second))
    # A value of some words is a large part of a short sentence.
    return shared >= FEWEST and shared >= SHARED * fewer - _OF_A_VALUE


# Each text is compared with a dozen others.
@lru_cache(maxsize=256)
def _vocabulary(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
