"""Tables: lines whose pieces stand in the same columns, ruled or not."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from retrieval.sources.draft import CELL_GAP
from retrieval.sources.line_shapes import has_marker
from retrieval.sources.pdf_layout import PdfLine, PdfPiece
from retrieval.sources.pdf_lines import BULLET, PageLayout, joined


class PdfRow(NamedTuple):
    """The lines of a row, and its cells."""

    lines: list[PdfLine]
    cells: list[str]

    @property
    def text(self) -> str:
        """The cells as they are shown."""
        return CELL_GAP.join(self.cells)


class Table(NamedTuple):
    """Rows, the first of them a header or not; `end` is the number of the line after them."""

    end: int
    has_header: bool
    rows: list[PdfRow]


_LONGEST = 400
"""Lines of a table that are read as one; a longer one goes on as another."""

_COLUMNS = 100
"""Columns of a table, at most."""

_REACH = 8
_STRIP = 0.2
_WORDS = 8
_NUMERIC = re.compile(r"[-+\u2212$€£~<>≤≥]*\d|[-\u2013\u2014]$")

_Strips = list[tuple[float, float]]


def tables_of(
    lines: Sequence[PdfLine], setting: PageLayout, headings: Container[int]
) -> Iterator[tuple[int, Table]]:
    """Yields the tables, each with the number of its first line, counted from 0."""
    place = last = 0
    while place < len(lines):
        aligned = _aligned(lines, place, setting, headings)
        table = None
        if len(aligned) > 1:
            start = _start(lines, place, last, setting, headings)
            before = lines[start - 1] if start else None
            table = _read([*lines[start:place], *aligned], start, before, setting)
            if table:
                yield start, table
                last = table.end
        place = table.end if table else place + (len(aligned) if len(aligned) > _REACH else 1)


def _strips(line: PdfLine) -> _Strips:
    return [(one.x1, two.x0) for one, two in pairwise(line.pieces)]


def _aligned(
    lines: Sequence[PdfLine], place: int, setting: PageLayout, headings: Container[int]
) -> list[PdfLine]:
    """The lines from this one on whose pieces keep clear of the same strips."""
    first = lines[place]
    if not 1 < len(first.pieces) < _COLUMNS or place in headings:
        return []
    strips = _strips(first)
    found = [first]
    count = 1
    for number in range(place + 1, min(len(lines), place + _LONGEST)):
        line = lines[number]
        if line.column != first.column or line.gap > 4 * first.size or number in headings:
            break
        if abs(line.size - first.size) > 0.25 * setting.size:
            break
        if line.x0 < strips[0][0] and line.x1 > strips[0][1]:
            line = _parted(line, strips)
        left = list(_clear(strips, line, _STRIP * first.size))
        if len(left) < len(strips) and (len(found) > 2 or not left):
            break
        strips = left
        found.append(line)
        if len(line.pieces) > 1 or line.x0 >= strips[0][1] - 1 or line.rules:
            count = len(found)
    return found[:count]


def _clear(strips: _Strips, line: PdfLine, width: float) -> Iterator[tuple[float, float]]:
    """Yields what a line leaves of the strips between columns, where it is wide enough."""
    for strip in strips:
        left, right = strip
        for piece in line.pieces:
            if piece.x0 <= left < piece.x1:
                left = piece.x1
            elif left < piece.x0 < right:
                left, right = max(
                    (left, piece.x0), (piece.x1, right), key=lambda gap: gap[1] - gap[0]
                )
        if right - left >= width:
            yield left, right


def _parted(line: PdfLine, strips: _Strips) -> PdfLine:
    """The line with pieces cut in two where a word begins a column of the lines above."""
    pieces: list[PdfPiece] = []
    for piece in line.pieces:
        words = piece.text.split(" ")
        starts = [
            place
            for place, edge in enumerate(piece.edges)
            if place and any(abs(edge - right) < 2 for _, right in strips)
        ]
        if not starts or len(words) != len(piece.edges):
            pieces.append(piece)
            continue
        for start, end in pairwise([0, *starts, len(words)]):
            right = piece.x1 if end == len(words) else piece.edges[end] - 0.25 * piece.size
            edges = piece.edges[start:end]
            text = " ".join(words[start:end])
            pieces.append(piece._replace(text=text, x0=edges[0], x1=right, edges=edges))
    return replace(line, pieces=tuple(pieces))


def _start(
    lines: Sequence[PdfLine], place: int, last: int, setting: PageLayout, headings: Container[int]
) -> int:
    """Where the row of a line begins: cells of it may reach higher than its first one."""
    first = lines[place]
    strips = _strips(first)
    start = place
    while start > max(last, place - _REACH):
        line = lines[start - 1]
        if line.column != first.column or len(line.pieces) > 1 or line.mono != first.mono:
            break
        if lines[start].gap > 1.1 * setting.leading(first.size) or start - 1 in headings:
            break
        clear = list(_clear(strips, line, _STRIP * first.size))
        if len(clear) < len(strips) or line.x0 < strips[0][1] - 1:
            break
        start -= 1
    return start


def _read(
    lines: list[PdfLine], start: int, before: PdfLine | None, setting: PageLayout
) -> Table | None:
    """The table that aligned lines make, None where they are something else."""
    wide = [line for line in lines if len(line.pieces) > 1]
    is_ruled = any(line.rules for line in lines[1:])
    columns = _columns(lines)
    if len(wide) < 2 or len(columns) < 2 or (not is_ruled and all(line.mono for line in lines)):
        return None
    rows = _rows(lines, columns, setting)
    has_header = _has_header(rows)
    goes_on = before is not None and _goes_on(before, lines[0], setting)
    if is_ruled or (not goes_on and _is_table(rows, wide, has_header=has_header)):
        return Table(start + len(lines), has_header, rows)
    return None


def _columns(lines: Sequence[PdfLine]) -> list[float]:
    """Where the columns of a table end, amid the gap behind each."""
    spans = sorted((piece.x0, piece.x1) for line in lines for piece in line.pieces)
    ends: list[float] = []
    end = spans[0][1]
    for left, right in spans:
        if left > end + 1:
            ends.append((left + end) / 2)
        end = max(end, right)
    return [*ends, end]


def _rows(lines: Sequence[PdfLine], columns: Sequence[float], setting: PageLayout) -> list[PdfRow]:
    """The rows, told apart by rules, else by wider gaps, else by what is in the first column."""
    rows: list[PdfRow] = []
    for line, begins in zip(lines, _beginnings(lines, columns, setting), strict=True):
        if begins or not rows:
            rows.append(PdfRow([], [""] * len(columns)))
        row = rows[-1]
        row.lines.append(line)
        for piece in line.pieces:
            place = min(bisect_left(columns, piece.x0), len(columns) - 1)
            cell = row.cells[place]
            row.cells[place] = joined(cell, piece.text, setting.known) if cell else piece.text
    return rows


def _beginnings(
    lines: Sequence[PdfLine], columns: Sequence[float], setting: PageLayout
) -> Iterator[bool]:
    """Yields whether each line begins a row."""
    ruled = sum(bool(line.rules) for line in lines[1:])
    wide = sum(len(line.pieces) > 1 for line in lines)
    gaps = [line.gap for line in lines[1:]]
    close = max(min(gaps), min(setting.leading(lines[0].size), max(gaps)))
    wraps = any(len(line.pieces) < len(columns) for line in lines)
    for line in lines:
        if ruled > 1 and ruled >= 0.5 * wide:
            yield bool(line.rules)
        elif wraps and max(gaps) > 1.15 * close:
            yield line.gap > 1.12 * close
        else:
            yield line.x0 < columns[0]


def _has_header(rows: Sequence[PdfRow]) -> bool:
    """Whether the first row names the columns: by its type, a rule, or numbers below."""
    if len(rows) < 2:
        return False
    first, second = rows[0].lines, rows[1].lines
    if all(line.bold for line in first) and not all(line.bold for line in second):
        return True
    if second[0].rules:
        return True
    below = list(zip(*(row.cells for row in rows[1:]), strict=True))
    return any(
        name
        and not _NUMERIC.search(name)
        and any(column)
        and all(_NUMERIC.match(cell) for cell in column if cell)
        for name, column in zip(rows[0].cells, below, strict=True)
    )


def _goes_on(before: PdfLine, line: PdfLine, setting: PageLayout) -> bool:
    """Whether a line goes on with the text of the one before."""
    near = line.column == before.column and line.gap < 1.15 * setting.leading(line.size)
    return near and before.x1 > before.right - 2 * setting.size and len(before.pieces) < 3


def _is_table(rows: Sequence[PdfRow], wide: Sequence[PdfLine], *, has_header: bool) -> bool:
    """Whether rows without rules are no text whose gaps happen to be wide, and no list."""
    if any(BULLET.match(row.cells[0]) for row in rows) or len(rows) < 2:
        return False
    cells = [cell for row in rows for cell in row.cells if cell]
    if sum(cell.count(" ") + 1 for cell in cells) > _WORDS * len(cells):
        return False
    lines = sum(len(row.lines) for row in rows)
    if len(rows[0].cells) == 2 and not has_header:
        is_list = has_marker(wide[0].text) or sum(map(is_styled, wide)) > 1
        return len(rows) > 2 and len(rows) == lines and not is_list
    return lines > 3 or any(line.x1 < line.right - 2 for line in wide)


def is_styled(line: PdfLine) -> bool:
    """Whether the first piece of a line is set apart from the second by its type."""
    one, two = line.pieces[0], line.pieces[1]
    return (one.mono and not two.mono) or (one.bold and not two.bold)
