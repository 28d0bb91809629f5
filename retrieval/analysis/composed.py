"""Text in Unicode's composed form (NFC), with the place of each character in what was given."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# Conjoining vowels and final consonants of Hangul: letters, but part of the syllable before.
_JAMO = range(0x1160, 0x1200)


class Composed(NamedTuple):
    """A text in NFC; its character `n` comes from the span `[starts[n], ends[n])`."""

    text: str
    starts: list[int]
    ends: list[int]


def is_composed(text: str) -> bool:
    """Return whether a text is in NFC as it stands, which nearly all text is."""
    return unicodedata.is_normalized("NFC", text)


def composed(text: str) -> Composed:
    """Return a text in NFC. Canonically equivalent texts (UAX #15) give the same one."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        starts += [start] * len(piece)
        ends += [end] * len(piece)
    return Composed("".join(pieces), starts, ends)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of characters that normalisation may not join with what is around them."""
    start = 0
    for place in range(1, len(text)):
        if not _continues(text[place]):
            yield start, place
            start = place
    if text:
        yield start, len(text)


def _continues(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or ord(character) in _JAMO
