"""What the styles and numberings of a Word document make of its paragraphs and runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from retrieval.model import BlockKind
from retrieval.sources.office_text import Script, is_fixed_font, numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"

_DEEPEST_STYLE = 10
_DEEPEST_LIST = 8
_OFF = frozenset({"0", "false", "off", "none"})


class Role(NamedTuple):
    """What a paragraph is, None where it is a line of a table of contents."""

    kind: BlockKind | None
    level: int = 0


PLAIN = Role("paragraph")

_NAMES = re.compile(
    r"(?P<heading>heading)\D*(?P<level>\d)?|(?P<title>title$)"
    r"|(?P<contents>toc|table of figures|table of authorities|index \d)"
    r"|(?P<item>list(?! paragraph| continue| contents| heading)\b)\D*(?P<depth>\d)?"
    r"|(?P<term>definition term|list heading)|(?P<definition>definition|list contents)"
    r"|(?P<code>(?:source |html )?(?:code|preformatted)\b|macro text|verbatim)",
    re.IGNORECASE,
)


def role_named(name: str) -> Role | None:
    """What the paragraphs of a style are, by its name alone; None where that says nothing."""
    found = _NAMES.match(name)
    if found is None:
        return None
    if found["title"]:
        return Role("heading", 1)
    if found["heading"]:
        return Role("heading", min(int(found["level"] or 1), 6) or 1)
    if found["contents"]:
        return Role(None)
    if found["item"]:
        return Role("item", max(int(found["depth"] or 1) - 1, 0))
    kinds: tuple[BlockKind, ...] = ("term", "definition", "code")
    return Role(next(kind for kind in kinds if found[kind]))


class WordLook(NamedTuple):
    """How a run is shown; None where that is said elsewhere."""

    script: Script | None = None
    bold: bool | None = None
    hidden: bool | None = None
    fixed: bool | None = None

    def over(self, below: WordLook) -> WordLook:
        """This look, and what it does not say from another one."""
        return WordLook(
            self.script if self.script is not None else below.script,
            self.bold if self.bold is not None else below.bold,
            self.hidden if self.hidden is not None else below.hidden,
            self.fixed if self.fixed is not None else below.fixed,
        )


_SCRIPTS: dict[str, Script] = {"superscript": "super", "subscript": "sub"}
NO_LOOK = WordLook()


def look_of(properties: Element | None) -> WordLook:
    """The look that a run's properties state."""
    if properties is None:
        return NO_LOOK
    script: Script | None = None
    bold = hidden = fixed = None
    for child in properties:
        if child.tag == f"{W}vertAlign":
            script = _SCRIPTS.get(child.get(VAL, ""), "")
        elif child.tag == f"{W}b":
            bold = is_on(child)
        elif child.tag == f"{W}vanish":
            hidden = is_on(child)
        elif child.tag == f"{W}rFonts" and child.get(f"{W}ascii"):
            fixed = is_fixed_font(child.get(f"{W}ascii"))
    return WordLook(script, bold, hidden, fixed)


def is_on(switch: Element | None) -> bool:
    """Whether a property that can be switched off is there and on."""
    return switch is not None and switch.get(VAL, "1") not in _OFF


class _Style(NamedTuple):
    name: str
    based_on: str
    outline: int | None
    number: tuple[str, int] | None
    look: WordLook


class Styles:
    """The styles of a document, by their ids; none where it has no such part.

    `all_fixed` says that its text is in a font as code has it, which then tells nothing.
    """

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._roles: dict[str, Role] = {}
        self._looks: dict[str, WordLook] = {}
        self.all_fixed = False
        for style in root.iter(f"{W}style") if root is not None else ():
            name = style.get(f"{W}styleId", "")
            self._styles[name] = _read_style(style)
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                self.all_fixed = bool(self._styles[name].look.fixed)

    def role(self, style: str) -> Role:
        """What the paragraphs of a style are, by its name or by that of one it is based on."""
        if style not in self._roles:
            roles = (_role(one, own=not place) for place, one in enumerate(self._line(style)))
            self._roles[style] = next(filter(None, roles), PLAIN)
        return self._roles[style]

    def number(self, style: str) -> tuple[str, int] | None:
        """The numbering that a style gives its paragraphs, and the level in it."""
        return next((one.number for one in self._line(style) if one.number), None)

    def look(self, style: str) -> WordLook:
        """How the runs of a style are shown."""
        if style not in self._looks:
            look = NO_LOOK
            for one in self._line(style):
                look = look.over(one.look)
            self._looks[style] = look
        return self._looks[style]

    def _line(self, style: str) -> Iterator[_Style]:
        for _ in range(_DEEPEST_STYLE):
            found = self._styles.get(style)
            if found is None:
                return
            yield found
            style = found.based_on


def _read_style(style: Element) -> _Style:
    name, based_on = style.find(f"{W}name"), style.find(f"{W}basedOn")
    outline = style.find(f"{W}pPr/{W}outlineLvl")
    return _Style(
        name.get(VAL, "") if name is not None else "",
        based_on.get(VAL, "") if based_on is not None else "",
        to_number(outline, -1) if outline is not None else None,
        number_of(style.find(f"{W}pPr")),
        look_of(style.find(f"{W}rPr")),
    )


def _role(style: _Style, *, own: bool) -> Role | None:
    """What a style says; an author's or a date's is often based on the title's, and is none."""
    role = role_named(style.name)
    if style.name.lower() == "title" and not own:
        return PLAIN
    if role is None and style.outline is not None and 0 <= style.outline < 9:
        return Role("heading", min(style.outline + 1, 6))
    return role


def number_of(properties: Element | None) -> tuple[str, int] | None:
    """The numbering that a paragraph's properties name ("0" for none), and the level in it."""
    stated = properties.find(f"{W}numPr") if properties is not None else None
    number = stated.find(f"{W}numId") if stated is not None else None
    if stated is None or number is None:
        return None
    level = to_number(stated.find(f"{W}ilvl"), 0)
    return number.get(VAL, "0"), min(max(level, 0), _DEEPEST_LIST)


def to_number(element: Element | None, default: int) -> int:
    """The number that an element states."""
    stated = element.get(VAL, "") if element is not None else ""
    return int(stated) if re.fullmatch(r"-?[0-9]{1,6}", stated) else default


class _Level(NamedTuple):
    style: str
    text: str
    start: int


_LEVEL = _Level("bullet", "", 1)
_NUMERALS = {
    "decimalZero": "01",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}


class Numbering:
    """The bullets and numbers of a document's lists, counted on as its paragraphs come."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}
        if root is None:
            return
        for kind in root.iter(f"{W}abstractNum"):
            for level in kind.iter(f"{W}lvl"):
                place = kind.get(f"{W}abstractNumId", ""), _depth(level)
                self._levels[place] = _read_level(level)
        for made in root.iter(f"{W}num"):
            kind_of = made.find(f"{W}abstractNumId")
            if kind_of is not None:
                self._lists[made.get(f"{W}numId", "")] = kind_of.get(VAL, "")

    def label(self, number: str, depth: int) -> str:
        """The bullet ("-") or the number of the next paragraph of a list, as it is shown."""
        kind = self._lists.get(number, "")
        level = self._levels.get((kind, depth), _LEVEL)
        counts = self._counts.setdefault(number, [])
        del counts[depth + 1 :]
        while len(counts) <= depth:
            above = self._levels.get((kind, len(counts)), _LEVEL)
            counts.append(above.start - (len(counts) == depth))
        counts[depth] += 1
        if level.style in ("bullet", "none"):
            return "-" if level.style == "bullet" and (level.text.strip() or not kind) else ""

        def shown(place: re.Match[str]) -> str:
            which = int(place[1]) - 1
            of = self._levels.get((kind, which), _LEVEL)
            style = _NUMERALS.get(of.style, "1")
            return numeral(counts[which], style) if which < len(counts) else ""

        return re.sub(r"%([1-9])", shown, level.text).strip()


def _depth(level: Element) -> int:
    stated = level.get(f"{W}ilvl", "0")
    return int(stated) if stated.isdecimal() and len(stated) < 3 else 0


def _read_level(level: Element) -> _Level:
    style, text = level.find(f"{W}numFmt"), level.find(f"{W}lvlText")
    return _Level(
        style.get(VAL, "decimal") if style is not None else "decimal",
        text.get(VAL, "") if text is not None else "",
        to_number(level.find(f"{W}start"), 1),
    )
