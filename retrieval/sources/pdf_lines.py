"""The lines of a PDF page, each with its place and its size of type."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PageObject


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page's extracted text, its number from 1.

    `x` and `y` are where it begins, in points from the left and the bottom; `size` is the
    height of most of its type in points, 0 where the page does not tell places.
    """

    number: int
    text: str
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    x: float
    y: float
    size: float


def page_lines(page: PageObject) -> list[Line]:
    """The lines of a page that are not blank, in reading order."""
    runs: list[_Run] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        runs.append(_placed(text, cm, tm, size))

    text = page.extract_text(visitor_text=visit)
    if "".join(run.text for run in runs) != text:
        # Text inside a form is handed over twice: its place is unknown, its order is not.
        lines = [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]
    else:
        lines = _joined(runs)
    return [replace(line, text=line.text.strip()) for line in lines if line.text.strip()]


def _placed(text: str, cm: list[float], tm: list[float], size: float) -> _Run:
    """A run of text with its place on the page: the text matrix seen through the page's."""
    a, b, c, d, e, f = cm
    x = tm[4] * a + tm[5] * c + e
    y = tm[4] * b + tm[5] * d + f
    height = math.hypot(tm[2] * a + tm[3] * c, tm[2] * b + tm[3] * d)
    return _Run(text, x, y, round(size * height, 1))


def _joined(runs: list[_Run]) -> list[Line]:
    lines: list[Line] = []
    current: list[_Run] = []
    for run in runs:
        words, *more = run.text.split("\n")
        current.append(replace(run, text=words))
        for words in more:
            lines.append(_line(len(lines) + 1, current))
            current = [replace(run, text=words)]
    return [*lines, _line(len(lines) + 1, current)]


def _line(number: int, runs: list[_Run]) -> Line:
    text = "".join(run.text for run in runs)
    shown = [run for run in runs if run.text.strip()]
    if not shown:
        return Line(number, text)
    sizes: Counter[float] = Counter()
    for run in shown:
        sizes[run.size] += len(run.text)
    return Line(number, text, shown[0].x, shown[0].y, sizes.most_common(1)[0][0])
