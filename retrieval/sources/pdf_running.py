"""Running headers, footers and page numbers, which belong to the paper and not to the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from retrieval.sources.pdf_lines import Line

_REPEATS = 3
"""Pages on which a line has to stand at the edge to be taken for a running one."""

_EDGE = 2
_NUMBER_ALONE = re.compile(r"\W*(?:page\s+)?\d+(?:\s*(?:of|/)\s*\d+)?\W*", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")

_Key = tuple[str, str, float]
"""Where a line stands, its words without their numbers, and its size of type."""


def without_running(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without the lines that repeat at their edges, numbers aside."""
    counts: Counter[_Key] = Counter()
    for lines in pages:
        counts.update({_key(edge, line) for edge, line in _edges(lines)})
    return [_kept(lines, counts) for lines in pages]


def _kept(lines: Sequence[Line], counts: Counter[_Key]) -> list[Line]:
    running = {line.number for edge, line in _edges(lines) if counts[_key(edge, line)] >= _REPEATS}
    return [line for line in lines if line.number not in running]


def _edges(lines: Sequence[Line]) -> list[tuple[str, Line]]:
    top = [("top", line) for line in lines[:_EDGE]]
    return top + [("bottom", line) for line in lines[-_EDGE:]]


def _key(edge: str, line: Line) -> _Key:
    words = line.text.casefold()
    if _LETTER.search(words) or _NUMBER_ALONE.fullmatch(words):
        words = re.sub(r"\d+", "#", words)
    return edge, words, line.size
