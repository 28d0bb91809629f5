"""Tables of values: which row names the columns, and each row as a block of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from retrieval.model import BlockKind
from retrieval.sources.base import Report
from retrieval.sources.draft import CELL_GAP, Draft

_AHEAD = 20
_LONGEST_NAME = 80
_LONGEST_CELL, _LONGEST_ROW = 32_767, 1_000_000
_MOST_CELLS = 300
_MOST_ROWS = 250_000
_LEAST_CHARACTERS, _CHARACTERS_PER_BYTE = 4_000_000, 20
_WIDEST_GAP = 20

_NUMBER = re.compile(r"\D{0,4}\d[\d.,:/\s'%()+-]*\D{0,4}")
_YEAR = re.compile(r"(?:1[89]|20)\d\d(?:[/–-]\d{2,4})?")


class Row(NamedTuple):
    """The cells of a row by column, the lines they stand on, and the place of the first one.

    `named` says that the format marks the row as one of names.
    """

    cells: Sequence[str]
    lines: tuple[int, int]
    place: tuple[str, str] | None = None
    named: bool = False


class Grid:
    """Writes tables to a draft, as much of them as a file of a size may hold."""

    def __init__(self, draft: Draft, report: Report, file_bytes: int) -> None:
        self._draft = draft
        self._report = report
        self._rows = _MOST_ROWS
        self._told = False
        self._characters = max(_LEAST_CHARACTERS, _CHARACTERS_PER_BYTE * file_bytes)

    @property
    def is_full(self) -> bool:
        """Whether no more is taken."""
        return self._rows <= 0 or self._characters <= 0

    def write(
        self,
        rows: Iterable[Row],
        *,
        level: int = 0,
        page: int | None = None,
        anchor: str | None = None,
    ) -> None:
        """Appends a table: a title on top as paragraphs, the names of columns, and the rows.

        The first row names the columns where the format says so, or where it holds a short
        text that is no number in most of its columns.
        """
        add = partial(self._draft.add, level=level, page=page, anchor=anchor)
        filled = (row for row in map(_tidied, rows) if row.cells)
        ahead = list(islice(filled, _AHEAD))
        margin = min((_margin(row.cells) for row in ahead), default=0)
        above = _titles(ahead)
        table = ahead[above:]
        names = _names(table)
        for number, row in enumerate(chain(ahead, filled)):
            if self.is_full:
                self._tell()
                return
            kind: BlockKind = "row"
            if number < above:
                kind = "paragraph"
            elif row.named or number - above < names:
                kind = "header"
            self._rows -= 1
            for words in _joined(row.cells[min(margin, _margin(row.cells)) :]):
                self._characters -= len(words)
                add(words, kind, row.lines, place=row.place)

    def _tell(self) -> None:
        """Reports once that rows are left out."""
        if not self._told:
            self._report(f"tables are cut after {_MOST_ROWS - self._rows:,} rows")
        self._told = True


def _tidied(row: Row) -> Row:
    """The row without line ends, endless gaps and empty cells at its end."""
    tidied = (" ".join(cell[:_LONGEST_CELL].split()) if cell else "" for cell in row.cells)
    cells = list(tidied if len(row.cells) <= _WIDEST_GAP else _near(tidied))
    while cells and not cells[-1]:
        cells.pop()
    return row._replace(cells=cells)


def _near(cells: Iterable[str]) -> Iterator[str]:
    """Yields the cells of a wide row without more than a few empty ones together, or too many."""
    gap, left = 0, _LONGEST_ROW
    for cell in cells:
        gap = 0 if cell else gap + 1
        left -= len(cell)
        if left < 0:
            return
        if gap <= _WIDEST_GAP:
            yield cell


def _margin(cells: Sequence[str]) -> int:
    """How many cells at the start of a row are empty."""
    return next((place for place, cell in enumerate(cells) if cell), len(cells))


def _titles(rows: Sequence[Row]) -> int:
    """How many rows at the top hold a single cell, and so stand above a table that is wider."""
    if not any(len(_filled(row)) > 1 for row in rows):
        return 0
    return next(number for number, row in enumerate(rows) if len(_filled(row)) > 1 or row.named)


def _names(rows: Sequence[Row]) -> int:
    """How many rows name the columns; 0 where none is marked and the first does not look so."""
    if any(row.named for row in rows):
        return 0
    if len(rows) < 2:
        return 0
    first = _filled(rows[0])
    widest = max(len(_filled(row)) for row in rows[1:])
    if len(first) < 2 or len(first) * 3 < widest * 2 or len(set(first)) < len(first):
        return 0
    if not all(map(_may_name, first)) or all(map(_YEAR.fullmatch, first)):
        return 0
    return int(not any(map(_is_value, rows[0].cells, rows[1].cells)))


def _filled(row: Row) -> list[str]:
    return [cell for cell in row.cells if cell]


def _may_name(cell: str) -> bool:
    if len(cell) > _LONGEST_NAME or cell.endswith((".", "!")):
        return False
    return bool(_YEAR.fullmatch(cell)) or not _NUMBER.fullmatch(cell)


def _is_value(cell: str, below: str) -> bool:
    """Whether a cell is of the same make as the one below it: "K-12" over "K-13"."""
    if not any(map(str.isdigit, cell)) or _YEAR.fullmatch(cell):
        return False
    return re.sub(r"\d+", "0", cell) == re.sub(r"\d+", "0", below)


def _joined(cells: Sequence[str]) -> Iterator[str]:
    """Yields the cells of a row as one text; those of an endless row as several."""
    filled = list(filter(None, cells))
    if len(filled) == 1:
        yield filled[0]
        return
    for first in range(0, len(cells), _MOST_CELLS):
        part = cells[first : first + _MOST_CELLS]
        if any(part):
            yield CELL_GAP.join(part)


def column_name(column: int) -> str:
    """A column, counted from 0, as spreadsheets name it: "A", "Z", "AA"."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
