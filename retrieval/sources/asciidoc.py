"""AsciiDoc: sections, paragraphs, lists, entries, tables and blocks, line by line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrieval.model import BlockKind, ParsedDocument
from retrieval.sources.asciidoc_words import BUILT_IN, AsciidocWords, rows
from retrieval.sources.base import Limits, Report, SourceFile, read_whole
from retrieval.sources.draft import CELL_GAP, Draft, parsed
from retrieval.sources.encoding import decode
from retrieval.sources.inline import entries, is_question
from retrieval.sources.metadata import first_heading, iso_date, looks_like_title, read_front_matter

_HEADING = re.compile(r"(?P<marks>={1,6}|#{1,6})[ \t]+(?P<title>\S.*?)(?:[ \t]+(?P=marks))?")
_UNDERLINE = re.compile(r"={2,}|-{2,}|~{2,}|\^{2,}|\+{2,}")
_LEVELS = {"=": 1, "-": 2, "~": 3, "^": 4, "+": 5}
_ATTRIBUTE = re.compile(r":(?P<name>!?[\w-]+!?):(?:[ \t]+(?P<value>.*))?")
_BLOCK_ATTRIBUTES = re.compile(r"\[(?P<inside>[^\[\]]*|[^\[\]]*\"[^\"]*\"[^\[\]]*)\]")
_ANCHOR = re.compile(
    r"\[\[(?P<id>[^\],\[]+)(?:,[^\]]*)?\]\]|\[(?:[\w%.-]*#|id=[\"']?)(?P<id2>[\w:.-]+).*\]"
)
_BLOCK_TITLE = re.compile(r"\.(?P<title>[^\s.].*)")
_DELIMITER = re.compile(r"-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|`{3,}\w*|[|,:!]={3,}")
_VERBATIM = ("-", ".", "`")
_MACRO_LINE = re.compile(r"(?:\w[\w-]*)::(?P<target>\S*?)\[(?P<inside>.*)\]")
_CONDITION = re.compile(r"(?:ifdef|ifndef|ifeval|endif)::\S*\[.*\]")
_ITEM = re.compile(
    r"[ \t]*(?P<marker>-|\*{1,6}|\.{1,6}|\d{1,4}\.|[a-zA-Z]\.|<(?:\d+|\.)>|•)[ \t]+(?P<text>\S.*)"
)
_ENTRY = re.compile(r"[ \t]*(?P<term>\S.*?|\S)(?P<marker>:{2,4}|;;)(?:[ \t]+(?P<text>\S.*))?")
_ADMONITION = re.compile(r"(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+")
_CODE_STYLES = ("source", "listing", "literal", "verse", "plantuml", "ditaa", "mermaid")
_MOST_NESTED = 40
_SEVERAL = 5  # words that make of a picture's name a description
_LONGEST_TITLE = 80


class _Style(NamedTuple):
    """What the lines before a block say about it."""

    attributes: str = ""
    title: str = ""

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and word in re.split(r"[,%\s\"'=.]+", self.attributes.lower())


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document, its blocks put together with the lines where they stand.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no text.
    """
    raw = read_whole(file, limits)
    lines = decode(raw).split("\n")
    front = read_front_matter(lines, report)
    page = _Page([""] * front.lines + [line.expandtabs().rstrip() for line in lines[front.lines :]])
    page.read()
    draft = page.draft
    yield parsed(
        file,
        raw,
        draft.text,
        draft.blocks,
        title=front.title or page.title or first_heading(draft.text, draft.blocks),
        publisher=front.publisher,
        published=front.published or iso_date(page.attributes.get("revdate", "")),
        url=front.url,
    )


class _Page:
    """The lines of a file, read into a draft."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.draft = Draft()
        self.attributes: dict[str, str] = dict(BUILT_IN)
        self.title = ""
        self._lines = lines
        self._anchor: str | None = None
        self._target: str | None = None
        self._markers: list[str] = []
        self._numbers: list[int] = []
        self._attached = False
        self._style = _Style()
        self._words = AsciidocWords(self.attributes)
        self._line = 1

    def read(self) -> None:
        """Read the file to its end."""
        self._read(0, len(self._lines), 0)
        self._write_notes()

    def _read(self, first: int, end: int, depth: int) -> None:
        while first < end:
            first = self._block(first, end, depth)

    @property
    def _level(self) -> int:
        return len(self._markers)

    def _block(self, first: int, end: int, depth: int) -> int:
        """Takes what begins on a line; returns the line after it."""
        line = self._lines[first]
        if not line.strip():
            return first + 1
        if line == "+":
            self._attached = bool(self._markers)
            return first + 1
        if (line.startswith("//") and not line.startswith("////")) or _CONDITION.fullmatch(line):
            return first + 1
        after = self._about(first, line) or self._heading(first, end)
        if after:
            return after
        taken = self._delimited(first, end, depth) or self._listed(first, end)
        if not taken:
            taken = self._lone(first, line) or self._paragraph(first, end)
        self._style, self._attached = _Style(), False
        return taken

    def _about(self, first: int, line: str) -> int:
        """Takes a line that says something about what follows; 0 if it is none."""
        if attribute := _ATTRIBUTE.fullmatch(line):
            self.attributes[attribute["name"].lower()] = (attribute["value"] or "").rstrip(" \\")
        elif anchor := _ANCHOR.fullmatch(line):
            self._target = anchor["id"] or anchor["id2"]
            if anchor["id2"]:
                self._style = self._style._replace(attributes=line[1:-1])
        elif attributes := _BLOCK_ATTRIBUTES.fullmatch(line):
            self._style = self._style._replace(attributes=attributes["inside"])
        elif title := _BLOCK_TITLE.fullmatch(line):
            words = self._plain(title["title"])
            self._add(words, "paragraph", first, first + 1, self._level * self._attached)
        else:
            return 0
        return first + 1

    def _heading(self, first: int, end: int) -> int:
        line = self._lines[first]
        one = _HEADING.fullmatch(line)
        below = self._lines[first + 1] if first + 1 < end else ""
        two = _UNDERLINE.fullmatch(below) and abs(len(below) - len(line)) <= 2 and line[0].isalnum()
        if not one and not two:
            return 0
        title, level = (one["title"], len(one["marks"])) if one else (line, _LEVELS[below[0]])
        self._write_notes()
        self._markers.clear()
        self._numbers.clear()
        words = self._plain(re.sub(r"\[\[([^\]]*)\]\]", self._named, title))
        slug = re.sub(r"[^\w]+", "_", words.lower()).strip("_")
        self._anchor, self._target = self._target or f"_{slug}", None
        if "discrete" not in self._style or level:
            self._add(words, "heading", first, first + 1, level)
        self._style = _Style()
        if level == 1 and not self.title:
            self.title = words
            return self._header(first + (1 if one else 2))
        return first + (1 if one else 2)

    def _named(self, anchor: re.Match[str]) -> str:
        self._target = anchor[1].partition(",")[0]
        return ""

    def _header(self, first: int) -> int:
        """Takes the lines on author and revision, which follow the title."""
        last = first
        while last < len(self._lines) and self._lines[last].strip():
            line = self._lines[last]
            revision = re.fullmatch(r"v?[\d.]*,?\s*([^:]*)(?::.*)?", line)
            if attribute := _ATTRIBUTE.fullmatch(line):
                self.attributes[attribute["name"].lower()] = attribute["value"] or ""
            elif revision and iso_date(revision[1]):
                self.attributes.setdefault("revdate", revision[1])
            elif last > first + 1 or _HEADING.fullmatch(line) or not _is_author(line):
                break
            last += 1
        return last

    def _delimited(self, first: int, end: int, depth: int) -> int:
        """Takes a block between two delimiters; 0 if there is none."""
        line = self._lines[first]
        if not _DELIMITER.fullmatch(line):
            return 0
        closing = "```" if line[0] == "`" else line
        last = first + 1
        while last < end and self._lines[last] != closing:
            last += 1
        sign = line[0]
        if not self._attached and sign != "/":
            self._markers.clear()
            self._numbers.clear()
        if line[1:2] == "=" and sign in "|,:!":
            self._table(first + 1, last, sign)
        elif sign in "/+":
            pass
        elif self._is_styled_code() or (line != "--" and sign in _VERBATIM):
            self._code(first + 1, last)
        elif depth < _MOST_NESTED:
            markers, numbers = self._markers[:], self._numbers[:]
            self._style = _Style()
            self._read(first + 1, last, depth + 1)
            self._markers, self._numbers = markers, numbers
        return min(last + 1, end)

    def _is_styled_code(self) -> bool:
        return any(word in self._style for word in _CODE_STYLES)

    def _code(self, first: int, last: int) -> None:
        lines = [
            re.sub(r"[ \t]*(?:(?://|#|--|;;)[ \t]*)?<(?:\d+|\.)>[ \t]*$", "", line)
            for line in self._lines[first:last]
        ]
        self._add("\n".join(lines), "code", first, max(last, first + 1), self._level)

    def _listed(self, first: int, end: int) -> int:
        """Takes an item or an entry with the text on its lines; 0 if there is none."""
        line = self._lines[first]
        item = _ITEM.fullmatch(line)
        entry = None if item else _ENTRY.fullmatch(line)
        if entry and (entry["term"].endswith(":") or _MACRO_LINE.fullmatch(line)):
            entry = None
        if item:
            self._open(item["marker"])
            last = self._text_end(first + 1, end)
            words = [item["text"], *self._lines[first + 1 : last]]
            self._add(
                self._marker(item["marker"]) + self._plain_lines(words),
                "item",
                first,
                last,
                self._level - 1,
            )
            return last
        if entry is None:
            return 0
        self._open(entry["marker"])
        term = self._plain(entry["term"])
        self._add(term, "term", first, first + 1, self._level - 1)
        return self._definition(first, end, entry["text"])

    def _definition(self, first: int, end: int, text: str | None) -> int:
        begin = first + 1
        if text is None:
            while begin < end and not self._lines[begin].strip():
                begin += 1
            if begin >= end or not self._is_text(begin):
                return first + 1
        last = self._text_end(begin, end)
        words = [*([text] if text else ()), *self._lines[begin:last]]
        start = first if text else begin
        self._add(self._plain_lines(words), "definition", start, last, self._level - 1)
        return last

    def _open(self, marker: str) -> None:
        kind = re.sub(r"\d+|[a-zA-Z](?=\.)", "1", marker)
        if kind in self._markers:
            keep = self._markers.index(kind) + 1
            del self._markers[keep:], self._numbers[keep:]
        elif len(self._markers) < _MOST_NESTED:
            self._markers.append(kind)
            self._numbers.append(0)
        self._numbers[-1] += 1

    def _marker(self, marker: str) -> str:
        if marker[0] == ".":
            return f"{self._numbers[-1]}. "
        if marker[0] == "<":
            return f"{self._numbers[-1]}. " if marker == "<.>" else f"{marker[1:-1]}. "
        return "- " if marker[0] in "*-•" else f"{marker} "

    def _is_text(self, number: int) -> bool:
        """Whether a line goes on with a paragraph."""
        line = self._lines[number]
        return (
            bool(line.strip())
            and line != "+"
            and not (
                line.startswith("//")
                or _DELIMITER.fullmatch(line)
                or _ITEM.fullmatch(line)
                or (_ENTRY.fullmatch(line) and not _MACRO_LINE.search(line))
                or _BLOCK_ATTRIBUTES.fullmatch(line)
                or _ANCHOR.fullmatch(line)
                or _CONDITION.fullmatch(line)
            )
        )

    def _text_end(self, first: int, end: int) -> int:
        while first < end and self._is_text(first):
            first += 1
        return first

    def _lone(self, first: int, line: str) -> int:
        """Takes a macro or a rule that stands alone on its line; 0 if there is none."""
        if macro := _MACRO_LINE.fullmatch(line):
            alt = macro["inside"].partition(",")[0].strip('"')
            if line.startswith(("image::", "video::")) and len(alt.split()) >= _SEVERAL:
                self._add(self._plain(alt), "paragraph", first, first + 1, self._level)
            return first + 1
        return first + 1 if re.fullmatch(r"'{3,}|<{3,}|---|\*\*\*|- - -", line) else 0

    def _goes_on(self, number: int) -> bool:
        """Whether a line that is not the first belongs to a paragraph."""
        line = self._lines[number]
        if self._attached:
            return self._is_text(number)
        ends = _DELIMITER.fullmatch(line) or _BLOCK_ATTRIBUTES.fullmatch(line)
        return bool(line.strip()) and line != "+" and not ends

    def _paragraph(self, first: int, end: int) -> int:
        last = first + 1
        while last < end and self._goes_on(last):
            last += 1
        lines = list(self._lines[first:last])
        if self._is_styled_code() or lines[0][0] == " " or lines[0].startswith("$ "):
            margin = min(
                (len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0
            )
            words = "\n".join(line[margin:] for line in lines)
            self._add(words, "code", first, last, self._level)
            return last
        if not self._attached:
            self._markers.clear()
            self._numbers.clear()
        lines[0] = _ADMONITION.sub("", lines[0])
        for start, stop, is_asked in entries(lines):
            words = self._plain_lines(lines[start:stop])
            bold = re.fullmatch(r"\*[^*]+\*", " ".join(lines[start:stop]))
            titled = bold and len(words) <= _LONGEST_TITLE and looks_like_title(words)
            if not self._level and (is_asked or titled or (bold and is_question(words))):
                self._add(words, "heading", first + start, first + stop, 7)
            else:
                self._add(words, "paragraph", first + start, first + stop, self._level)
        return last

    def _table(self, first: int, last: int, sign: str) -> None:
        style = self._style
        stated = re.search(r"cols=\"?([^\"\]]+)\"?", style.attributes)
        if "csv" in style or sign == ",":
            lines = (line for line in self._lines[first:last] if line.strip())
            found = [(first, cells) for cells in csv.reader(lines)]
        else:
            found = rows(self._lines, range(first, last), stated[1] if stated else "", sign)
        header = "header" in style or (
            last - first > 1
            and bool(self._lines[first].strip())
            and not self._lines[first + 1].strip()
        )
        for place, (number, cells) in enumerate(found):
            words = CELL_GAP.join(self._plain_lines(cell.split("\n")) for cell in cells)
            kind: BlockKind = "header" if header and place == 0 else "row"
            if words.strip(" |"):
                self._add(words, kind, number, number + 1, self._level)

    def _plain(self, text: str) -> str:
        return " ".join(self._words.plain(text).split())

    def _plain_lines(self, lines: Sequence[str]) -> str:
        """Lines of text as a paragraph: a plus at a line's end breaks it there."""
        shown = (
            line for line in lines if not line.startswith("//") and not _CONDITION.fullmatch(line)
        )
        text = self._words.plain("\n".join(shown))
        return "\n".join(" ".join(part.split()) for part in re.split(r" \+(?:\n|$)", text)).strip()

    def _add(self, words: str, kind: BlockKind, first: int, end: int, level: int) -> None:
        if self._target is not None:
            self._anchor, self._target = self._target, None
        self.draft.add(words, kind, (first + 1, end), level=level, anchor=self._anchor)
        self._line = end

    def _write_notes(self) -> None:
        """Writes the footnotes of a section at its end."""
        for note in self._words.notes:
            self.draft.add(note, "paragraph", (self._line, self._line), anchor=self._anchor)
        self._words.notes.clear()


def _is_author(line: str) -> bool:
    """Whether the line under the title names who wrote the document."""
    return bool(re.fullmatch(r"[\w.'-]+(?: [\w.'-]+){0,3}(?: <[^<>]+>)?(?:;.*)?", line))
