"""Blocks of a text whose lines are the lines of its file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from retrieval.model import Block, BlockKind


class Lines:
    r"""Lines of a text, counted from 0, with the offset of each.

    Only "\n" ends a line, as in an editor: a form feed or U+2028 stands inside one.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.text = "\n".join(lines)
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def block(self, first: int, last: int, kind: BlockKind, level: int = 0) -> Iterator[Block]:
        """Yields the block that the lines `first` to `last` make, or nothing if all are blank."""
        begin, end = self._starts[first], self._starts[last + 1] - 1
        words = self.text[begin:end]
        start = begin + len(words) - len(words.lstrip())
        end = begin + len(words.rstrip())
        if start < end:
            yield Block(start, end, kind, self._number(start), self._number(end - 1), level)

    def _number(self, offset: int) -> int:
        return bisect_right(self._starts, offset)


def stretches(lines: Sequence[str]) -> Iterator[range]:
    """Yields the runs of lines that are not blank, as ranges of line numbers from 0."""
    first = None
    for number, line in enumerate([*lines, ""]):
        if line.strip():
            first = number if first is None else first
        elif first is not None:
            yield range(first, number)
            first = None
