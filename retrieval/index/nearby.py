"""Which terms may be what a mistyped one was meant to be: found by their beginning and ending.

However long a vocabulary is, a term with one mistake in it still begins or ends as it should.
So only the terms that begin alike are looked at, which stand together in a sorted vocabulary,
and among those of the same first letter the ones that end alike. What is found is compared
letter by letter elsewhere; what has mistakes in both halves, or a wrong first letter, is missed.
"""

from __future__ import annotations

from typing import NamedTuple

SHORTEST = 3
"""Letters that a term must have for others to be near it."""


class Shape(NamedTuple):
    """What terms near another one look like, in UTF-8 bytes: from `shortest` to `longest` long.

    They begin with `head`, or begin with `first` and end in `tail`, or are among `swapped`: the
    term with its first two letters, or the two in its middle, in the other order.
    """

    head: bytes
    first: bytes
    tail: bytes
    swapped: tuple[bytes, bytes]
    shortest: int
    longest: int

    def fits(self, term: bytes) -> bool:
        """Return whether a term looks like that."""
        if term in self.swapped:
            return True
        if not self.shortest <= len(term) <= self.longest:
            return False
        return term.startswith(self.head) or (
            term.startswith(self.first) and term.endswith(self.tail)
        )


def shape_of(term: str, mistakes: int) -> Shape | None:
    """Return what terms look like that differ from one by so many letters; None for short ones.

    With two mistakes, one may be in each half; then the first third, or at least three letters,
    has to be right.
    """
    if len(term) < SHORTEST or not term.isprintable():
        return None
    middle = max(2, len(term) // 2)
    head = term[: middle if mistakes == 1 else max(3, len(term) // 3)]
    widest = max(len(letter.encode()) for letter in term)
    size = len(term.encode())
    return Shape(
        head=head.encode(),
        first=term[0].encode(),
        tail=term[middle:].encode(),
        swapped=(_swapped(term, 0), _swapped(term, middle - 1)),
        shortest=size - mistakes * widest,
        longest=size + mistakes * widest,
    )


def _swapped(term: str, place: int) -> bytes:
    """Return a term with a letter and the one after it in the other order."""
    return f"{term[:place]}{term[place + 1]}{term[place]}{term[place + 2 :]}".encode()
