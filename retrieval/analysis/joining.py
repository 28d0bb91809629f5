"""When the pieces of a run are one word as well: "co-founder" is "cofounder"."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.analysis.numerals import magnitude_word
from retrieval.analysis.runs import HYPHENS, Piece

ORDINALS = frozenset(("st", "nd", "rd", "th"))
"""What is written behind a number that says a place in an order."""

_LONGEST_TAIL = 3


def is_joined(between: str, before: str, piece: Piece) -> bool:
    """Return whether a piece is written as one with that before: "node.js", but no "end.Then"."""
    if between == ".":
        return before.isalpha() and piece.kind == "word" and len(piece.text) <= _LONGEST_TAIL
    return not between or between in HYPHENS


def is_and(raw: str, piece: Piece) -> bool:
    """Return whether a piece is the "n" of "rock-n-roll"."""
    return piece.text in ("n", "N") and piece.start > 0 and piece.end < len(raw)


def joined(parts: Sequence[str]) -> str | None:
    """Return "cofounder" for "co-founder" and "gpt4" for "GPT-4": both are written."""
    if not 2 <= len(parts) <= 3 or not all(parts):
        return None
    follows_number = len(parts) == 2 and parts[0][0].isdigit()
    if follows_number and (parts[1] in ORDINALS or magnitude_word(parts[1].upper())):
        return None
    return "".join(parts)
