"""How far sources use the very words of a question, the small ones included.

"We Are the World" is nothing but words that terms leave out: only as written does it tell.
"""

from __future__ import annotations

import re
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+")


def verbatim(question: str, text: str) -> float:
    """Return the share of a question's pairs of neighbouring words that stand so in a text."""
    asked = list(pairwise(_words(question)))
    written = set(pairwise(_words(text)))
    return sum(pair in written for pair in asked) / len(asked) if asked else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
