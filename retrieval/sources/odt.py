"""OpenDocument texts (.odt) and spreadsheets (.ods): headings, lists, tables, notes, code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple
from xml.etree.ElementTree import Element

from retrieval.model import Block, BlockKind, ParsedDocument
from retrieval.sources.archive import FAULTS, Archive
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.grid import Grid, Row, column_name
from retrieval.sources.odt_styles import (
    NO_LOOK,
    OFFICE,
    STYLE,
    TABLE,
    TEXT,
    OdtLook,
    OpenStyles,
    to_number,
)
from retrieval.sources.office_text import Composer, Runs, is_page_number


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. A block's line is the number of its paragraph in the document.

    What stands in the headers and footers of its pages comes first, a note after the paragraph
    that refers to it. Comments, deletions, hidden text and indexes are not read. In a
    spreadsheet, each sheet is a heading over its rows.

    Raises:
        UnreadableFile: it cannot be opened, is too large as it is or unpacked, or is no
            OpenDocument file.
    """
    raw = read_whole(file, limits)
    draft = Draft()
    with parsing("OpenDocument file", *FAULTS, library="zipfile"):
        archive = Archive(raw, limits)
        writer = _Writer(archive, draft, Grid(draft, report, len(raw)))
        writer.write()
        meta = archive.xml("meta.xml")
        title = (meta.findtext(f".//{_DC}title") if meta is not None else "") or ""
        blocks = writer.blocks()
    yield parsed(file, raw, draft.text, blocks, title=title.strip() or writer.title)


_DC = "{http://purl.org/dc/elements/1.1/}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"

_UNSEEN = {
    *(f"{TEXT}{name}" for name in ("table-of-content", "illustration-index", "table-index")),
    *(f"{TEXT}{name}" for name in ("object-index", "user-index", "alphabetical-index")),
    *(f"{TEXT}{name}" for name in ("tracked-changes", "note-citation", "ruby-text", "script")),
    *(f"{TEXT}{name}" for name in ("sequence-decls", "variable-decls", "user-field-decls")),
    *(f"{TEXT}{name}" for name in ("hidden-text", "hidden-paragraph", "bibliography-source")),
    *(f"{OFFICE}{name}" for name in ("annotation", "forms", "event-listeners", "binary-data")),
    *(f"{TABLE}{name}" for name in ("shapes", "content-validations", "named-expressions")),
    *(f"{_SVG}{name}" for name in ("title", "desc")),
    f"{_DRAW}image",
    f"{_DRAW}object",
}
_APART = {f"{TEXT}note", f"{_DRAW}frame", f"{_DRAW}custom-shape", f"{_DRAW}g"}
_SPACES = {f"{TEXT}s": " ", f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
_MARKS = {f"{TEXT}bookmark", f"{TEXT}bookmark-start"}
_CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
_BLOCKS = {f"{TEXT}p", f"{TEXT}h"}
_BLANK = re.compile(r"[ \t\r\n]+")
_MOST_REPEATS, _MOST_EMPTY, _MOST_SPACES, _MOST_PARAGRAPHS = 300, 20, 200, 5


class _List:
    """A list that is open: the name of its style, and the number of its last item."""

    def __init__(self, style: str, number: int) -> None:
        self.style = style
        self.number = number
        self.label = ""


class _Writer:
    """Writes paragraphs and tables, each paragraph counted as a line."""

    def __init__(self, archive: Archive, draft: Draft, grid: Grid) -> None:
        content, common = archive.xml("content.xml"), archive.xml("styles.xml")
        if content is None:
            raise KeyError("no content.xml")
        self._content, self._common = content, common
        self._styles = OpenStyles(common, content)
        self._composer = Composer(draft)
        self._draft = draft
        self._grid = grid
        self._line = 0
        self._lists: list[_List] = []
        self._ended: dict[tuple[str, int], int] = {}
        self._anchor: str | None = None
        self._take: Mapping[str, Callable[[Element], None]] = {
            f"{TEXT}p": self._paragraph,
            f"{TEXT}h": self._heading,
            f"{TEXT}list": self._list,
            f"{TABLE}table": self._table,
        }

    @property
    def title(self) -> str | None:
        """The first heading of level 1."""
        return self._composer.title

    def blocks(self) -> list[Block]:
        """The blocks written."""
        return self._composer.blocks()

    def write(self) -> None:
        """Writes all of the document."""
        self._margins()
        for body in self._content.iter(f"{OFFICE}body"):
            for kind in body:
                if kind.tag == f"{OFFICE}spreadsheet":
                    self._sheets(kind)
                else:
                    self._flow(kind)

    def _margins(self) -> None:
        """Writes what stands in the headers and footers of pages, each text once."""
        seen: set[str] = set()
        pages = self._common.iter(f"{STYLE}master-page") if self._common is not None else ()
        for paragraph in (found for page in pages for found in page.iter(f"{TEXT}p")):
            runs = Runs()
            self._gather(paragraph, runs, NO_LOOK, [])
            words = runs.text.strip()
            if words not in seen and not is_page_number(words):
                self._composer.write(runs, "paragraph", 1)
            seen.add(words)

    # Text

    def _flow(self, container: Element) -> None:
        """Writes what stands in a body, a section, an item, a note or a text box, in order."""
        for element in container:
            take = self._take.get(element.tag)
            if take is not None:
                take(element)
            elif element.tag not in _UNSEEN and element.get(f"{TEXT}display") != "none":
                self._flow(element)

    def _heading(self, element: Element) -> None:
        level = to_number(element.get(f"{TEXT}outline-level"), 1)
        self._write(element, "heading", min(max(level, 1), 6))

    def _paragraph(self, element: Element) -> None:
        kind = self._styles.kind(element.get(f"{TEXT}style-name", ""))
        if kind == "heading":
            self._write(element, kind, 1)
        elif kind is not None:
            self._write(element, kind, len(self._lists))

    def _write(self, element: Element, kind: BlockKind, level: int) -> None:
        self._line += 1
        runs: Runs = Runs()
        apart: list[Element] = []
        look = self._styles.look(element.get(f"{TEXT}style-name"))
        if not look.hidden:
            self._gather(element, runs, look._replace(script=None), apart)
        anchor = next((mark.get(f"{TEXT}name") for mark in element if mark.tag in _MARKS), None)
        if anchor or kind == "heading":
            self._anchor = anchor
        label = ""
        if self._lists and runs.text.strip():
            label, self._lists[-1].label = self._lists[-1].label, ""
            if label and kind == "paragraph":
                kind, level = "item", level - 1
        label = label if kind == "item" else ""
        self._composer.write(runs, kind, self._line, level=level, label=label, anchor=self._anchor)
        for other in apart:
            self._flow(other)

    def _gather(self, element: Element, runs: Runs, look: OdtLook, apart: list[Element]) -> None:
        """Adds to `runs` what is seen of an element inside a paragraph."""
        fixed = bool(look.fixed) and not self._styles.all_fixed
        add = partial(runs.add, script=look.script or "", bold=bool(look.bold), fixed=fixed)
        add(_BLANK.sub(" ", element.text or ""))
        for child in element:
            tag = child.tag
            if tag == f"{TEXT}span":
                inner = self._styles.look(child.get(f"{TEXT}style-name")).over(look)
                if not inner.hidden:
                    self._gather(child, runs, inner, apart)
            elif tag in _SPACES:
                count = min(max(to_number(child.get(f"{TEXT}c"), 1), 1), _MOST_SPACES)
                runs.add(_SPACES[tag] * count, bold=True)
            elif tag in _APART:
                apart.append(child)
            elif tag not in _UNSEEN:
                self._gather(child, runs, look, apart)
            add(_BLANK.sub(" ", child.tail or ""))

    def _list(self, element: Element) -> None:
        outer = self._lists[-1].style if self._lists else ""
        style = element.get(f"{TEXT}style-name") or outer
        depth = len(self._lists)
        shown = self._styles.list_style(style, depth)
        number = shown.start - 1
        if element.get(f"{TEXT}continue-numbering") == "true" or element.get(
            f"{TEXT}continue-list"
        ):
            number = self._ended.get((style, depth), number)
        entry = _List(style, number)
        self._lists.append(entry)
        for item in element:
            if item.tag == f"{TEXT}list-item":
                entry.number = to_number(item.get(f"{TEXT}start-value"), entry.number + 1)
                entry.label = shown.label(entry.number)
            self._flow(item)
        self._ended[style, depth] = entry.number
        self._lists.pop()

    # Tables

    def _table(self, table: Element) -> None:
        rows = list(_rows(table))
        if all(len(row.cells) == 1 for row in rows) or any(map(_is_frame, rows)):
            # A frame around paragraphs, not a table of values.
            for row in rows:
                for cell in row.cells:
                    self._flow(cell)
            return
        apart: list[Element] = []
        self._write_rows(rows, apart)
        for other in apart:
            self._flow(other)

    def _sheets(self, book: Element) -> None:
        for sheet in book:
            shown = self._styles.shows_table(sheet.get(f"{TABLE}style-name", ""))
            if sheet.tag == f"{TABLE}table" and shown and not self._grid.is_full:
                name = sheet.get(f"{TABLE}name", "")
                self._line += 1
                heading = Runs()
                heading.add(name)
                self._composer.write(heading, "heading", self._line, level=1)
                self._write_rows(_rows(sheet), [], sheet=name)

    def _write_rows(
        self, rows: Iterator[_Row] | list[_Row], apart: list[Element], sheet: str | None = None
    ) -> None:
        self._composer.end_code()
        above: dict[int, tuple[str, int]] = {}
        self._grid.write(
            (self._row(row, above, apart, sheet) for row in rows),
            level=len(self._lists),
            anchor=self._anchor,
        )

    def _row(
        self, row: _Row, above: dict[int, tuple[str, int]], apart: list[Element], sheet: str | None
    ) -> Row:
        """A row; a cell that covers several has its text in each."""
        first = self._line + 1
        texts: list[str] = []
        start: int | None = None
        column = 0
        for cell in row.cells:
            text = self._cell(cell, apart)
            repeats = max(to_number(cell.get(f"{TABLE}number-columns-repeated"), 1), 1)
            down = to_number(cell.get(f"{TABLE}number-rows-spanned"), 1)
            if cell.tag == f"{TABLE}covered-table-cell" and column in above:
                text, left = above.pop(column)
                if left > 1:
                    above[column] = text, left - 1
            elif down > 1:
                above[column] = text, down - 1
            start = column if text and start is None else start
            texts.extend([text] * min(repeats, _MOST_REPEATS if text else _MOST_EMPTY))
            column += repeats
        place = ("cell", f"{sheet}!{column_name(start or 0)}{row.number}") if sheet else None
        return Row(texts, (first, max(first, self._line)), place, row.named)

    def _cell(self, cell: Element, apart: list[Element]) -> str:
        texts: list[str] = []
        for paragraph in _paragraphs(cell):
            self._line += 1
            runs = Runs()
            look = self._styles.look(paragraph.get(f"{TEXT}style-name"))
            self._gather(paragraph, runs, look._replace(script=None), apart)
            texts.append(runs.text.strip())
        return " ".join(filter(None, texts))


class _Row(NamedTuple):
    cells: list[Element]
    number: int
    named: bool


def _rows(table: Element) -> Iterator[_Row]:
    """Yields the rows of a table with their numbers; one that is repeated comes once."""
    number = 1
    groups = [(iter(table), False)]
    while groups:
        group, named = groups[-1]
        row = next(group, None)
        if row is None:
            groups.pop()
        elif row.tag == f"{TABLE}table-row":
            if row.get(f"{TABLE}visibility", "visible") == "visible":
                yield _Row([cell for cell in row if cell.tag in _CELLS], number, named)
            number += max(to_number(row.get(f"{TABLE}number-rows-repeated"), 1), 1)
        elif row.tag not in _UNSEEN:
            groups.append((iter(row), named or row.tag == f"{TABLE}table-header-rows"))


def _is_frame(row: _Row) -> bool:
    """Whether a row's cells lay out a page: one holds a table or many paragraphs."""
    for cell in row.cells:
        tags = [child.tag for child in cell]
        if f"{TABLE}table" in tags or tags.count(f"{TEXT}p") > _MOST_PARAGRAPHS:
            return True
    return False


def _paragraphs(container: Element) -> Iterator[Element]:
    for element in container:
        if element.tag in _BLOCKS:
            yield element
        elif element.tag not in _UNSEEN:
            yield from _paragraphs(element)
