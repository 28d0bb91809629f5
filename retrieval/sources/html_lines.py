"""The lines of an HTML file where extracted text stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby

from retrieval.model import Span
from retrieval.sources.html_source import Piece

_CERTAIN = 24
"""Letters and digits in a row that are taken to occur once, where they are looked for."""

_GAP = re.compile(r"[\W_]+")


class SourceLines:
    """The letters and digits that a page shows, in one string, with the line of each.

    Extraction moves white space and drops tags and punctuation; what it leaves of letters and
    digits stands in the same order in the file.
    """

    def __init__(self, shown: Iterable[Piece]) -> None:
        letters: list[str] = []
        self._starts: list[int] = []
        self._numbers: list[int] = []
        length = 0
        for piece in shown:
            for number, line in enumerate(piece.text.split("\n"), piece.line):
                words = _GAP.sub("", line)
                if words:
                    letters.append(words)
                    self._starts.append(length)
                    self._numbers.append(number)
                    length += len(words)
        self._letters = "".join(letters)

    def locate(self, texts: Sequence[str]) -> list[tuple[int, int]]:
        """The first and last line of each text, given in the order of the file.

        A text that is not found gets the last line of the one before it.
        """
        keys = [_GAP.sub("", text) for text in texts]
        spans = self._anchors(keys)
        for run in _gaps(spans):
            self._fill(run, keys, spans)
        lines: list[tuple[int, int]] = []
        last = 1
        for span in spans:
            first, last = (self._line(span[0]), self._line(span[1] - 1)) if span else (last, last)
            lines.append((first, last))
        return lines

    def _anchors(self, keys: Sequence[str]) -> list[Span | None]:
        """Where the long texts stand: they are not mistaken for navigation or each other."""
        spans: list[Span | None] = []
        cursor = 0
        for key in keys:
            span = self._find(key, cursor) if len(key) >= _CERTAIN else None
            cursor = span[1] if span else cursor
            spans.append(span)
        return spans

    def _find(self, key: str, cursor: int) -> Span | None:
        start = self._letters.find(key, cursor)
        if start >= 0:
            return start, start + len(key)
        start = self._letters.find(key[:_CERTAIN], cursor)
        if start < 0:
            return None
        tail = key[-_CERTAIN:]
        end = self._letters.find(tail, start, start + 2 * len(key) + _CERTAIN)
        return start, (end if end >= 0 else start) + _CERTAIN

    def _fill(self, run: Sequence[int], keys: Sequence[str], spans: list[Span | None]) -> None:
        """Places the short texts of a run: as near as can be before the anchor after it."""
        before = spans[run[0] - 1] if run[0] else None
        after = spans[run[-1] + 1] if run[-1] + 1 < len(spans) else None
        low, high = before[1] if before else 0, after[0] if after else len(self._letters)
        for number in reversed(run) if after else run:
            key = keys[number]
            find = self._letters.rfind if after else self._letters.find
            start = find(key, low, high) if key else -1
            if start >= 0:
                spans[number] = (start, start + len(key))
                low, high = (low, start) if after else (start + len(key), high)

    def _line(self, offset: int) -> int:
        return self._numbers[bisect_right(self._starts, offset) - 1]


def _gaps(spans: Sequence[Span | None]) -> list[list[int]]:
    """The runs of texts that have no place yet, by their numbers."""
    runs = groupby(range(len(spans)), key=lambda number: spans[number] is None)
    return [list(run) for absent, run in runs if absent]
