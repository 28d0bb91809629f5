"""How far a word that was typed is from the one that may have been meant, by kind of mistake.

Letters in the wrong order, a double letter typed once and a vowel for another are slips that
everybody makes; one consonant for another makes another word more often than a mistake.
"""

from __future__ import annotations

from itertools import zip_longest

SLIP = 0.7
"""What a mistake costs at most that is more likely a slip than another word."""

SWAPPED = 0.5
"""What two neighbouring letters in the wrong order cost."""

_DOUBLE, _VOWEL, _MISSING, _ADDED, _OTHER, _TWO = 0.5, 0.7, 0.8, 0.9, 1.0, 1.8
_FIRST_LETTER = 0.5
_VOWELS = frozenset("aeiouy")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def allowed(letters: int) -> int:
    """Return how many mistakes a word of so many letters may have and still be recognised."""
    return 0 if letters < 3 else 1 if letters < 8 else 2


def cost(typed: str, meant: str, distance: int) -> float:
    """Return what it costs to take one lower-case word for another at this distance.

    The distance counts single letters and neighbours in the wrong order as one (optimal string
    alignment). About 1 for one mistake and 2 for two; less for what is easily mistyped.
    """
    if not distance:
        return 0.0
    first = 0.0 if typed[0] == meant[0] or typed[:2] == meant[1::-1] else _FIRST_LETTER
    return first + (_single(typed, meant) if distance == 1 else _TWO)


def _single(typed: str, meant: str) -> float:
    pairs = enumerate(zip_longest(typed, meant))
    place = next(at for at, (one, other) in pairs if one != other)
    if len(typed) == len(meant):
        one, other = typed[place], meant[place]
        if typed[place + 1 :] != meant[place + 1 :]:
            return SWAPPED
        if {one, other} <= _VOWELS:
            return _VOWEL
        return _MISSING if _are_neighbours(one, other) else _OTHER
    longer = max(typed, meant, key=len)
    if longer[place] in longer[max(place - 1, 0) : place]:
        return _DOUBLE
    return _MISSING if longer == meant else _ADDED


def _are_neighbours(one: str, other: str) -> bool:
    return any(
        abs(row.find(one) - row.find(other)) == 1 for row in _KEYS if one in row and other in row
    )
