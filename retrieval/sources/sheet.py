"""Blocks that stand on the lines of a text, for files whose text keeps the file's lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from retrieval.model import Block, BlockKind


class Stretch(NamedTuple):
    """Where a block stands on a `Sheet`: lines from 0, and columns that default to whole lines."""

    first: int
    last: int
    kind: BlockKind
    level: int = 0
    column: int = 0
    end_column: int | None = None
    anchor: str | None = None


class Sheet:
    r"""A text by its lines, counted from 0, on which blocks stand.

    Only "\n" ends a line, as in an editor: a form feed or U+2028 stands inside one.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.text = "\n".join(lines)
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def blocks(self, stretches: Iterator[Stretch] | Sequence[Stretch]) -> Iterator[Block]:
        """Yields a block for each stretch that is not blank, without white space at its ends.

        Code keeps the white space that its first line begins with.
        """
        for first, last, kind, level, column, end_column, anchor in stretches:
            start = self._starts[first] + column
            end = (
                self._starts[last + 1] - 1
                if end_column is None
                else (self._starts[last] + end_column)
            )
            words = self.text[start:end]
            end = start + len(words.rstrip())
            start += len(words) - len(words.lstrip())
            if start >= end:
                continue
            line = bisect_right(self._starts, start)
            if kind == "code":
                start = max(self._starts[line - 1], self._starts[first] + column)
            yield Block(
                start, end, kind, line, bisect_right(self._starts, end - 1), level, None, anchor
            )
