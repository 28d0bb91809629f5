"""Excel workbooks (.xlsx): each sheet a heading, each row a block below its columns' names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from xml.etree.ElementTree import Element

from retrieval.model import ParsedDocument
from retrieval.sources.archive import FAULTS, Archive, elements
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.grid import Grid, Row, column_name

BUILT_IN: Mapping[int, str] = MappingProxyType(
    {
        1: "0",
        2: "0.00",
        3: "#,##0",
        4: "#,##0.00",
        9: "0%",
        10: "0.00%",
        **dict.fromkeys((14, 15, *range(27, 32), 34, 35, 36, *range(50, 59)), "yyyy-mm-dd"),
        16: "d-mmm",
        17: "mmm-yy",
        **dict.fromkeys((18, 20, 32), "h:mm"),
        **dict.fromkeys((19, 21, 33), "h:mm:ss"),
        22: "yyyy-mm-dd h:mm",
        37: "#,##0;(#,##0)",
        38: "#,##0;(#,##0)",
        39: "#,##0.00;(#,##0.00)",
        40: "#,##0.00;(#,##0.00)",
        45: "mm:ss",
        46: "[h]:mm:ss",
        47: "mm:ss",
    }
)
"""The formats that a workbook names by number alone; of dates, what they say, not how."""

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]|_.|\*.|(?P<percent>%)|(?P<general>General)"
    r"|(?P<half>AM/PM|A/P)|(?P<exponent>E[+-])|(?P<clock>y+|m+|d+|h+|s+)(?P<fraction>\.0+)?"
    r"|(?P<number>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+)|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_FORMAT = 255
_LATEST = 2_958_465
_MOST_DECIMALS = 15


class _Format(NamedTuple):
    """One section of a format: what stands around the number, and how that is written."""

    before: str
    after: str
    pattern: str
    percents: int
    clock: str
    general: bool


def shown(written: str, number_format: str, *, from_1904: bool = False) -> str:
    """A number as it is written in the file, as a cell of a format shows it.

    Dates are in ISO 8601, whatever order the format has; `from_1904` is how the workbook
    counts days.
    """
    try:
        value = float(written)
    except ValueError:
        return written
    sections = _sections(number_format[:_LONGEST_FORMAT])
    section = sections[0]
    if len(sections) > 1 and value < 0:
        section, value = sections[1], -value
    elif len(sections) > 2 and value == 0:
        section = sections[2]
    if section.clock:
        return _moment(value, section.clock, from_1904=from_1904) or _general(value)
    if section.general or (not section.pattern and len(sections) == 1):
        return f"{section.before}{_general(value)}{section.after}".strip()
    if not section.pattern:
        return f"{section.before}{section.after}".strip()
    number = _patterned(abs(value) * 100**section.percents, section.pattern)
    sign = "-" if value < 0 and any(digit in "123456789" for digit in number) else ""
    return f"{sign}{section.before}{number}{section.after}".strip()


def _general(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(value, ".12g")


@lru_cache(maxsize=1000)
def _sections(number_format: str) -> tuple[_Format, ...]:
    made: list[_Format] = []
    before, after, pattern, clock = "", "", "", ""
    percents, general = 0, False

    def end() -> None:
        made.append(_Format(before, after, pattern, percents, clock, general))

    for piece in _PIECE.finditer(number_format):
        kind = piece.lastgroup
        if kind == "literal" and piece[0] == ";":
            end()
            before, after, pattern, clock = "", "", "", ""
            percents, general = 0, False
        elif kind in ("clock", "fraction", "half", "elapsed"):
            clock += piece["clock"] or (piece["half"] and "") or f"[{piece['elapsed'] or ''}]"
        elif kind in ("general", "exponent") or piece[0] in "@/":
            general = True
        elif kind == "number" and not pattern:
            pattern = piece[0]
        elif kind == "percent":
            percents += 1
            after += "%"
        elif kind in ("quoted", "escaped", "currency", "literal"):
            words = piece[kind] or ""
            before, after = (before, after + words) if pattern else (before + words, after)
    end()
    return tuple(made)


def _patterned(value: float, pattern: str) -> str:
    whole, _, decimals = pattern.partition(".")
    scaled = len(pattern) - len(pattern.rstrip(","))
    value /= 1000 ** min(scaled, 4)
    decimals = decimals.rstrip(",")[:_MOST_DECIMALS]
    grouped = "," in whole.rstrip(",")
    written = f"{value:{',' if grouped else ''}.{len(decimals)}f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    for _ in range(optional):
        written = written.removesuffix("0")
    least = whole.count("0")
    number, dot, rest = written.partition(".")
    return number.rjust(least, "0") + (dot + rest if rest else "")


def _moment(value: float, clock: str, *, from_1904: bool) -> str | None:
    """A date, a time or both, as precise as the format; None where there is no such day."""
    clock = clock.lower()
    if "[" in clock and "h" in clock:
        minutes = round(value * 24 * 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if not 0 <= value <= _LATEST:
        return None
    # Excel takes 1900 for a leap year, as Lotus did.
    epoch = dt.datetime(1904, 1, 1) if from_1904 else dt.datetime(1899, 12, 31 - (value >= 60))
    moment = epoch + dt.timedelta(seconds=round(value * 86400))
    has_day, has_time = "d" in clock, "h" in clock or "s" in clock
    has_date = "y" in clock or has_day or ("m" in clock and not has_time)
    parts = []
    if has_date:
        date = moment.date().isoformat()
        parts.append(date if has_day else date[: 7 if "m" in clock else 4])
    if has_time:
        parts.append(moment.strftime("%H:%M:%S" if "s" in clock else "%H:%M"))
    return " ".join(parts)


_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ON = ("1", "true")
_MOST_COLUMNS, _WIDEST_GAP = 16_384, 20


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. A block's line is the number of its row in the sheet.

    Values are as cells show them, of formulas what was computed last. Hidden sheets, rows and
    columns are not read.

    Raises:
        UnreadableFile: it cannot be opened, is too large as it is or unpacked, or is no
            Excel workbook.
    """
    raw = read_whole(file, limits)
    draft = Draft()
    with parsing("Excel workbook", *FAULTS, library="zipfile"):
        archive = Archive(raw, limits)
        book = _Workbook(archive)
        grid = Grid(draft, report, len(raw))
        for name, part in book.sheets():
            if not grid.is_full:
                draft.add(name, "heading", (1, 1), level=1)
                grid.write(book.rows(name, part))
        title = archive.title()
    yield parsed(file, raw, draft.text, draft.blocks, title=title)


class _Workbook:
    """The sheets of a workbook, and what their cells share."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._name = archive.main_part("xl/workbook.xml")
        root = archive.xml(self._name)
        if root is None:
            raise KeyError(f"no {self._name}")
        self._root = root
        self._relations = archive.relations(self._name)
        properties = root.find(f"{_S}workbookPr")
        self._from_1904 = properties is not None and properties.get("date1904") in _ON
        self._strings = self._shared_strings()
        self._formats = self._cell_formats()

    def sheets(self) -> Iterator[tuple[str, str]]:
        """Yields the name of each sheet that is shown, and that of its part."""
        seen: set[str] = set()
        for sheet in self._root.iter(f"{_S}sheet"):
            relation = self._relations.get(sheet.get(_ID, ""))
            if relation is None or relation.kind != "worksheet" or relation.target in seen:
                continue
            seen.add(relation.target)
            if sheet.get("state", "visible") == "visible":
                yield sheet.get("name", ""), relation.target

    def rows(self, sheet: str, name: str) -> Iterator[Row]:
        """Yields the rows of a sheet, a cell over several rows repeated in each."""
        part = self._archive.part(name)
        if part is None:
            return
        hidden, merged = _hidden_columns(part), _merged(part)
        above: dict[int, tuple[str, int]] = {}
        number = 0
        for row in elements(part, "row"):
            number = _whole(row.get("r"), number + 1)
            if row.get("hidden") in _ON:
                continue
            cells = self._cells(row, hidden)
            for column, (text, last) in list(above.items()):
                if number > last:
                    del above[column]
                elif column not in cells:
                    cells[column] = text
            for column, last in merged.get(number, {}).items():
                if column in cells and len(above) < _MOST_ABOVE:
                    above[column] = cells[column], last
            filled = [column for column, text in cells.items() if text]
            if filled:
                place = ("cell", f"{sheet}!{column_name(min(filled))}{number}")
                yield Row(_in_columns(cells), (number, number), place)

    def _cells(self, row: Element, hidden: frozenset[int]) -> dict[int, str]:
        cells: dict[int, str] = {}
        column = -1
        for cell in row:
            column = _column(cell.get("r", ""), column + 1)
            if column < _MOST_COLUMNS and column not in hidden:
                text = self._value(cell)
                if text:
                    cells[column] = text
        return cells

    def _value(self, cell: Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _rich_text(cell.find(f"{_S}is"))
        written = cell.findtext(f"{_S}v") or ""
        if kind == "s":
            place = _whole(written, -1)
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        if kind == "b":
            return "TRUE" if written == "1" else "FALSE"
        if kind == "n" and written:
            place = _whole(cell.get("s"), 0)
            known = self._formats[place] if place < len(self._formats) else ""
            return shown(written, known, from_1904=self._from_1904) if known else _plain(written)
        return written

    def _shared_strings(self) -> list[str]:
        part = self._archive.part(self._target("sharedStrings"))
        if part is None:
            return []
        return [_rich_text(string) for string in elements(part, "si")]

    def _cell_formats(self) -> list[str]:
        """The number format of each style of cells; empty for the general one."""
        root = self._archive.xml(self._target("styles"))
        if root is None:
            return []
        own = {
            _whole(stated.get("numFmtId"), -1): stated.get("formatCode", "")
            for stated in root.iter(f"{_S}numFmt")
        }
        used = [_whole(style.get("numFmtId"), 0) for style in root.iterfind(f"{_S}cellXfs/{_S}xf")]
        return [own.get(number, BUILT_IN.get(number, "")) for number in used]

    def _target(self, kind: str) -> str:
        targets = (target for name, target in self._relations.values() if name == kind)
        return next(targets, f"xl/{kind}.xml")


def _plain(written: str) -> str:
    return written if written.isdecimal() else shown(written, "General")


def _rich_text(string: Element | None) -> str:
    """The text of a string, without the readings that stand above it in Japanese."""
    if string is None:
        return ""
    if len(string) == 1:
        return string[0].text or "" if string[0].tag == f"{_S}t" else _run(string[0])
    return "".join(map(_run, string))


def _run(element: Element) -> str:
    if element.tag == f"{_S}t":
        return element.text or ""
    return element.findtext(f"{_S}t") or "" if element.tag == f"{_S}r" else ""


def _whole(written: str | None, default: int) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 9 else default


def _column(reference: str, default: int) -> int:
    letters = reference.rstrip("0123456789")
    return _column_number(letters) if 0 < len(letters) <= 3 else default


@lru_cache(maxsize=1000)
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + (ord(letter) - ord("A")) % 26 + 1
    return number - 1


_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_ATTRIBUTE = re.compile(rb"\s(min|max|hidden)\s*=\s*[\"'](\w+)[\"']")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})[\"']"
)
_MOST_MERGED, _MOST_ABOVE = 20_000, 100


def _hidden_columns(part: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for column in _COLUMN.findall(part.partition(b"sheetData")[0]):
        stated = dict(_ATTRIBUTE.findall(column))
        if stated.get(b"hidden", b"").decode() in _ON:
            first, last = (_whole(stated.get(name, b"").decode(), 0) for name in (b"min", b"max"))
            hidden.update(range(first - 1, min(last, _MOST_COLUMNS)))
    return frozenset(hidden)


def _merged(part: bytes) -> dict[int, dict[int, int]]:
    """The cells over several rows: by their first row and their column, the last row.

    They stand after the rows in the part, so they are looked up ahead.
    """
    merged: dict[int, dict[int, int]] = {}
    if b"mergeCell" in part:
        for found in _MERGED.findall(part)[:_MOST_MERGED]:
            first, last = int(found[1]), int(found[2])
            if last > first:
                merged.setdefault(first, {})[_column_number(found[0].decode())] = last
    return merged


def _in_columns(cells: dict[int, str]) -> list[str]:
    """The cells in order, with empty ones between them, but not for what lies far off."""
    texts: list[str] = []
    before = -1
    for column in sorted(cells):
        texts.extend([""] * min(column - before - 1, _WIDEST_GAP))
        texts.append(cells[column])
        before = column
    return texts
