"""The lines of a document to blocks: paragraphs, items, terms with definitions, code, tables.

A table is lines whose pieces stand in the same columns, ruled or not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from retrieval.model import BlockKind
from retrieval.sources.draft import CELL_GAP, Draft
from retrieval.sources.line_shapes import has_marker, starts_item
from retrieval.sources.pdf_layout import PdfLine, PdfPiece, line_of
from retrieval.sources.pdf_lines import (
    BULLET,
    HYPHENS,
    Bookmark,
    PageLayout,
    PdfPage,
    headings_of,
    joined,
    read_lines,
)


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


class Found(NamedTuple):
    """A block before it is written down."""

    kind: BlockKind
    level: int
    lines: Sequence[PdfLine]
    text: str


def drafted(pages: Sequence[PdfPage], outline: Sequence[Bookmark]) -> Draft:
    """The blocks of a document, in reading order."""
    lines, notes, setting, small = read_lines(pages)
    blocks = _Reader(lines, setting, outline).blocks()
    aside = _Reader(notes, small, ()).blocks()
    draft = Draft()
    labels = {page.number: ("page_label", page.label) for page in pages if page.label}
    for found in _merged(blocks, aside):
        first = found.lines[0]
        last = max(line.number for line in found.lines if line.page == first.page)
        draft.add(
            *(found.text, found.kind, (first.number, max(first.number, last))),
            level=found.level,
            page=first.page,
            place=labels.get(first.page),
        )
    return draft


def _merged(blocks: Iterable[Found], aside: Iterable[Found]) -> Iterator[Found]:
    """Yields the blocks, each note after the last block that begins in its column."""
    waiting = list(aside)
    place = 0
    for block in blocks:
        while place < len(waiting) and waiting[place].lines[0].column < block.lines[0].column:
            yield waiting[place]
            place += 1
        yield block
    yield from waiting[place:]


@dataclass(slots=True)
class _Container:
    """An item or a definition that later lines may stand inside, by distances from the left.

    `x` is where its marker or its term stands, `body` where its text does. `defines` says that
    it is a definition, `waits` that this has not begun, `styled` that its term is set in type
    of its own.
    """

    x: float
    body: float
    defines: bool = False
    waits: bool = False
    styled: bool = False


class _Term(NamedTuple):
    """The lines up to `end` that are terms, and where their definition stands.

    A term on the line on which its definition begins is the first `pieces` of it, or the first
    `words` where no gap tells, and `end` is that line.
    """

    end: int
    body: float
    pieces: int = 0
    words: int = 0


_SENTENCE_END = re.compile(r"[.!?:;\u2026\u3002\uff01\uff1f]['\"\u201d\u2019)\]]*$")
_DASHES = "-*+\u2013(ivx"
"""What an item may begin with, and so may any line of a text."""

_ROMAN_NUMBER = re.compile(r"\(?[ivx]{2,5}[.)]\s+\S")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_TERM = 90
_ALIASES = 8
_SIBLINGS = 12
_CODE_LINES = 12
_NARROWEST = 12
"""Sizes of type that the last line of a column has to fill for its sentence to go on."""


class _Reader:
    """Reads blocks off lines, one after another."""

    def __init__(
        self, lines: list[PdfLine], setting: PageLayout, outline: Sequence[Bookmark]
    ) -> None:
        self._lines = lines
        self._setting = setting
        self._size = setting.size
        self._step = 0.5 * setting.size
        self._headings = headings_of(lines, setting, outline)
        self._tables = dict(tables_of(lines, setting, self._headings))
        self._stack: list[_Container] = []
        self._header = ""

    def blocks(self) -> Iterator[Found]:
        """Yields the blocks in reading order."""
        place = 0
        while place < len(self._lines):
            if place in self._headings:
                heading = self._headings[place]
                self._stack.clear()
                self._header = ""
                yield self._found("heading", heading.level, place, place + heading.lines)
                place += heading.lines
            elif place in self._tables:
                table = self._tables[place]
                yield from self._rows(table)
                place = table.end
            elif term := self._term(place):
                yield from self._terms(place, term)
                place = term.end
            else:
                found, place = self._plain(place)
                yield found

    def _rows(self, table: Table) -> Iterator[Found]:
        """Yields the rows; a header is left out where it only repeats on another page."""
        self._pop(min(line.indent for row in table.rows for line in row.lines))
        header = table.rows[0].text if table.has_header else ""
        rows = table.rows[1:] if header and header == self._header else table.rows
        for row in rows:
            kind: BlockKind = "header" if header and row is table.rows[0] else "row"
            yield Found(kind, len(self._stack), row.lines, row.text)
        self._header = header

    def _found(self, kind: BlockKind, level: int, start: int, end: int) -> Found:
        lines = self._lines[start:end]
        text = _text(lines, self._setting)
        return Found(kind, level, lines, text.replace("\n", " ") if kind == "heading" else text)

    def _plain(self, place: int) -> tuple[Found, int]:
        """Return the code, item or paragraph that begins at a line, and where it ends."""
        line = self._lines[place]
        if line.mono:
            end = self._code_end(place)
            lines = self._lines[place:end]
            self._pop(min(line.indent for line in lines))
            return Found("code", len(self._stack), lines, _code(lines)), end
        if _is_marked(line.text):
            return self._item(place)
        end = self._end(place, None)
        self._pop(self._lines[place + 1 if end > place + 1 else place].indent)
        if self._stack and self._stack[-1].waits:
            self._stack[-1].waits = False
            return self._found("definition", len(self._stack) - 1, place, end), end
        return self._found("paragraph", len(self._stack), place, end), end

    def _item(self, place: int) -> tuple[Found, int]:
        line = self._lines[place]
        body = _body(line)
        end = self._end(place, body)
        if end > place + 1 and self._lines[place + 1].indent < body:
            body = max(line.indent + 1, self._lines[place + 1].indent)
        self._enter(_Container(line.indent, body))
        return self._found("item", len(self._stack) - 1, place, end), end

    def _terms(self, place: int, term: _Term) -> Iterator[Found]:
        """Yields the terms; what stands behind one on its line is left as a line."""
        line = self._lines[place]
        styled = line.pieces[0].mono or line.pieces[0].bold
        self._enter(_Container(line.indent, term.body, defines=True, waits=True, styled=styled))
        level = len(self._stack) - 1
        for alias in self._lines[place : term.end]:
            yield Found("term", level, [alias], alias.text)
        if term.end == place:
            text, self._lines[place] = _cut(line, term)
            yield Found("term", level, [line], text)

    def _enter(self, container: _Container) -> None:
        self._pop(container.x)
        while self._stack and self._stack[-1].x > container.x - self._step:
            self._stack.pop()
        self._stack.append(container)

    def _pop(self, x: float) -> None:
        """Leave what a block at this place is no longer inside of."""
        while self._stack and self._stack[-1].body > x + self._step:
            self._stack.pop()

    def _code_end(self, place: int) -> int:
        end = place + 1
        while end < len(self._lines) and self._lines[end].mono and end not in self._headings:
            line, before = self._lines[end], self._lines[end - 1]
            moved = line.column != before.column and abs(line.indent - before.indent) > 1
            far = line.gap / self._setting.leading(line.size)
            if moved or far > 3 or (far > 1.25 and self._term(end)):
                break
            end += 1
        return end

    def _end(self, place: int, body: float | None) -> int:
        end = place + 1
        while end < len(self._lines) and not self._begins(end, place, body):
            end += 1
        return end

    def _begins(self, place: int, start: int, body: float | None) -> bool:
        """Whether a line begins a new block after those from `start`.

        `body` is where the text of an item stands, None in a paragraph.
        """
        line, before = self._lines[place], self._lines[place - 1]
        if place in self._headings or place in self._tables or line.pieces[0].is_note:
            return True
        if abs(line.size - before.size) > 0.12 * self._size:
            return True
        ended = bool(_SENTENCE_END.search(before.text[-4:]))
        full = self._is_full(place, start)
        edge = self._lines[start + 1 if place - start > 1 else start].indent
        shift = line.indent - (edge if body is None else body)
        if line.column != before.column:
            return self._begins_column(place, shift, ended=ended, full=full)
        flows = full and abs(shift) < self._step
        if line.mono and not before.mono and not flows:
            return True
        if self._is_apart(place) or self._starts_item(place, start, ended=ended):
            return True
        if shift < -self._step:
            hangs = place - start == 1 and (full or (not ended and body is None))
            return not hangs or self._term(place) is not None
        if (ended or not full) and self._term(place):
            return True
        if shift > self._step:
            return ended or not full
        room = before.right - before.x1 > 0.3 * (before.right - before.left)
        return ended and not full and (room or not line.text[0].islower())

    def _begins_column(self, place: int, shift: float, *, ended: bool, full: bool) -> bool:
        """Whether the first line of a column begins a block, and does not go on with one."""
        line, before = self._lines[place], self._lines[place - 1]
        if line.mono != before.mono or _is_marked(line.text) or self._term(place):
            return True
        if before.text[-1] in HYPHENS:
            return False
        if ended or abs(shift) > 4 * self._size:
            return True
        below = line.y - before.y if line.page == before.page else 0
        if below > 1.6 * self._setting.leading(line.size):
            return True
        if line.text[0].islower():
            return False
        if below > 0 or before.x1 - before.x0 < _NARROWEST * self._size:
            return True
        ratio = (line.right - line.left) / max(before.right - before.left, 1)
        return not (full and abs(shift) < self._size and 0.7 < ratio < 1.4)

    def _is_full(self, place: int, start: int) -> bool:
        """Whether the first word of a line would not have fitted on the line before."""
        line, before = self._lines[place], self._lines[place - 1]
        near = self._lines[max(start, place - 8) : place]
        right = max(other.x1 - other.left for other in near)
        if place - start < 3:
            right = max(right, before.right - before.left)
        return right - (before.x1 - before.left) < line.first_word + 0.3 * line.size

    def _is_apart(self, place: int) -> bool:
        """Whether there is more than the usual distance above a line, and not below it too."""
        line = self._lines[place]
        usual = self._setting.leading(line.size)
        if line.gap <= 1.25 * usual:
            return False
        after = self._lines[place + 1] if place + 1 < len(self._lines) else None
        if after is None or after.column != line.column or after.size != line.size:
            return True
        return line.gap > 2 * usual or not 0.95 < after.gap / line.gap < 1.05

    def _starts_item(self, place: int, start: int, *, ended: bool) -> bool:
        line, first = self._lines[place], self._lines[start]
        listed = _is_marked(first.text)
        inward = line.indent - first.indent
        same = listed and abs(inward) < self._step
        if _ROMAN_NUMBER.match(line.text) or BULLET.match(line.text):
            return same or ended or len(line.pieces) > 1 or line.text[0] not in _DASHES
        if not starts_item(line.text, after_item=listed):
            return False
        return len(line.pieces) > 1 or ended or same or inward > self._step

    def _term(self, place: int) -> _Term | None:
        """Return the terms that begin at a line, if a definition follows further in."""
        line = self._lines[place]
        if place in self._headings or place in self._tables:
            return None
        if _is_marked(line.text) and not (line.pieces[0].mono and len(line.pieces) > 1):
            return None
        if len(line.pieces) == 1:
            return self._term_within(place) or self._term_above(place)
        return self._term_beside(place) or (self._term_above(place) if _has_kind(line) else None)

    def _term_above(self, place: int) -> _Term | None:
        """Return terms that have lines of their own above their definition."""
        line = self._lines[place]
        last = min(len(self._lines) - 1, place + _ALIASES)
        end = place
        while end < last and self._is_term_line(end, line):
            end += 1
        body = self._lines[end]
        if end == place or not self._is_body(body, line):
            return None
        if body.mono:
            # A synopsis further in than the definition that follows it.
            after = self._after_code(end) if line.mono else None
            inside = after is not None and not after.mono and self._is_body(after, line)
            return _Term(end, after.indent) if after and inside else None
        if line.mono or line.bold:
            return _Term(end, body.indent)
        names = {alias.text.split()[0] for alias in self._lines[place:end]}
        return _Term(end, body.indent) if len(names) == 1 and self._hangs(end, line) else None

    def _after_code(self, place: int) -> PdfLine | None:
        inner = self._lines[place].indent - self._step
        near = self._lines[place : place + _CODE_LINES]
        return next((line for line in near if not line.mono or line.indent < inner), None)

    def _is_term_line(self, place: int, first: PdfLine) -> bool:
        line = self._lines[place]
        leading = self._setting.leading(line.size)
        styled = line.mono or line.bold
        return (
            (line is first or (line.column == first.column and line.gap < 1.3 * leading))
            and abs(line.indent - first.indent) < 2
            and (line.mono, line.bold) == (first.mono, first.bold)
            and len(line.text) < _LONGEST_TERM
            and not (line.text[-1] in ".;" or (line.text[-1] in ":!?," and not styled))
            and (_is_short(line) or _has_kind(line))
            and place not in self._headings
            and place not in self._tables
        )

    def _is_body(self, body: PdfLine, term: PdfLine) -> bool:
        """Whether a line stands where the definition of a term above it does."""
        near = body.column != term.column or body.gap < 1.7 * self._setting.leading(body.size)
        width = term.right - term.left
        return near and self._size < body.indent - term.indent < 0.45 * width

    def _hangs(self, place: int, term: PdfLine) -> bool:
        """Whether the block at a line stays further in than the term, not by its first line."""
        line = self._lines[place]
        after = self._lines[place + 1] if place + 1 < len(self._lines) else None
        if _is_marked(line.text) or place in self._headings:
            return False
        if after is None or after.column != term.column:
            return False
        if after.indent > line.indent - self._step:
            return True
        first_line = abs(line.indent - term.indent - self._setting.first_indent) < 1.5
        alone = after.indent < term.indent + self._step and line.text[-1] in ".;!?"
        return alone and not first_line

    def _term_beside(self, place: int) -> _Term | None:
        """Return the term that stands on the line on which its definition begins."""
        line = self._lines[place]
        term, begun = line.pieces[0], line.pieces[1]
        found = _Term(place, begun.x0 - line.left, pieces=1)
        for held in self._stack:
            same = abs(held.x - line.indent) < 1 and abs(held.body - found.body) < 1
            if held.defines and same and held.styled <= (term.mono or term.bold):
                return found
        if line.mono or len(term.text) > _LONGEST_TERM / 2 or not _LETTER.search(begun.text):
            return None
        siblings = 0
        for other in self._lines[place + 1 : place + _SIBLINGS]:
            if other.column != line.column or other.gap > 2.5 * self._setting.leading(other.size):
                break
            if abs(other.indent - found.body) < 2:
                return found
            if other.mono and other.indent > found.body + self._step:
                continue
            if abs(other.indent - line.indent) > 2 or not _has_piece_at(other, found.body):
                break
            siblings += 1
        return found if siblings and is_styled(line) else None

    def _term_within(self, place: int) -> _Term | None:
        """Return the term that fills the room before its definition, as in others of its list."""
        line = self._lines[place]
        after = self._lines[place + 1] if place + 1 < len(self._lines) else None
        edges = line.pieces[0].edges
        if after is None or after.column != line.column or len(edges) != len(line.text.split(" ")):
            return None
        for held in self._stack:
            if held.defines and abs(held.x - line.indent) < 2 > abs(after.indent - held.body):
                for word, edge in enumerate(edges):
                    if word and abs(edge - line.left - held.body) < 1:
                        return _Term(place, held.body, words=word)
        return None


def _is_marked(text: str) -> bool:
    """Whether a line begins with a bullet or a number."""
    if has_marker(text) or _ROMAN_NUMBER.match(text):
        return True
    return len(text) > 2 and BULLET.match(text) is not None


def _body(line: PdfLine) -> float:
    """Where the text of an item begins, after its marker."""
    edges = [edge for piece in line.pieces[:2] for edge in piece.edges][:2]
    return (edges[1] if len(edges) > 1 else line.x0) - line.left


def _is_short(line: PdfLine) -> bool:
    return len(line.pieces) == 1 and line.x1 - line.left < 0.8 * (line.right - line.left)


def _has_kind(line: PdfLine) -> bool:
    """Whether a line says at the right edge what kind of thing it defines: "[Command]"."""
    last = line.pieces[-1]
    bracketed = last.text.startswith("[") and last.text.endswith("]")
    return len(line.pieces) == 2 and bracketed and last.x1 > line.right - 2


def _has_piece_at(line: PdfLine, x: float) -> bool:
    return len(line.pieces) > 1 and abs(line.pieces[1].x0 - line.left - x) < 2


_PLACED = ("left", "right", "column", "page", "number", "gap", "rules")


def _cut(line: PdfLine, term: _Term) -> tuple[str, PdfLine]:
    """The term at the start of a line, and the line without it."""
    pieces = line.pieces[term.pieces :]
    text = " ".join(piece.text for piece in line.pieces[: term.pieces])
    if term.words:
        piece = line.pieces[0]
        words = piece.text.split(" ")
        text, rest = " ".join(words[: term.words]), " ".join(words[term.words :])
        edges = piece.edges[term.words :]
        pieces = (piece._replace(text=rest, x0=edges[0], edges=edges),)
    kept = {name: getattr(line, name) for name in _PLACED}
    return text, replace(line_of(pieces), mono=False, **kept)


def _text(lines: Sequence[PdfLine], setting: PageLayout) -> str:
    """The lines as one text, those that were broken on purpose still apart."""
    text = lines[0].text
    if len(lines) == 1:
        return text
    rights: dict[int, float] = {}
    for line in lines:
        rights[line.column] = max(line.x1 - line.left, rights.get(line.column, 0))
    listed = not any(line.text[0].islower() for line in lines[1:])
    for before, line in pairwise(lines):
        right = rights[before.column]
        room = right - (before.x1 - before.left)
        short = room > 0.3 * right and room > line.first_word + line.size
        wide = before.right - before.x1 > max(0.2 * right, line.first_word + line.size)
        ended = _SENTENCE_END.search(before.text[-4:])
        short = short and (ended is not None or not line.text[0].islower())
        on_purpose = short or (listed and wide)
        on_purpose = on_purpose and line.column == before.column
        text = joined(text, line.text, setting.known, on_purpose=on_purpose)
    return text


_INDENT = 400
_BLANK_LINES = 2


def _code(lines: Sequence[PdfLine]) -> str:
    """Lines of type of one width, with their indents, gaps and blank lines."""
    widths = [(piece.x1 - piece.x0) / len(piece.text) for line in lines for piece in line.pieces]
    cell = max(median(widths), 0.1)
    left = min(line.indent for line in lines)
    leading = min((line.gap for line in lines[1:] if line.gap > 0), default=0.0)
    written: list[str] = []
    for number, line in enumerate(lines):
        if number and leading and line.column == lines[number - 1].column:
            written += [""] * min(round(line.gap / leading) - 1, _BLANK_LINES)
        text = ""
        for piece in line.pieces:
            cells = min(round((piece.x0 - line.left - left) / cell), _INDENT)
            text = text.ljust(max(cells, len(text) + bool(text))) + piece.text
        written.append(text)
    return "\n".join(written)
