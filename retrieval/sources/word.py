"""Word (.docx): headings, paragraphs, list items and tables in the order of the document.

The body is walked as XML, since python-docx leaves out what stands in content controls, text
boxes and tracked insertions.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind, ParsedDocument
from retrieval.sources.base import (
    Limits,
    Report,
    SourceFile,
    in_words,
    parsing,
    read_whole,
    require,
)
from retrieval.sources.draft import CELL_GAP, Draft, Row, parsed

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import BaseStyle

_EXPANSION = 4
"""How many times `max_file_bytes` the parts of a file may take up once unpacked."""


def load(file: SourceFile, limits: Limits, _report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. A block's line is the number of its paragraph in the document.

    Raises:
        UnreadableFile: it cannot be opened, is too large as it is or unpacked, is no Word
            document, or python-docx is not installed.
    """
    require("docx", package="python-docx", extra="word", suffix=".docx")
    raw = read_whole(file, limits)
    with parsing("Word document", library="docx"):
        _refuse_bomb(raw, _EXPANSION * limits.max_file_bytes)
    yield _read(file, raw)


def _refuse_bomb(raw: bytes, most: int) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        if sum(part.file_size for part in package.infolist()) > most:
            raise UnreadableFile(f"larger than {in_words(most)} when unpacked")


def _read(file: SourceFile, raw: bytes) -> ParsedDocument:
    from docx import Document
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError

    with parsing("Word document", PythonDocxError, OpcError, library="docx"):
        document = Document(io.BytesIO(raw))
        draft = Draft()
        heading = write_body(document, draft)
        title = (document.core_properties.title or "").strip()
    return parsed(file, raw, draft.text, draft.blocks, title=title or heading)


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

_SHOWN_AS = {
    f"{W}tab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
# Deleted text, field codes, properties, and what is written as a block of its own.
_UNSEEN = {
    *(f"{W}{name}" for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "txbxContent")),
    _FALLBACK,
}

Element = Any
"""An lxml element, which is untyped."""


def paragraph_text(element: Element) -> str:
    """The text inside an element: insertions counted in, deletions and text boxes not."""
    if element.tag in (f"{W}t", f"{_MATH}t"):
        return element.text or ""
    if element.tag in _SHOWN_AS:
        return _SHOWN_AS[element.tag]
    return "".join(paragraph_text(child) for child in element if child.tag not in _UNSEEN)


def text_boxes(paragraph: Element) -> Iterator[Element]:
    """Yields the contents of the text boxes anchored in a paragraph, each once."""
    for child in paragraph:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag != _FALLBACK:
            yield from text_boxes(child)


_Role = tuple[BlockKind, int]

_PLAIN: _Role = ("paragraph", 0)
_WRAPPERS = {
    f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
}
_DEEPEST_STYLE = 10

_Element = Any
"""An lxml element, which is untyped."""


def write_body(document: Document, draft: Draft) -> str | None:
    """Appends the document's blocks to `draft`; returns its first heading of level 1."""
    writer = _Writer(draft, _style_roles(document))
    writer.flow(document.element.body)
    return writer.title


class _Writer:
    """Writes paragraphs and tables, each paragraph counted as a line."""

    def __init__(self, draft: Draft, roles: dict[str, _Role]) -> None:
        self.title: str | None = None
        self._draft = draft
        self._roles = roles
        self._line = 0

    def flow(self, container: _Element) -> None:
        """Writes what stands in a body, a cell or a text box, in order."""
        for element in _unwrapped(container):
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self._table(element)

    def _paragraph(self, element: _Element) -> None:
        self._line += 1
        kind, level = self._role(element)
        words = paragraph_text(element)
        if kind == "heading" and level == 1 and words.strip():
            self.title = self.title or words
        self._draft.add(words, kind, (self._line, self._line), level=level)
        for box in text_boxes(element):
            self.flow(box)

    def _role(self, paragraph: _Element) -> _Role:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        kind, level = self._roles.get(style.get(f"{W}val"), _PLAIN) if style is not None else _PLAIN
        number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if kind == "heading" or number is None or number.get(f"{W}val") == "0":
            return kind, level
        depth = paragraph.find(f"{W}pPr/{W}numPr/{W}ilvl")
        return "item", int(depth.get(f"{W}val")) if depth is not None else 0

    def _table(self, table: _Element) -> None:
        rows = [list(_children(row, "tc")) for row in _children(table, "tr")]
        if all(len(cells) == 1 for cells in rows):
            # A frame around paragraphs, not a table of values.
            for cells in rows:
                self.flow(cells[0])
            return
        self._draft.add_table([self._row(cells) for cells in rows])

    def _row(self, cells: list[_Element]) -> Row:
        first = self._line + 1
        shown: list[str] = []
        for cell in cells:
            paragraphs = list(cell.iter(f"{W}p"))
            self._line += len(paragraphs)
            shown.append(" ".join(" ".join(map(paragraph_text, paragraphs)).split()))
        return CELL_GAP.join(shown), first, max(first, self._line)


def _unwrapped(container: _Element) -> Iterator[_Element]:
    for element in container:
        if element.tag in _WRAPPERS:
            yield from _unwrapped(element)
        else:
            yield element


def _children(container: _Element, name: str) -> Iterator[_Element]:
    return (element for element in _unwrapped(container) if element.tag == f"{W}{name}")


def _style_roles(document: Document) -> dict[str, _Role]:
    """What the paragraphs of each style are, by the style's id."""
    return {style.style_id: _style_role(style) for style in document.styles}


def _style_role(style: BaseStyle | None) -> _Role:
    """A heading or an item by the style's name, or by that of a style it is based on."""
    for _ in range(_DEEPEST_STYLE):
        if style is None:
            break
        found = re.match(
            r"(heading|title$|list(?! paragraph| continue)\b)[^\d]*(\d)?",
            style.name or "",
            re.IGNORECASE,
        )
        if found:
            number = int(found[2] or 1)
            return (
                ("item", number - 1) if found[1].lower() == "list" else ("heading", min(number, 6))
            )
        style = getattr(style, "base_style", None)
    return _PLAIN
