"""Numbers that count through several parts, the first part's first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Offsets:
    """Where each part's numbers begin. `total` is how many there are in all."""

    def __init__(self, sizes: Iterable[int]) -> None:
        self._starts = list(accumulate(sizes, initial=0))
        self.total = self._starts[-1]

    def start(self, part: int) -> int:
        """Return the number of the first of a part."""
        return self._starts[part]

    def place(self, number: int) -> tuple[int, int]:
        """Return the part that a number falls into, and the number there.

        Raises IndexError where it falls into none.
        """
        if not 0 <= number < self.total:
            raise IndexError(number)
        part = bisect_right(self._starts, number) - 1
        return part, number - self._starts[part]

    def span(self, part: int) -> range:
        """Return the numbers of a part."""
        return range(self._starts[part], self._starts[part + 1])

    def lifted(self, part: int, numbers: range) -> range:
        """Return consecutive numbers of a part as they count through all."""
        start = self._starts[part]
        return range(start + numbers.start, start + numbers.stop)
