"""What analysis finds in a text: terms, where each one stands, and what joins them to others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Token(NamedTuple):
    """An occurrence of a term; `start` and `end` are character offsets in the analysed text."""

    term: str
    start: int
    end: int


class Analysed(NamedTuple):
    """The terms of one run of characters, with what it takes to join a number to its magnitude."""

    tokens: tuple[Token, ...]
    opens_with: Token | None
    closes_with: Token | None
    terms: tuple[str, ...]


NOTHING = Analysed((), None, None, ())


def analysed(
    tokens: Iterable[Token], opens_with: Token | None = None, closes_with: Token | None = None
) -> Analysed:
    """Return what was found in a run; `NOTHING` where there is nothing."""
    kept = tuple(tokens)
    if not kept and not opens_with:
        return NOTHING
    return Analysed(kept, opens_with, closes_with, tuple(token.term for token in kept))
