"""Lines of PDF pages to paragraphs, by how a page is set: gaps, indents, size of type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from retrieval.model import BlockKind
from retrieval.sources.markers import has_marker, starts_item
from retrieval.sources.pdf_lines import Line

_SENTENCE_END = re.compile(r"[.!?:;\u2026\u3002\uff01\uff1f]['\"\u201d\u2019)\]]*$")
_HEADING_LINES = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set: the usual size of type, distance of lines, and length of lines.

    `size` is in points, `leading` in sizes of type, `width` in characters. `heading_sizes` are
    the sizes well above the usual one, largest first.
    """

    size: float
    leading: float
    width: int
    heading_sizes: tuple[float, ...]


def setting_of(pages: Sequence[Sequence[Line]]) -> Setting:
    """How the pages are set, measured over all of them."""
    sizes: Counter[float] = Counter()
    for line in (line for lines in pages for line in lines):
        sizes[line.size] += len(line.text)
    size = sizes.most_common(1)[0][0]
    gaps = [
        (one.y - two.y) / size
        for lines in pages
        for one, two in pairwise(lines)
        if size and one.size == two.size == size and 0 < one.y - two.y < 3 * size
    ]
    lengths = sorted(len(line.text) for lines in pages for line in lines if line.size == size)
    larger = sorted((other for other in sizes if size and other >= 1.12 * size), reverse=True)
    width = lengths[int(0.9 * len(lengths))]
    return Setting(size, median(gaps) if gaps else 1.2, width, tuple(larger))


def paragraphs(lines: Sequence[Line], setting: Setting) -> Iterator[list[Line]]:
    """Yields the paragraphs of a page, each with at least one line."""
    gathered: list[Line] = []
    for line in lines:
        if gathered and _begins(line, gathered, setting):
            yield gathered
            gathered = []
        gathered.append(line)
    if gathered:
        yield gathered


def role_of(lines: Sequence[Line], setting: Setting) -> tuple[BlockKind, int]:
    """What a paragraph is, and its level: larger type makes a heading, a bullet an item."""
    size = lines[0].size
    if size in setting.heading_sizes and len(lines) <= _HEADING_LINES:
        return "heading", min(1 + setting.heading_sizes.index(size), 6)
    return ("item", 0) if has_marker(lines[0].text) else ("paragraph", 0)


def _begins(line: Line, gathered: Sequence[Line], setting: Setting) -> bool:
    """Whether a line begins a new paragraph after those gathered."""
    before = gathered[-1]
    if starts_item(line.text, after_item=has_marker(gathered[0].text)):
        return True
    if line.number > before.number + 1 or abs(line.size - before.size) > 0.12 * setting.size:
        return True
    ended = bool(_SENTENCE_END.search(before.text))
    drop = before.y - line.y
    if drop > 1.25 * setting.leading * setting.size:
        return True
    if drop < -setting.size:
        # The top of the next column: a sentence may go on there.
        return ended
    if ended and not line.text[0].islower() and len(before.text) < 0.75 * setting.width:
        return True
    return _indented(line, gathered, setting, ended=ended)


def _indented(line: Line, gathered: Sequence[Line], setting: Setting, *, ended: bool) -> bool:
    """Whether the left edge says so: in from the paragraph's, or out from under an item's."""
    step = 0.8 * setting.size
    edge = min(other.x for other in gathered[-2:])
    if has_marker(gathered[0].text):
        hanging = len(gathered) > 1 and gathered[1].x > gathered[0].x + step / 2
        return hanging and line.x < gathered[1].x - step / 2
    return ended and line.x > edge + step
