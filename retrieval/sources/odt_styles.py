"""What the styles of an OpenDocument file make of its paragraphs, runs, lists and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from retrieval.model import BlockKind
from retrieval.sources.office_text import Script, is_fixed_font, numeral

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"

_DEEPEST_STYLE = 10
_NAMES = re.compile(
    r"(?P<title>title$)|(?P<contents>contents (?:\d|heading)|(?:illustration|table) index)"
    r"|(?P<term>list heading|definition term)|(?P<definition>list contents|definition)"
    r"|(?P<code>(?:source )?(?:code|preformatted)\b|verbatim)",
    re.IGNORECASE,
)
_KINDS: dict[str, BlockKind | None] = {
    "title": "heading",
    "contents": None,
    "term": "term",
    "definition": "definition",
    "code": "code",
}


class OdtLook(NamedTuple):
    """How a text is shown; None where that is left to what it stands in."""

    script: Script | None = None
    bold: bool | None = None
    hidden: bool | None = None
    fixed: bool | None = None

    def over(self, below: OdtLook) -> OdtLook:
        """This look, and what it does not say from another one."""
        return OdtLook(
            self.script if self.script is not None else below.script,
            self.bold if self.bold is not None else below.bold,
            self.hidden if self.hidden is not None else below.hidden,
            self.fixed if self.fixed is not None else below.fixed,
        )


NO_LOOK = OdtLook()


class _Style(NamedTuple):
    name: str
    parent: str
    look: OdtLook


class ListStyle(NamedTuple):
    """How the items of one level of a list are numbered; `format` is empty for bullets."""

    format: str = ""
    before: str = ""
    after: str = ""
    start: int = 1

    def label(self, number: int) -> str:
        """The bullet ("-") or the number that stands before an item."""
        return f"{self.before}{numeral(number, self.format)}{self.after}" if self.format else "-"


class OpenStyles:
    """The styles of a document: those that its user sees, and those that its program made.

    `all_fixed` says that its text is in a font as code has it, which then tells nothing.
    """

    def __init__(self, *roots: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._lists: dict[tuple[str, int], ListStyle] = {}
        self._kinds: dict[str, BlockKind | None] = {}
        self._looks: dict[str, OdtLook] = {}
        self._unseen: set[str] = set()
        self.all_fixed = False
        for root in roots:
            for style in root.iter(f"{STYLE}style") if root is not None else ():
                self._add(style)
            for style in root.iter(f"{TEXT}list-style") if root is not None else ():
                self._add_list(style)

    def kind(self, style: str) -> BlockKind | None:
        """What the paragraphs of a style are; None for the lines of an index."""
        if style not in self._kinds:
            named = filter(None, (_NAMES.match(one.name) for one in self._line(style)))
            found = next(named, None)
            kind = next((kind for name, kind in _KINDS.items() if found and found[name]), None)
            self._kinds[style] = kind if found else "paragraph"
        return self._kinds[style]

    def look(self, style: str | None) -> OdtLook:
        """How the text of a style is shown."""
        if not style:
            return NO_LOOK
        if style not in self._looks:
            look = NO_LOOK
            for one in self._line(style):
                look = look.over(one.look)
            self._looks[style] = look
        return self._looks[style]

    def list_style(self, style: str, depth: int) -> ListStyle:
        """How the items of a list are numbered at a depth, counted from 0."""
        return self._lists.get((style, depth), ListStyle())

    def shows_table(self, style: str) -> bool:
        """Whether a sheet of this style is shown."""
        return style not in self._unseen

    def _line(self, style: str) -> Iterator[_Style]:
        for _ in range(_DEEPEST_STYLE):
            if not style:
                return
            found = self._styles.get(style) or _Style(_shown(style), "", NO_LOOK)
            yield found
            style = found.parent

    def _add(self, style: Element) -> None:
        name = style.get(f"{STYLE}name", "")
        shown = style.get(f"{STYLE}display-name") or _shown(name)
        look = _look(style.find(f"{STYLE}text-properties"))
        if shown in ("Standard", "Default Paragraph Style", "Text body"):
            self.all_fixed = self.all_fixed or bool(look.fixed)
        self._styles[name] = _Style(shown, style.get(f"{STYLE}parent-style-name", ""), look)
        table = style.find(f"{STYLE}table-properties")
        if table is not None and table.get(f"{TABLE}display") == "false":
            self._unseen.add(name)

    def _add_list(self, style: Element) -> None:
        name = style.get(f"{STYLE}name", "")
        for level in style:
            depth = to_number(level.get(f"{TEXT}level"), 1) - 1
            numbered = level.tag == f"{TEXT}list-level-style-number"
            self._lists[name, depth] = ListStyle(
                level.get(f"{STYLE}num-format", "") if numbered else "",
                level.get(f"{STYLE}num-prefix", ""),
                level.get(f"{STYLE}num-suffix", ""),
                to_number(level.get(f"{TEXT}start-value"), 1),
            )


def _shown(name: str) -> str:
    """A style's name as its user sees it, which is not always stated."""
    return name.replace("_20_", " ")


def _look(properties: Element | None) -> OdtLook:
    if properties is None:
        return NO_LOOK
    script: Script | None = None
    position = properties.get(f"{STYLE}text-position", "")
    if position:
        raised = re.match(r"super|[1-9]", position)
        script = "super" if raised else "sub" if re.match(r"sub|-", position) else ""
    weight = properties.get(f"{_FO}font-weight")
    display = properties.get(f"{TEXT}display")
    font = properties.get(f"{STYLE}font-name") or properties.get(f"{_FO}font-family")
    return OdtLook(
        script,
        None if weight is None else weight in ("bold", "600", "700", "800", "900"),
        None if display is None else display == "none",
        None if font is None else is_fixed_font(font),
    )


def to_number(written: str | None, default: int) -> int:
    """The number in an attribute."""
    return int(written) if written and re.fullmatch(r"-?[0-9]{1,8}", written) else default
