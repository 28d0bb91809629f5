"""A sorted vocabulary in two flat arrays, searched where it is mapped: by term, or by its shape.

A shape is what terms near a mistyped one look like. However long a vocabulary is, a term with
one mistake in it still begins or ends as it should. So only the terms that begin alike are looked
at, which stand together in a sorted vocabulary, and among those of the same first letter the ones
that end alike. What is found is compared letter by letter elsewhere; what has mistakes in both
halves, or a wrong first letter, is missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.index.storage import AnyArray, Arrays, Sink

_REMEMBERED = 1 << 14
_TEXT, _OFFSETS = "vocabulary.text", "vocabulary.offsets"


class Vocabulary:
    """Terms numbered in the order of their UTF-8 bytes. Answers "which number?" by bisection."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._length = arrays.length(_OFFSETS) - 1
        # Every bisection begins with the same terms.
        self._term = lru_cache(_REMEMBERED)(partial(_term_at, arrays))

    @staticmethod
    def write(terms: Iterable[bytes], sink: Sink) -> None:
        """Write terms that are already sorted."""
        kept = list(terms)
        sink.append(_TEXT, np.frombuffer(b"".join(kept), np.uint8))
        sink.append(_OFFSETS, np.fromiter(accumulate(map(len, kept), initial=0), "<i8"))

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        text = self._arrays.read(_TEXT).tobytes()
        offsets = self._arrays.read(_OFFSETS).tolist()
        for start, end in pairwise(offsets):
            yield text[start:end].decode()

    def number(self, term: str) -> int | None:
        """Return a term's number, None for one that is not in the vocabulary."""
        return self._numbered(term.encode("utf-8", "replace"))

    def _numbered(self, wanted: bytes) -> int | None:
        low = self._first_from(wanted, 0)
        return low if low < self._length and self._term(low) == wanted else None

    def _first_from(self, wanted: bytes, low: int) -> int:
        """Return the number of the first term that is not before these bytes."""
        high = self._length
        while low < high:
            middle = (low + high) // 2
            if self._term(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def terms_like(self, shape: TermShape) -> list[str]:
        """Return the terms that look like a shape, in order."""
        alike = self._of_length(*self._span(shape.first), shape)
        first, end = self._span(shape.head)
        beginning = alike[np.searchsorted(alike, first) : np.searchsorted(alike, end)]
        numbers = np.union1d(beginning, self._ending(alike, shape.tail))
        swapped = [number for term in shape.swapped if (number := self._numbered(term)) is not None]
        if swapped:
            numbers = np.union1d(numbers, swapped)
        return [term.decode() for term in self._terms(numbers)]

    def _ending(self, numbers: NDArray[np.intp], tail: bytes) -> NDArray[np.intp]:
        """Return those of some terms that end in these bytes."""
        for place, byte in enumerate(reversed(tail), 1):
            if not len(numbers):
                break
            offsets, text = self._text_of(numbers)
            numbers = numbers[text[offsets[numbers - numbers[0] + 1] - offsets[0] - place] == byte]
        return numbers

    def _terms(self, numbers: NDArray[np.intp]) -> list[bytes]:
        if not len(numbers):
            return []
        offsets, values = self._text_of(numbers)
        text = values.tobytes()
        bounds = offsets - offsets[0]
        starts = bounds[numbers - numbers[0]].tolist()
        ends = bounds[numbers - numbers[0] + 1].tolist()
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]

    def _text_of(self, numbers: NDArray[np.intp]) -> tuple[AnyArray, AnyArray]:
        """Return the offsets, and the text, of the terms from the first of some to the last."""
        offsets = self._arrays.read(_OFFSETS, int(numbers[0]), int(numbers[-1]) + 2)
        return offsets, self._arrays.read(_TEXT, int(offsets[0]), int(offsets[-1]))

    def _span(self, beginning: bytes) -> tuple[int, int]:
        """Return the first number and the end of the terms that begin with these bytes."""
        first = self._first_from(beginning, 0)
        # No byte of UTF-8 is as high as this one.
        return first, self._first_from(beginning + b"\xff", first)

    def _of_length(self, first: int, end: int, shape: TermShape) -> NDArray[np.intp]:
        lengths = np.diff(self._arrays.read(_OFFSETS, first, end + 1))
        fits = (lengths >= shape.shortest) & (lengths <= shape.longest)
        return np.flatnonzero(fits) + first


def _term_at(arrays: Arrays, number: int) -> bytes:
    start, end = arrays.read(_OFFSETS, number, number + 2).tolist()
    return arrays.read(_TEXT, start, end).tobytes()


SHORTEST = 3
"""Letters that a term must have for others to be near it."""


class TermShape(NamedTuple):
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


def shape_of(term: str, mistakes: int) -> TermShape | None:
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
    return TermShape(
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
