"""Manual pages as a terminal shows them: told by their indents, put together again.

Lines that were justified and words that were hyphenated to fill them are as the page's source
had them; what was printed twice to be bold, and underlined, is printed once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from retrieval.model import BlockKind, ParsedDocument
from retrieval.sources.base import SourceFile
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.line_shapes import looks_like_code
from retrieval.sources.metadata import iso_date

_OVERSTRUCK = re.compile(r"[^\n]\x08")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m|\x1b\(B")
_RUNNING = re.compile(
    r"(?P<name>\S[^\s(]*\(\w{1,8}\))\s.*\s(?P=name)\s*"
    r"|\S.*? {3,}.*\s(?P<last>\S+\(\w{1,8}\))\s*"
)
_MOST_STRIKES = 4


def document(file: SourceFile, raw: bytes, text: str) -> ParsedDocument:
    """The document of a formatted page whose bytes are `raw`."""
    lines = _struck_once(text).expandtabs().split("\n")
    title = ""
    dates: list[str] = []
    for number, line in enumerate(lines):
        head = _RUNNING.fullmatch(line) if line[:1].strip() else None
        if head and (head["name"] or (title and head["last"].lower() == title.lower())):
            title = title or head["name"]
            dates.extend(filter(None, map(iso_date, re.split(r"\s{3,}", line))))
            lines[number] = ""
    page = _Page(lines)
    page.read()
    draft = page.draft
    published = dates[-1] if dates else None
    return parsed(file, raw, draft.text, draft.blocks, title=title.lower(), published=published)


def _struck_once(text: str) -> str:
    if "\x1b" in text:
        text = _COLOUR.sub("", text)
    for _ in range(_MOST_STRIKES):
        if "\b" not in text:
            break
        text = _OVERSTRUCK.sub("", text)
    return text.replace("\b", "")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


_TAGGED = re.compile(r"(?P<indent> *)(?P<tag>\S+(?: \S+)*)(?P<gap> {2,})(?P<words>\S.*)")
_BULLET = re.compile(r" *(?P<tag>[o•·*+–—-]|\(?\d{1,2}[.)])(?P<gap> +)(?P<words>\S.*)")
_TIGHT = re.compile(r"(?P<indent> *)(?P<tag>\S+) (?P<words>\S.*)")
_LONGEST_TERM = 76
_FILLED = 60  # characters of a line that goes on because it is full
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_BROKEN = re.compile(r"(?P<start>\S*?(?P<word>[^\W\d_]*))(?P<hyphen>[-\u2010\u00ad])$")


class _Page:
    """The lines of a page, read into a draft."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.draft = Draft()
        self._lines = lines
        self._base = _base(lines)
        self._open: list[int] = []
        self._lead_in = False
        self._is_synopsis = False
        self._columns: set[int] = set()
        self._words = _words(lines)

    def read(self) -> None:
        """Read the page to its end."""
        first = 0
        while first < len(self._lines):
            if not self._lines[first].strip():
                first += 1
                continue
            end = first + 1
            while end < len(self._lines) and self._lines[end].strip():
                end += 1
            while first < end:
                first = self._part(first, end)

    def _part(self, first: int, end: int) -> int:
        """Takes what begins on a line, of lines without a blank one; returns where it ends."""
        line = self._lines[first]
        indent = _indent(line)
        follows = first + 1 < end
        if indent == 0 and (not follows or _indent(self._lines[first + 1]) > 0):
            return self._heading(first, 1)
        below = _indent(self._lines[first + 1]) if follows else 0
        if (
            0 < indent < self._base
            and (not follows or below > indent)
            and len(line) < _LONGEST_TERM
        ):
            return self._heading(first, 2)
        while self._open and indent < self._open[-1]:
            self._open.pop()
        if self._is_synopsis or self._is_code(first, end, indent):
            return self._code(first, end)
        return self._entry(first, end, indent) or self._prose(first, end, indent)

    def _is_code(self, first: int, end: int, indent: int) -> bool:
        """Whether lines are in columns, or set in deeper than what is around them and like code."""
        lines = self._lines[first:end]
        if lines[0].lstrip().startswith("-") or _BULLET.fullmatch(lines[0]):
            return False
        inside = self._open[-1] if self._open else self._base
        if indent <= inside + 1:
            return _has_columns(lines) and _indent(lines[-1]) == indent
        set_in = [f"    {line.strip()}" for line in lines]
        return _has_columns(lines) or looks_like_code(set_in, lead_in=self._lead_in)

    def _heading(self, first: int, level: int) -> int:
        self._open.clear()
        words = " ".join(self._lines[first].split())
        self._add(words, "heading", first, first + 1, level)
        self._is_synopsis = words.upper() in ("SYNOPSIS", "SYNTAX", "ÜBERSICHT", "СИНТАКСИС")
        return first + 1

    def _entry(self, first: int, end: int, indent: int) -> int:
        """Takes an item or a term with its definition; 0 if there is none."""
        line = self._lines[first]
        below = _indent(self._lines[first + 1]) if first + 1 < end else 0
        bullet = _BULLET.fullmatch(line)
        if bullet and (below in (0, bullet.start("words"), indent)):
            return self._tagged(first, end, bullet, "item")
        tagged = _TAGGED.fullmatch(line)
        if tagged and self._is_tag(tagged, below, first):
            return self._tagged(first, end, tagged, "definition")
        if tight := self._tight_tag(line, indent, below):
            return self._tagged(first, end, tight, "definition")
        last = first
        while last + 1 < end and _indent(self._lines[last + 1]) == indent:
            last += 1
        if last + 1 >= end or _indent(self._lines[last + 1]) < indent + 2:
            return 0
        terms = self._lines[first : last + 1]
        # A sentence before something set in is no term, and neither are the lines of one.
        if not all(map(_is_term, terms)) or (len(terms) > 1 and not _are_aliases(terms)):
            return 0
        for number, term in enumerate(terms, first):
            self._add(" ".join(term.split()), "term", number, number + 1, len(self._open))
        return self._content(last + 1, end, _indent(self._lines[last + 1]), "definition", "")

    def _is_tag(self, found: re.Match[str], below: int, first: int) -> bool:
        """Whether a line's first words are a tag, and no word of a justified line."""
        column, indent = found.start("words"), len(found["indent"])
        if below > indent:
            self._columns.add(column)
            return below == column
        if found["tag"].startswith("-"):
            return True
        known = column in self._columns or column - indent in (4, 7, 8)
        if below == indent:
            after = _TAGGED.fullmatch(self._lines[first + 1])
            named = known and found["tag"].isupper() and "  " not in found["words"]
            return named or (after is not None and after.start("words") == column)
        return known and not re.search(r"[.:;!?,]$", found["tag"]) and "  " not in found["words"]

    def _tight_tag(self, line: str, indent: int, below: int) -> re.Match[str] | None:
        """A tag that fills the space before its definition, which goes on `below` at a column."""
        found = _TIGHT.fullmatch(line)
        if found is None:
            return None
        column = found.start("words")
        named = below <= indent and found["tag"].isupper() and column in self._columns
        return found if named or (below == column and len(line) >= _FILLED) else None

    def _tagged(self, first: int, end: int, found: re.Match[str], kind: BlockKind) -> int:
        column = found.start("words")
        if kind == "definition":
            tag = " ".join(found["tag"].split())
            self._add(tag, "term", first, first + 1, len(self._open))
            return self._content(first, end, column, kind, "", start=column)
        marker = f"{found['tag']} " if found["tag"][-1] in ".)" else "- "
        return self._content(first, end, column, kind, marker, start=column)

    def _content(
        self, first: int, end: int, column: int, kind: BlockKind, marker: str, *, start: int = 0
    ) -> int:
        """Takes the lines set in at a column, the first from `start` on."""
        last = first + 1
        while last < end and column <= _indent(self._lines[last]) <= column + 1:
            last += 1
        lines = [self._lines[first][start:], *self._lines[first + 1 : last]]
        self._add(marker + self._joined(lines), kind, first, last, len(self._open))
        self._open.append(column)
        return last

    def _prose(self, first: int, end: int, indent: int) -> int:
        """Takes a paragraph."""
        last = first + 1
        while last < end and _indent(self._lines[last]) == indent:
            last += 1
        if last < end and _indent(self._lines[last]) > indent:  # a first line that hangs
            while last < end and _indent(self._lines[last]) > indent:
                last += 1
        words = self._joined(self._lines[first:last])
        self._add(words, "paragraph", first, last, len(self._open))
        return last

    def _code(self, first: int, end: int) -> int:
        margin = min(_indent(line) for line in self._lines[first:end])
        words = "\n".join(line[margin:].rstrip() for line in self._lines[first:end])
        self._add(words, "code", first, end, len(self._open))
        return end

    def _add(self, words: str, kind: BlockKind, first: int, end: int, level: int) -> None:
        self._lead_in = kind == "code" or words.endswith(":")
        self.draft.add(words, kind, (first + 1, end), level=level)

    def _joined(self, lines: Sequence[str]) -> str:
        """The lines as one, words put together that a line's end broke."""
        text = ""
        for line in lines:
            words = " ".join(line.split())
            broken = _BROKEN.search(text) if text.endswith(("-", "\u2010", "\u00ad")) else None
            following = re.match(r"[^\W\d_]+", words)
            if broken is None or following is None or not broken["start"]:
                text = f"{text} {words}" if text else words
            elif self._keeps_hyphen(broken, following[0]):
                text = f"{text[:-1]}-{words}"
            else:
                text = text[:-1] + words
        return text

    def _keeps_hyphen(self, broken: re.Match[str], after: str) -> bool:
        """Whether a hyphen at a line's end is the word's own."""
        before, whole = broken["word"].lower(), f"{broken['word']}{after}".lower()
        if (
            broken["start"] != broken["word"]
            and broken["start"].lstrip("(\"'“‘[") != broken["word"]
        ):
            return True  # an option, a path or a compound that goes on
        if f"{before}-{after.lower()}" in self._words:
            return True
        if whole in self._words or broken["hyphen"] == "\u00ad":
            return False
        if not after[0].islower():
            return True
        return before in self._words and after.lower() in self._words


def _words(lines: Sequence[str]) -> frozenset[str]:
    """The words that stand whole on one line, in lower case."""
    found: set[str] = set()
    broken = False
    for line in lines:
        words = _WORD.findall(line)
        ends = line.rstrip().endswith(("-", "\u2010", "\u00ad"))
        whole = words[broken : len(words) - ends]
        found.update(word.replace("\u2010", "-").lower() for word in whole)
        broken = ends
    return frozenset(found)


def _base(lines: Sequence[str]) -> int:
    """The indent of what stands under the headings."""
    below = [
        _indent(after)
        for line, after in pairwise(lines)
        if line[:1].strip() and after[:1] == " " and after.strip()
    ]
    return Counter(below).most_common(1)[0][0] if below else 7


def _is_term(line: str) -> bool:
    words = line.strip()
    ends = re.search(r"[.:;!?]$", words.removesuffix("..."))
    goes_on = words.endswith(",") and not words.startswith("-")
    return len(words) <= _LONGEST_TERM and not ends and not goes_on


def _are_aliases(terms: Sequence[str]) -> bool:
    return all(term.lstrip().startswith("-") for term in terms)


def _has_columns(lines: Sequence[str]) -> bool:
    """Whether lines have gaps as between the columns of a table."""
    gaps = sum(1 for line in lines if re.search(r"\S {3,}\S", line))
    return len(lines) > 1 and gaps * 5 >= len(lines) * 4
