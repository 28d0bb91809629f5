"""Yes and no: whether a sentence affirms what it speaks of, or denies it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class Polarity(NamedTuple):
    """Whether something is so."""

    is_so: bool

    @property
    def kind(self) -> str:
        """The kind of value that it is."""
        return "answer"

    @property
    def detail(self) -> int:
        """What orders them by how much they say: both say all."""
        return 0

    @property
    def normalised(self) -> str:
        """Either "yes" or "no"."""
        return "yes" if self.is_so else "no"

    def agrees(self, other: Polarity) -> bool:
        """Return whether both say the same."""
        return self.is_so == other.is_so


def polarity(text: str) -> Polarity:
    """Return whether a clause affirms; two denials in it affirm again."""
    return Polarity(sum(1 for _ in _denies().finditer(text)) % 2 == 0)


@cache
def _denies() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:not|no longer|never|neither|nor|without|cannot|no)\b|n['\u2019]t\b"
        r"|\b(?:den(?:y|ies|ied)|refus(?:e|es|ed)|declin(?:e|es|ed)|fail(?:s|ed)?)\b",
        re.IGNORECASE,
    )
