"""What stands inside a paragraph of AsciiDoc, as plain text, and the rows of its tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape

from retrieval.sources.inline import lowered, raised

BUILT_IN: Mapping[str, str] = {
    **dict.fromkeys("empty blank zwsp wj shy".split(), ""),
    **dict.fromkeys("nbsp sp".split(), " "),
    **dict(
        pair.split("=", 1)
        for pair in (
            "plus=+ asterisk=* caret=^ tilde=~ backtick=` vbar=| startsb=[ endsb=] backslash=\\"
            " two-colons=:: two-semicolons=;; lt=< gt=> amp=& apos=' quot=\" deg=° cpp=C++ pp=++"
            " lsquo=‘ rsquo=’ ldquo=“ rdquo=” brvbar=¦"
        ).split()
    ),
}
"""The attributes that every document has."""

_LONGEST = 300  # characters between the two ends of any markup
_LONG = 20_000  # characters of a paragraph that nobody wrote
_CODE = re.compile(rf"(?<![\w`])(`{{1,2}})(\+?)(\S[^`]{{0,{_LONGEST}}}?|\S)\2\1(?!\w)")
_NOTE = re.compile(r"footnote(?:ref)?:[\w-]*\[((?:[^\]\\]|\\\])*)\]")
_LINK = re.compile(
    r"(?:\b(?:link|xref|mailto):(?:\+\+)?|(?=\b(?:https?|ftp|irc)://))"
    r"(?P<target>[^\s\[\]<>\"]{1,500}?)(?:\+\+)?\[(?P<text>(?:[^\]\\\n]|\\\])*)\]"
)
_MACRO = re.compile(
    r"\b(?P<name>[a-zA-Z][\w-]{1,20}):(?P<target>[^\s\[\]:`]{0,200})\[(?P<text>[^\]\n]*)\]"
)
_SHOWN = frozenset("kbd btn pass stem latexmath asciimath indexterm2 text".split())
_REFERENCE = re.compile(r"<<([^<>,\n]{1,200})(?:,\s*([^<>]*?))?>>")
_ENTRY = re.compile(r"\(\(\((?:[^()]*)\)\)\)|\(\(([^()]+)\)\)")
_ATTRIBUTE = re.compile(r"(?<!\\)\{([\w-]{1,50})\}")
_QUOTES = ((re.compile(r"\"`([^`\n]+)`\""), r"“\1”"), (re.compile(r"'`([^`\n]+)`'"), r"‘\1’"))
_ROLE = r"(?:\[[^\]\n]{0,100}\])?"
_MARKS = (
    *(
        re.compile(rf"{_ROLE}{sign}{sign}(\S(?:.{{0,{_LONGEST}}}?\S)?){sign}{sign}")
        for sign in (r"\*", "_", "#", r"\+")
    ),
    *(
        re.compile(
            rf"(?<![\w{sign}\\]){_ROLE}{sign}(\S(?:[^{sign}]{{0,{_LONGEST}}}?\S)?){sign}(?!\w)"
        )
        for sign in (r"\*", "_", "#", r"\+")
    ),
)
_SCRIPT = re.compile(r"(?P<sign>[\^~])(?P<words>[^\s^~]{1,40})(?P=sign)")
_ANCHOR = re.compile(r"\[\[[^\]\[\n]{1,200}\]\]|\banchor:[\w-]+\[[^\]]*\]")
_ESCAPED = re.compile(r"\\(?=[*_`#+{<^~\[(])")
_SEVERAL = 5  # words that make of a picture's name a description


class AsciidocWords:
    """Inline markup read with a document's attributes; `notes` gathers the footnotes."""

    def __init__(self, attributes: Mapping[str, str]) -> None:
        self.notes: list[str] = []
        self._attributes = attributes

    def plain(self, text: str) -> str:
        """The text of a paragraph as a reader sees it."""
        if not re.search(r"[*_`#+^~\[{<(&\\]", text) or len(text) > _LONG:
            return text
        text = _NOTE.sub(self._note, text) if "footnote" in text else text
        for pattern, quoted in _QUOTES:
            text = pattern.sub(quoted, text)
        pieces: list[str] = []
        end = 0
        for code in _CODE.finditer(text):
            pieces.append(self._marked(text[end : code.start()]))
            inside = code[3]
            pieces.append(inside if code[2] else self._attributed(_ESCAPED.sub("", inside)))
            end = code.end()
        pieces.append(self._marked(text[end:]))
        return "".join(pieces)

    def _marked(self, text: str) -> str:
        text = _ANCHOR.sub("", self._attributed(text))
        text = _REFERENCE.sub(lambda found: found[2] or found[1].lstrip("#"), text)
        text = _ENTRY.sub(lambda found: found[1] or "", text) if "((" in text else text
        if "[" in text:
            text = _MACRO.sub(_macro, _LINK.sub(_link, text))
        for mark in _MARKS:
            text = mark.sub(r"\1", text)
        text = _SCRIPT.sub(_script, text)
        text = _ESCAPED.sub("", text)
        return re.sub(r"[\r\n]", " ", unescape(text)) if "&" in text else text

    def _attributed(self, text: str) -> str:
        if "{" not in text:
            return text
        return _ATTRIBUTE.sub(lambda found: self._attributes.get(found[1].lower(), found[0]), text)

    def _note(self, found: re.Match[str]) -> str:
        if found[1]:
            self.notes.append(self.plain(found[1].replace("\\]", "]")))
        return ""


def _link(found: re.Match[str]) -> str:
    text = re.sub(r",\s*[\w-]+=.*|\^$", "", found["text"]).strip().strip('"')
    return text.removesuffix("^") or found["target"].removeprefix("mailto:")


def _macro(found: re.Match[str]) -> str:
    name, target, text = found["name"], found["target"], found["text"]
    if name in _SHOWN:
        return text
    if name == "menu":
        return " > ".join(filter(None, [target.replace("_", " "), *re.split(r"\s*>\s*", text)]))
    if name == "image":
        alt = text.partition(",")[0]
        return alt if len(alt.split()) >= _SEVERAL else ""
    if name in ("icon", "indexterm", "anchor", "include", "toc"):
        return ""
    if target and re.fullmatch(r"\d\w{0,3}", text):
        return f"{target}({text})"  # a manual page
    return (text or target) if name.endswith("git") else found[0]


def _script(found: re.Match[str]) -> str:
    before = found.string[: found.start()][-1:]
    return (raised if found["sign"] == "^" else lowered)(found["words"], before)


_CELL = re.compile(
    r"(?:^|(?<=\s))(?:(?P<count>\d{1,3})\*|\d{1,3}(?:\.\d{1,3})?\+|\.\d{1,3}\+)?"
    r"(?:[<^>]?(?:\.[<^>])?[a-z]?)(?<!\\)(?P<sign>[|:!])",
    re.MULTILINE,
)
_MOST_COLUMNS = 1000
_MOST_COPIES = 100


def rows(
    lines: Sequence[str], numbers: range, columns: str, sign: str
) -> list[tuple[int, list[str]]]:
    """The rows of a table, each with the line where it begins.

    `columns` is what the table's `cols` says; without it, the first line has all of a row.
    """
    cells: list[tuple[int, str]] = []
    width = 0
    for number in numbers:
        line = lines[number]
        found = [cell for cell in _CELL.finditer(line) if cell["sign"] == sign]
        head = line[: found[0].start()] if found else line
        if head.strip() and cells:
            cells[-1] = (cells[-1][0], f"{cells[-1][1]}\n{head}")
        for place, cell in enumerate(found):
            end = found[place + 1].start() if place + 1 < len(found) else len(line)
            copies = min(int(cell["count"] or 1), _MOST_COPIES)
            cells.extend([(number, line[cell.end() : end].strip())] * copies)
        width = width or len(cells)
    width = min(_width(columns) or width or 1, _MOST_COLUMNS)
    return [
        (cells[place][0], [words.replace("\\|", "|") for _, words in cells[place : place + width]])
        for place in range(0, len(cells), width)
    ]


def _width(columns: str) -> int:
    """How many columns a table states."""
    if not columns.strip():
        return 0
    parts = [part.strip() for part in re.split(r"[,;]", columns)]
    counts = [re.match(r"(\d{1,3})\*", part) for part in parts]
    return sum(int(count[1]) if count else 1 for count in counts)
