"""A sorted vocabulary in two flat arrays, searched where it is mapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise

import numpy as np

from retrieval.index.arrays import Arrays, Sink

_REMEMBERED = 1 << 16
_TEXT, _OFFSETS = "vocabulary.text", "vocabulary.offsets"


class Vocabulary:
    """Terms numbered in the order of their UTF-8 bytes. Answers "which number?" by bisection."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._length = arrays.length(_OFFSETS) - 1
        self._looked_up: dict[str, int | None] = {}

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
        if term in self._looked_up:
            return self._looked_up[term]
        if len(self._looked_up) >= _REMEMBERED:
            self._looked_up.clear()
        found = self._looked_up[term] = self._bisected(term)
        return found

    def _bisected(self, term: str) -> int | None:
        wanted = term.encode("utf-8", "replace")
        low, high = 0, self._length
        while low < high:
            middle = (low + high) // 2
            if self._term(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < self._length and self._term(low) == wanted else None

    def _term(self, number: int) -> bytes:
        start, end = self._arrays.read(_OFFSETS, number, number + 2).tolist()
        return self._arrays.read(_TEXT, start, end).tobytes()
