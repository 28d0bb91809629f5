"""Paragraphs of office documents: put together from runs, with what their looks mean.

Raised and lowered characters, lines of code one after another, titles that are only bold, and
the question and answer of a FAQ's entry.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from retrieval.model import Block, BlockKind
from retrieval.sources.draft import Draft
from retrieval.sources.inline import entries, is_question, lowered, raised
from retrieval.sources.metadata import looks_like_title, one_line

Script = Literal["", "super", "sub"]

_LONGEST_TITLE = 80
_SIGNS = "\u2022\u25aa\u25e6\u2023\u00b7\uf0b7\u2013*-"
_TYPED_LABEL = re.compile(rf"\s*([{_SIGNS}]|\(?(?:\d{{1,3}}|[a-z])[.)])\t\s*")
_BULLETS = str.maketrans(dict.fromkeys(_SIGNS, "-"))
_DEEPEST = 20


class Runs:
    """The text of one paragraph, run by run."""

    def __init__(self) -> None:
        self._runs: list[tuple[str, Script]] = []
        self._plain = self._proportional = False

    def add(
        self, words: str, script: Script = "", *, bold: bool = False, fixed: bool = False
    ) -> None:
        """Goes on with words that stand on the line, above it or below it.

        `fixed` says that all their letters have the same width, as code has them.
        """
        if not words:
            return
        if words.strip():
            self._plain = self._plain or not bold
            self._proportional = self._proportional or not fixed
        if self._runs and self._runs[-1][1] == script:
            self._runs[-1] = (self._runs[-1][0] + words, script)
        else:
            self._runs.append((words, script))

    @property
    def text(self) -> str:
        """The paragraph as it reads: 2 and a raised 32 as "2^32", H and a lowered 2 as "H₂"."""
        made: list[str] = []
        for words, script in self._runs:
            if script and words.strip():
                before = made[-1] if made else ""
                made.append((raised if script == "super" else lowered)(words, before))
            else:
                made.append(words)
        return "".join(made)

    @property
    def is_bold(self) -> bool:
        """Whether all of it is bold."""
        return bool(self._runs) and not self._plain

    @property
    def is_fixed(self) -> bool:
        """Whether all its letters have the same width."""
        return bool(self._runs) and not self._proportional


_FIXED = re.compile(
    r"courier|consol|mono|menlo|monaco|code|terminal|fixed|typewriter|inconsolata|cascadia",
    re.IGNORECASE,
)


def is_fixed_font(name: str | None) -> bool:
    """Whether all letters of a font have the same width, by its name."""
    return bool(name and _FIXED.search(name))


class _Place(NamedTuple):
    line: int
    page: int | None
    anchor: str | None


class Composer:
    """Writes the paragraphs of a document to a draft, each with the number of its own."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.title: str | None = None
        self._code: list[str] = []
        self._code_level = 0
        self._code_first = 1
        self._code_last = _Place(1, None, None)
        self._defined: int | None = None

    def write(
        self,
        runs: Runs,
        kind: BlockKind,
        line: int,
        *,
        level: int = 0,
        label: str = "",
        page: int | None = None,
        anchor: str | None = None,
    ) -> None:
        """Appends a paragraph; `label` is the bullet or number that stands before its text."""
        words = runs.text
        place = _Place(line, page, anchor)
        if kind == "code" or (kind == "paragraph" and runs.is_fixed and words.strip()):
            self._add_code(words, level, place)
            return
        if not words.strip():
            # Code may go on after a blank line.
            self._code.extend([""] if self._code else [])
            return
        self.end_code()
        typed = _TYPED_LABEL.match(words) if kind == "paragraph" and not label else None
        if typed:
            kind, label, words = "item", typed[1].translate(_BULLETS), words[typed.end() :]
        words = f"{label} {words.strip()}" if label else words
        if kind == "heading":
            words = one_line(words)
            self.title = self.title or (words if level == 1 else None)
            self._add(words, kind, level, place)
        elif kind == "paragraph" and not level:
            self._write_entries(words.strip(), place, bold=runs.is_bold)
        elif kind == "definition" and self._defined == level:
            self._add(words, "paragraph", level + 1, place)
        else:
            self._add(words, kind, min(level, _DEEPEST), place)
        if kind == "definition":
            self._defined = level
        elif self._defined is not None and (kind == "heading" or level <= self._defined):
            self._defined = None

    def _write_entries(self, words: str, place: _Place, *, bold: bool) -> None:
        """Appends a paragraph; what serves as a heading in it is that."""
        title = one_line(words)
        is_title = len(title) <= _LONGEST_TITLE and looks_like_title(title)
        if bold and (is_title or is_question(title)):
            self.title = self.title or (None if self.draft.blocks else title)
            self._add(title, "heading", 7, place)
            return
        lines = words.split("\n")
        for first, end, asked in entries(lines):
            part = "\n".join(lines[first:end])
            if asked:
                self._add(one_line(part), "heading", 7, place)
            else:
                self._add(part, "paragraph", 0, place)

    def _add(self, words: str, kind: BlockKind, level: int, place: _Place) -> None:
        lines = (place.line, place.line)
        self.draft.add(words, kind, lines, level=level, page=place.page, anchor=place.anchor)

    def _add_code(self, words: str, level: int, place: _Place) -> None:
        if self._code and (level, place.page) != (self._code_level, self._code_last.page):
            self.end_code()
        if not self._code:
            self._code_first, self._code_level = place.line, level
        self._code.append(words)
        self._code_last = place

    def end_code(self) -> None:
        """Appends the lines of code so far as one block."""
        if self._code:
            code = "\n".join(self._code)
            self._code = []
            last, page, anchor = self._code_last
            lines = (self._code_first, last)
            self.draft.add(code, "code", lines, level=self._code_level, page=page, anchor=anchor)

    def blocks(self) -> list[Block]:
        """The blocks written; what looked like a title and has nothing below is a paragraph."""
        self.end_code()
        blocks = self.draft.blocks
        after: list[Block | None] = [*blocks[1:], None]
        return [
            block._replace(kind="paragraph", level=0)
            if block.level == 7
            and block.kind == "heading"
            and (below is None or below.kind == "heading")
            else block
            for block, below in zip(blocks, after, strict=False)
        ]


_PAGE_NUMBER = re.compile(
    r"[\W\d_]*(?:(?:page|seite|página|pagina|strona|side|sida|p|of|von|de|di|sur|z|af|av)\b[\W\d_]*)*",
    re.IGNORECASE,
)


def is_page_number(words: str) -> bool:
    """Whether the header or footer of a page only numbers it, or is empty."""
    return _PAGE_NUMBER.fullmatch(words) is not None


_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"))
_ROMAN_SMALL = ((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LETTERS = 26
_MOST_REPEATS = 5


def numeral(number: int, style: str) -> str:
    """A number as lists show it: in the style "1", "01", "a", "A", "i" or "I"; else as "1"."""
    written = str(number)
    if style in ("a", "A") and 0 < number <= _LETTERS * _MOST_REPEATS:
        written = chr(ord("a") + (number - 1) % _LETTERS) * ((number - 1) // _LETTERS + 1)
    elif style in ("i", "I") and 0 < number < 4000:
        written, rest = "", number
        for value, sign in (*_ROMAN, *_ROMAN_SMALL):
            written += sign * (rest // value)
            rest %= value
    elif style == "01":
        written = f"{number:02}"
    return written.upper() if style in ("A", "I") else written
