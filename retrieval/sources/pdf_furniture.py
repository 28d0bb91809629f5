"""What surrounds the text of a PDF's pages: running heads, page numbers, contents, indexes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from retrieval.sources.pdf_layout import PdfLine, PdfPiece

Sheet = list[list[PdfPiece]]
"""The pieces of a page, those that run in one direction together."""

_REPEATS = 3
"""Pages on which a line has to stand at the edge to be taken for a running one."""

_EDGE = 3
"""Rows at the top and at the bottom among which running lines are looked for."""

_LARGE = 1.15
"""Times the usual size: a title, which repeats on slides, rather than a running head."""

_NEAR = 3
"""Sizes of type between rows that belong together."""

_LONGEST = 250
_SHORTEST_PART = 6
_INTEGER = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxl]+")

_Key = tuple[object, ...]


class _Edge(NamedTuple):
    """The outermost rows at the top or the bottom of a page, from the outside in."""

    name: str
    rows: list[list[PdfPiece]]

    @property
    def height(self) -> int:
        """Where the outermost row stands, coarsely."""
        return round(self.rows[0][0].y / 3) if self.rows else 0


class Numbered(NamedTuple):
    """What a page is called: its number from 1, and its label where the file has one."""

    number: int
    label: str


def without_running(
    pages: Sequence[Numbered], sheets: Sequence[Sheet], size: float
) -> list[tuple[int, Sheet]]:
    """Each page without its running lines, and the number of those that stood on top.

    A running line repeats at the same edge, word for word or with the page's number in it, or
    stands where those of most pages do. `size` is the usual size of type, in points.
    """
    sides = [_edges(sheet[0] if sheet else []) for sheet in sheets]
    counts: Counter[_Key] = Counter()
    for page, edges in zip(pages, sides, strict=True):
        counts.update(
            {
                key
                for edge in edges
                for row in edge.rows
                for key in _keys(edge.name, row, page.number, size)
            }
        )
    depths = [
        [_depth(edge, page, counts, len(pages), size) for edge in edges]
        for page, edges in zip(pages, sides, strict=True)
    ]
    _spread(sides, depths)
    return [
        (depth[0], _without(sheet, edges, depth))
        for sheet, edges, depth in zip(sheets, sides, depths, strict=True)
    ]


def _without(sheet: Sheet, edges: Sequence[_Edge], depths: Sequence[int]) -> Sheet:
    rows = [row for edge, depth in zip(edges, depths, strict=True) for row in edge.rows[:depth]]
    gone = {id(piece) for row in rows for piece in row}
    return [[piece for piece in run if id(piece) not in gone] for run in sheet]


def _edges(pieces: Sequence[PdfPiece]) -> tuple[_Edge, _Edge]:
    rows: list[list[PdfPiece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        if rows and piece.y - rows[-1][0].y < 0.35 * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return _Edge("top", rows[:_EDGE]), _Edge("bottom", rows[: -_EDGE - 1 : -1])


def _keys(edge: str, row: Sequence[PdfPiece], page: int, size: float) -> Iterator[_Key]:
    """Yields what a row has in common with the same row of other pages."""
    text = " ".join(piece.text for piece in sorted(row, key=lambda piece: piece.x0)).casefold()
    if len(text) > _LONGEST:
        return
    if row[0].size >= _LARGE * size:
        yield edge, "large", text
        return
    yield edge, "text", text
    for piece in row if len(row) > 1 else ():
        if len(piece.text) >= _SHORTEST_PART:
            yield edge, "part", round(piece.y / 3), round(piece.x0 / 3), piece.text
    numbers = [int(digits[:9]) for digits in _INTEGER.findall(text)]
    shape = _INTEGER.sub("#", text)
    if _ROMAN.fullmatch(text):
        shape, numbers = "#", [_roman(text)]
    for place, number in enumerate(numbers):
        yield edge, "number", shape, place, number - page
    # The number alone tells a line whose words change with the chapter.
    if numbers and shape[0] == "#":
        yield edge, "first", round(row[0].y / 4), numbers[0] - page
    if numbers and shape[-1] == "#":
        yield edge, "last", round(row[0].y / 4), numbers[-1] - page


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[letter] for letter in text]
    return sum(-one if one < two else one for one, two in pairwise([*values, 0]))


def _depth(edge: _Edge, page: Numbered, counts: Counter[_Key], pages: int, size: float) -> int:
    """How many rows from the outside are running lines; the outermost may be next to one."""
    running = [
        any(counts[key] >= _needed(key, pages) for key in _keys(edge.name, row, page.number, size))
        or (number == 0 and pages > 1 and _is_number(row, page))
        for number, row in enumerate(edge.rows)
    ]
    near = [
        abs(one[0].y - two[0].y) < _NEAR * max(one[0].size, two[0].size)
        for one, two in pairwise(edge.rows)
    ]
    if not any(running[:2]) or (not running[0] and not near[0]):
        return 0
    depth = 1 + running[1] if len(running) > 1 else 1
    return depth + 1 if depth == 2 and len(running) > 2 and running[2] and near[1] else depth


def _is_number(row: Sequence[PdfPiece], page: Numbered) -> bool:
    """Whether a row is nothing but the page's own number."""
    text = row[0].text.strip(" -\u2013\u2014").casefold()
    return len(row) == 1 and bool(text) and text in (str(page.number), page.label.casefold())


def _needed(key: _Key, pages: int) -> int:
    return max(_REPEATS, pages // 2) if key[1] == "large" else _REPEATS


def _spread(sides: Sequence[Sequence[_Edge]], depths: Sequence[list[int]]) -> None:
    """Count a page's outermost row as running where those of most pages at its height are."""
    total: Counter[tuple[int, int]] = Counter()
    running: Counter[tuple[int, int]] = Counter()
    for edges, depth in zip(sides, depths, strict=True):
        for side, edge in enumerate(edges):
            total[side, edge.height] += 1
            running[side, edge.height] += depth[side] > 0
    for edges, depth in zip(sides, depths, strict=True):
        for side, edge in enumerate(edges):
            count = running[side, edge.height]
            if edge.rows and count >= _REPEATS and 2 * count >= total[side, edge.height]:
                depth[side] = max(depth[side], 1)


_LEADERS = re.compile(r"(?:[.\u2026\u00b7]\s?){4,}\s*(?:\d+|[ivxlc]+)(?:,\s*\d+)*$")
_FEWEST_ENTRIES = 5
_FEWEST_PAGES = 5


def without_contents(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """The lines without those of a table of contents or an index: dots, then a page's number.

    They are left out of pages on which they are most of the lines, in a document of some length.
    """
    pages: dict[int, list[PdfLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    if len(pages) < _FEWEST_PAGES:
        return list(lines)
    listing = {page for page, inside in pages.items() if _is_listing(inside)}
    kept = []
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        wrapped = after and _is_entry(after) and 0 < after.gap < 1.5 * line.size
        if line.page not in listing or not (_is_entry(line) or wrapped):
            kept.append(line)
    return kept


def _is_listing(lines: Sequence[PdfLine]) -> bool:
    """Whether most lines of a page lead to others: by dots, or by numbers that go up."""
    dotted = sum(map(_has_leaders, lines))
    if dotted >= _FEWEST_ENTRIES and dotted >= 0.5 * len(lines):
        return True
    ends = [line.text.rpartition(" ")[2] for line in lines if _is_entry(line)]
    numbers = [int(end) for end in ends if end.isdecimal()]
    rising = sum(one <= two for one, two in pairwise(numbers))
    most = len(numbers) >= max(_FEWEST_ENTRIES, 0.6 * len(lines))
    return dotted > 1 and most and rising >= 0.9 * (len(numbers) - 1)


def _has_leaders(line: PdfLine) -> bool:
    text = line.text[-_LONGEST:]
    dotted = ".." in text or ". ." in text or "\u2026" in text or "\u00b7" in text
    return dotted and text[-1].isalnum() and bool(_LEADERS.search(text))


def _is_entry(line: PdfLine) -> bool:
    """Whether a line of a list is one of its entries, or the letter above some of them."""
    return bool(
        _has_leaders(line)
        or all(len(piece.text) == 1 for piece in line.pieces)
        or (len(line.pieces) > 1 and line.pieces[-1].text.isdigit())
    )
