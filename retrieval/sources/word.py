"""Word documents (.docx): body, tables, text boxes, notes, headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from retrieval.model import Block, BlockKind, ParsedDocument
from retrieval.sources.archive import FAULTS, Archive
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.grid import Grid, Row
from retrieval.sources.inline import lowered, raised
from retrieval.sources.office_text import Composer, Runs, is_page_number
from retrieval.sources.word_styles import (
    NO_LOOK,
    PLAIN,
    VAL,
    Numbering,
    Role,
    Styles,
    W,
    WordLook,
    is_on,
    look_of,
    number_of,
    to_number,
)


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. A block's line is the number of its paragraph in the document.

    What stands in the headers and footers of its pages comes first, a note after the paragraph
    that refers to it. Insertions are read, deletions and hidden text are not.

    Raises:
        UnreadableFile: it cannot be opened, is too large as it is or unpacked, or is no Word
            document.
    """
    raw = read_whole(file, limits)
    draft = Draft()
    with parsing("Word document", *FAULTS, library="zipfile"):
        archive = Archive(raw, limits)
        writer = _Writer(archive, draft, Grid(draft, report, len(raw)))
        writer.write()
        title = archive.title() or writer.title
        blocks = writer.blocks()
    yield parsed(file, raw, draft.text, blocks, title=title)


_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_SHOWN_AS = {
    f"{W}tab": "\t",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
# Deleted text, field codes, properties, and what is written as a block of its own.
_UNSEEN = {
    *(f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "rt")),
    f"{_COMPATIBLE}Fallback",
}
_WRAPPERS = {
    *(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")),
    f"{_COMPATIBLE}AlternateContent",
    f"{_COMPATIBLE}Choice",
}
_BOOKMARK = f"{W}bookmarkStart"
_BOX = f"{W}txbxContent"
_BREAK = f"{W}br"
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_APART = {_BREAK, _BOX, *_NOTES, f"{_MATH}oMath", f"{_MATH}oMathPara"}
_MOST_PARAGRAPHS = 5


class _Style(NamedTuple):
    """What a paragraph is by its style and its own properties."""

    role: Role
    look: WordLook
    number: tuple[str, int] | None


class _Found(NamedTuple):
    """What a paragraph refers to or holds that is written after it."""

    notes: list[Element]
    boxes: list[Element]


class _Writer:
    """Writes paragraphs and tables, each paragraph counted as a line."""

    def __init__(self, archive: Archive, draft: Draft, grid: Grid) -> None:
        self._archive = archive
        self._name = archive.main_part("word/document.xml")
        self._relations = archive.relations(self._name)
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"))
        self._notes = {kind: self._notes_in(kind) for kind in _NOTES.values()}
        self._composer = Composer(draft)
        self._grid = grid
        self._line = 0
        self._anchor: str | None = None
        self._bookmark: str | None = None

    @property
    def title(self) -> str | None:
        """The first heading of level 1."""
        return self._composer.title

    def write(self) -> None:
        """Writes all of the document.

        Raises:
            KeyError: it has no body.
        """
        root = self._archive.xml(self._name)
        body = root.find(f"{W}body") if root is not None else None
        if body is None:
            raise KeyError(f"no body in {self._name}")
        self._margins(body)
        self._flow(body)

    def blocks(self) -> list[Block]:
        """The blocks written."""
        return self._composer.blocks()

    def _part(self, kind: str) -> Element | None:
        targets = (target for name, target in self._relations.values() if name == kind)
        return self._archive.xml(next(targets, f"word/{kind}.xml"))

    def _notes_in(self, kind: str) -> dict[str, Element]:
        root = self._part(kind)
        notes = root if root is not None else ()
        return {note.get(f"{W}id", ""): note for note in notes if not note.get(f"{W}type")}

    def _margins(self, body: Element) -> None:
        """Writes what stands in the headers and footers of pages, each text once."""
        references = [
            self._relations[reference.get(_ID, "")].target
            for kind in ("headerReference", "footerReference")
            for reference in body.iter(f"{W}{kind}")
            if reference.get(_ID) in self._relations
        ]
        seen: set[str] = set()
        for target in dict.fromkeys(references):
            root = self._archive.xml(target)
            for paragraph in root.iter(f"{W}p") if root is not None else ():
                words = self._text(paragraph).strip()
                if words not in seen and not is_page_number(words):
                    runs = Runs()
                    runs.add(words)
                    self._composer.write(runs, "paragraph", 1)
                seen.add(words)

    def _flow(self, container: Element) -> None:
        """Writes what stands in a body, a cell, a note or a text box, in order."""
        for element in _unwrapped(container):
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self._table(element)
            elif element.tag == _BOOKMARK:
                self._bookmark = _name(element) or self._bookmark

    def _paragraph(self, element: Element) -> None:
        self._line += 1
        role, look, number = self._style(element.find(f"{W}pPr"))
        runs, found = Runs(), _Found([], [])
        self._gather(element, runs, look, found)
        if role.kind is None:
            return
        kind, level, label = self._labelled(role.kind, role.level, number if runs.text else None)
        anchor = next(filter(None, map(_name, element.findall(_BOOKMARK))), self._bookmark)
        if anchor or kind == "heading":
            self._anchor, self._bookmark = anchor, None
        self._composer.write(runs, kind, self._line, level=level, label=label, anchor=self._anchor)
        inside = level + 1 if kind in ("item", "definition") else 0
        for note in found.notes:
            self._note(note, inside)
        for box in found.boxes:
            self._flow(box)

    def _labelled(
        self, kind: BlockKind, level: int, number: tuple[str, int] | None
    ) -> tuple[BlockKind, int, str]:
        """A paragraph's kind and level with the bullet or number that it is shown with."""
        if number is None or kind not in ("item", "heading", "paragraph"):
            return kind, level, "-" if kind == "item" else ""
        label = self._numbering.label(*number)
        if kind == "heading":
            return kind, level, label.strip("-")
        if kind == "paragraph":
            level = number[1]
        # Without a bullet, it goes on with the item before.
        return ("item", level, label) if label else ("paragraph", level + 1, "")

    def _note(self, note: Element, level: int) -> None:
        for paragraph in note.iter(f"{W}p"):
            runs = Runs()
            runs.add(self._text(paragraph))
            self._composer.write(runs, "paragraph", self._line, level=level, anchor=self._anchor)

    def _text(self, paragraph: Element) -> str:
        runs = Runs()
        style = self._style(paragraph.find(f"{W}pPr"))
        self._gather(paragraph, runs, style.look, _Found([], []))
        return runs.text

    def _style(self, properties: Element | None) -> _Style:
        if properties is None:
            return _Style(PLAIN, NO_LOOK, None)
        named = properties.find(f"{W}pStyle")
        style = named.get(VAL, "") if named is not None else ""
        role, look = self._styles.role(style), self._styles.look(style)
        outline = to_number(properties.find(f"{W}outlineLvl"), 9)
        if role == PLAIN and 0 <= outline < 9:
            role = Role("heading", min(outline + 1, 6))
        number = number_of(properties)
        if number is None:
            number = self._styles.number(style)
        elif number[0] == "0":
            return _Style(PLAIN if role.kind == "item" else role, look, None)
        return _Style(role, look, number if number and number[0] != "0" else None)

    def _gather(self, element: Element, runs: Runs, look: WordLook, found: _Found) -> None:
        """Adds to `runs` what is seen of an element inside a paragraph."""
        for child in element:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, runs, look, found)
            elif tag == f"{W}t":
                fixed = bool(look.fixed) and not self._styles.all_fixed
                runs.add(child.text or "", look.script or "", bold=bool(look.bold), fixed=fixed)
            elif tag in _SHOWN_AS:
                runs.add(_SHOWN_AS[tag], bold=True)
            elif tag in _APART:
                self._set_apart(child, runs, found)
            elif tag not in _UNSEEN:
                self._gather(child, runs, look, found)

    def _set_apart(self, element: Element, runs: Runs, found: _Found) -> None:
        """Takes what is no text: a break, a formula, the mark of a note, a text box."""
        if element.tag == _BREAK:
            of_line = element.get(f"{W}type", "textWrapping") == "textWrapping"
            runs.add("\n" if of_line else " ", bold=True)
        elif element.tag == _BOX:
            found.boxes.append(element)
        elif element.tag in _NOTES:
            # A note is written where it is first referred to.
            note = self._notes[_NOTES[element.tag]].pop(element.get(f"{W}id", ""), None)
            if note is not None:
                found.notes.append(note)
        else:
            runs.add(formula(element))

    def _run(self, run: Element, runs: Runs, look: WordLook, found: _Found) -> None:
        properties = run.find(f"{W}rPr")
        if properties is not None:
            named = properties.find(f"{W}rStyle")
            if named is not None:
                look = self._styles.look(named.get(VAL, "")).over(look)
            look = look_of(properties).over(look)
        if not look.hidden:
            self._gather(run, runs, look, found)

    def _table(self, table: Element) -> None:
        rows = [list(_children(row, "tc")) for row in _children(table, "tr")]
        if all(len(cells) == 1 for cells in rows) or any(map(_is_frame, rows)):
            # A frame around paragraphs, not a table of values.
            for cells in rows:
                for cell in cells:
                    self._flow(cell)
            return
        self._composer.end_code()
        notes: list[Element] = []
        above: dict[int, str] = {}
        heads = [is_on(row.find(f"{W}trPr/{W}tblHeader")) for row in _children(table, "tr")]
        read = [
            self._row(cells, above, notes, named=head)
            for cells, head in zip(rows, heads, strict=True)
        ]
        self._grid.write(read, anchor=self._anchor)
        for note in notes:
            self._note(note, 0)

    def _row(
        self, cells: Sequence[Element], above: dict[int, str], notes: list[Element], *, named: bool
    ) -> Row:
        """A row; a cell that goes on from the row above has the text from there."""
        first = self._line + 1
        texts: list[str] = []
        for cell in cells:
            column = len(texts)
            text = self._cell(cell, notes)
            across = max(to_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1), 1)
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            if merged is None:
                above.pop(column, None)
            elif merged.get(VAL) == "restart":
                above[column] = text
            else:
                text = text or above.get(column, "")
            texts.append(text)
            texts.extend([text if named else ""] * min(across - 1, _MOST_ACROSS))
        return Row(texts, (first, max(first, self._line)), named=named)

    def _cell(self, cell: Element, notes: list[Element]) -> str:
        texts: list[str] = []
        for paragraph in _children(cell, "p"):
            self._line += 1
            runs, found = Runs(), _Found(notes, [])
            self._gather(paragraph, runs, self._style(paragraph.find(f"{W}pPr")).look, found)
            texts.append(runs.text.strip())
            texts.extend(self._cell(box, notes) for box in found.boxes)
        return " ".join(filter(None, texts))


_MOST_ACROSS = 20


def _is_frame(cells: Sequence[Element]) -> bool:
    """Whether a row's cells lay out a page: one holds a table or many paragraphs."""
    for cell in cells:
        tags = [child.tag for child in _unwrapped(cell)]
        if f"{W}tbl" in tags or tags.count(f"{W}p") > _MOST_PARAGRAPHS:
            return True
    return False


def _unwrapped(container: Element) -> Iterator[Element]:
    for element in container:
        if element.tag in _WRAPPERS:
            yield from _unwrapped(element)
        elif element.tag not in _UNSEEN:
            yield element


def _children(container: Element, name: str) -> Iterator[Element]:
    return (element for element in _unwrapped(container) if element.tag == f"{W}{name}")


def _name(bookmark: Element) -> str | None:
    """The name of a bookmark that a person has set."""
    name = bookmark.get(f"{W}name", "")
    return name if name and not name.startswith("_") else None


def formula(element: Element) -> str:
    """A formula on one line: powers and indices as in text, fractions with a slash."""
    if element.tag == f"{_MATH}t":
        return element.text or ""
    if element.tag in (f"{_MATH}sSup", f"{_MATH}sSub", f"{_MATH}f"):
        parts = [formula(child) for child in element if not child.tag.endswith("Pr")]
        if len(parts) == 2:
            base, other = parts
            if element.tag == f"{_MATH}f":
                return f"{_grouped(base)}/{_grouped(other)}"
            return base + (raised if element.tag == f"{_MATH}sSup" else lowered)(other, base)
    return "".join(formula(child) for child in element if not child.tag.endswith("Pr"))


def _grouped(part: str) -> str:
    return part if re.fullmatch(r"[\w.]*", part) else f"({part})"
