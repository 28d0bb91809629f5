"""The text of an HTML block, put together from the pieces between its tags.

Each piece knows what it stands in (bold, a link, code) and its lines in the file; a run is the
text that they make, and `Rows` makes rows of the runs of a table's cells.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby, pairwise
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from retrieval.model import BlockKind
from retrieval.sources.draft import CELL_GAP
from retrieval.sources.html_tree import NO_ATTRIBUTES, Attributes, Element
from retrieval.sources.inline import lowered, raised

Lines = tuple[int, int]
"""The first and the last line of a text in the file."""

NOWHERE: Lines = (0, 0)
BOLD, LINK, LOCAL, CODE = 1, 2, 4, 8
"""What a piece stands in; a local link leads to a place in the page itself."""


class HtmlPiece(NamedTuple):
    """Text between two tags; `marks` is a sum of the numbers above."""

    text: str
    marks: int
    lines: Lines


class Run(NamedTuple):
    r"""The text of one block: white space is one space, "\n" where the page breaks the line.

    `linked` is the share of its letters that stand in links, `local` that of local links, of
    which there are `places`; `bold` and `code` say that all of it is that.
    """

    text: str
    lines: Lines
    anchor: str | None = None
    linked: float = 0.0
    local: float = 0.0
    places: int = 0
    bold: bool = False
    code: bool = False


_GAP = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w")


def run(pieces: Sequence[HtmlPiece], anchor: str | None = None) -> Run | None:
    """The pieces as the text of one block, None where they have no words."""
    shown = [piece for piece in pieces if piece.text and not piece.text.isspace()]
    if not shown:
        return None
    text = tidy("".join(piece.text for piece in pieces))
    lines = (shown[0].lines[0] or shown[-1].lines[0], max(piece.lines[1] for piece in shown))
    if not any(piece.marks for piece in shown):
        return Run(text, lines, anchor)
    lengths = [(len(_GAP.sub("", piece.text)), piece.marks) for piece in shown]
    whole = sum(length for length, _ in lengths)
    if not whole:
        lengths, whole = [(1, piece.marks) for piece in shown], len(shown)

    def share(mark: int) -> float:
        return sum(length for length, marks in lengths if marks & mark) / whole

    return Run(
        text,
        lines,
        anchor,
        linked=share(LINK),
        local=share(LOCAL),
        places=sum(
            is_local for is_local, _ in groupby(piece.marks & LOCAL > 0 for piece in pieces)
        ),
        bold=share(BOLD) == 1.0,
        code=share(CODE) == 1.0,
    )


def tidy(text: str) -> str:
    """The text without blank lines, and with one space for each run of white space."""
    if "\n" not in text:
        return " ".join(text.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def in_line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def split(pieces: Sequence[HtmlPiece]) -> list[list[HtmlPiece]]:
    """The pieces of each line."""
    parts: list[list[HtmlPiece]] = [[]]
    for piece in pieces:
        if piece.text == "\n":
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts


_LONGEST_TITLE = 150
_LETTER = re.compile(r"[^\W\d_]")
_NO_TITLE = re.compile(
    r"(?s:.*)[.,:;\u2026]['\"\u201d\u2019)]*$|(?:table|figure|example|listing|equation)\s*\d",
    re.IGNORECASE,
)


def is_title(text: str) -> bool:
    """Whether a bold line is like a heading: short, not ended like a sentence, no caption."""
    if len(text) > _LONGEST_TITLE or "\n" in text or not _LETTER.search(text):
        return False
    return _NO_TITLE.match(text) is None


def title_and_rest(pieces: list[HtmlPiece]) -> tuple[list[HtmlPiece], list[HtmlPiece]]:
    """A bold first line that is like a heading, and what stands below it; or two empty lists."""
    if not pieces or not pieces[0].marks & BOLD:
        return [], []
    end = next((number for number, piece in enumerate(pieces) if piece.text == "\n"), 0)
    title, rest = pieces[:end], pieces[end + 1 :]
    is_bold = all(piece.marks & BOLD or not _WORD.search(piece.text) for piece in title)
    has_text = any(not piece.marks & BOLD and _WORD.search(piece.text) for piece in rest)
    words = in_line("".join(piece.text for piece in title))
    return (title, rest) if words and is_bold and has_text and is_title(words) else ([], [])


_BLANK = re.compile(r"\n[ \t]*\n")
_PLAIN_WORD = re.compile(
    r"[\"'(\u201c\u2018]?[^\W\d_]+(?:['\u2019-][^\W\d_]+)*[.,;:!?)\"'\u201d\u2019]*"
)
_FEWEST_WORDS = 12
_MOSTLY = 0.8


def pre_formatted(pieces: Sequence[HtmlPiece], anchor: str | None) -> list[tuple[BlockKind, Run]]:
    """What stands in pre-formatted text: code as it is, but for paragraphs of prose."""
    text = "".join(piece.text for piece in pieces).replace("\u00a0", " ")
    starts = [0, *accumulate(len(piece.text) for piece in pieces)]

    def line(offset: int) -> int:
        number = bisect_right(starts, offset) - 1
        piece = pieces[number]
        breaks = piece.text.count("\n", 0, offset - starts[number])
        return min(piece.lines[0] + breaks, piece.lines[1])

    ends = [0, len(text)]
    if not any(piece.marks & CODE for piece in pieces):
        ends[1:1] = [gap.end() for gap in _BLANK.finditer(text)]
    parts: list[tuple[BlockKind, int, int]] = []
    for start, end in pairwise(ends):
        kind: BlockKind = "paragraph" if _is_prose(text[start:end]) else "code"
        if parts and kind == "code" == parts[-1][0]:
            parts[-1] = ("code", parts[-1][1], end)
        else:
            parts.append((kind, start, end))
    made: list[tuple[BlockKind, Run]] = []
    for kind, start, end in parts:
        words = text[start:end]
        if words.strip():
            first = start + len(words) - len(words.lstrip())
            lines = (line(first), line(start + len(words.rstrip()) - 1))
            words = in_line(words) if kind == "paragraph" else words
            made.append((kind, Run(words, lines, None if made else anchor)))
    return made


def _is_prose(text: str) -> bool:
    """Whether lines are a paragraph: plain words, evenly indented, begun and ended as one is."""
    words = text.split()
    if len(words) < _FEWEST_WORDS or "\n" not in text.strip():
        return False
    start, end = words[0].lstrip("\"'(\u201c")[:1], words[-1].rstrip("\"')\u201d")[-1:]
    if not start.isupper() or end not in ".:!?":
        return False
    lines = [line for line in text.split("\n") if line.strip()][1:]
    if len({len(line) - len(line.lstrip()) for line in lines}) != 1:
        return False
    return sum(map(bool, map(_PLAIN_WORD.fullmatch, words))) >= _MOSTLY * len(words)


_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z*\u2020\u2021\u00a7])[\])]?")
_AFTER_WORD = re.compile(r"(?:[^\W\d_]{4,}|[.,:;!?\"\u201d\u2019)])\s*$|\s$")
_UNIT = re.compile(
    r"(?:\d|met(?:er|re)s?|seconds?|feet|foot|inch|inches|yards?|miles?)\s*$", re.IGNORECASE
)


def is_note_mark(words: str, before: str) -> bool:
    """Whether a superscript after the text `before` is the mark of a note, and no exponent."""
    follows_word = _AFTER_WORD.search(before) and not _UNIT.search(before)
    return bool(follows_word) and _NOTE_MARK.fullmatch(words) is not None


_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LETTERS = 26
_MOST_ROMAN = 39


def numeral(number: int, style: str) -> str:
    """An item's number in the style of its list: "1", "a", "A", "i" or "I"."""
    if style in ("a", "A") and 1 <= number <= _LETTERS:
        return chr(ord(style) + number - 1)
    if style in ("i", "I") and 1 <= number <= _MOST_ROMAN:
        written = ""
        for value, sign in _ROMAN:
            written += sign * (number // value)
            number %= value
        return written if style == "i" else written.upper()
    return str(number)


def list_style(kind: str, classes: str) -> str:
    """How the items of an ordered list are numbered, by its type and its classes."""
    named = re.search(r"(lower|upper)-?_?(alpha|roman)", classes)
    if named is None:
        return kind if kind in ("a", "A", "i", "I") else "1"
    sign = "a" if named[2] == "alpha" else "i"
    return sign.upper() if named[1] == "upper" else sign


def number(written: str | None, default: int) -> int:
    """The number in an attribute."""
    return int(written) if written and re.fullmatch(r"-?[0-9]{1,6}", written) else default


class Frame(NamedTuple):
    """What is to be done at an element's end, given what was kept at its start."""

    element: Element
    leave: Callable[..., None]
    kept: Any = None


_MARKS = MappingProxyType(
    {"b": BOLD, "strong": BOLD, "code": CODE, "tt": CODE, "kbd": CODE, "samp": CODE}
)
_SHORTEST_NOTE = 8


class Phrases:
    """The text of a block as it grows, and what in a sentence changes it: links, scripts, notes.

    `_flat` names what is one block whatever stands in it: a heading, a term, a cell.
    """

    def __init__(self, name: str) -> None:
        self._here = f"{name}#"
        self._line = 1
        self._pieces: list[HtmlPiece] = []
        self._notes: list[list[HtmlPiece]] = []
        self._marks = 0
        self._pending: str | None = None
        self._anchor: str | None = None
        self._open: list[Frame] = []
        self._flat = ""
        self._verbatim = False
        self._in_notes = 0

    def _flush(self, ended: Element = None) -> None:
        raise NotImplementedError

    def _term(self, element: Element, attributes: Attributes) -> None:
        raise NotImplementedError

    def _phrase(self, element: Element, attributes: Attributes) -> None:
        """Begins what a sentence is made of, where its element means something."""
        opener = self._PHRASES.get(element.tag)
        if opener is not None:
            opener(self, element, attributes)
        elif "class" in attributes and not self._flat and not self._verbatim:
            self._noted(element, attributes["class"].split())

    def _text(self, text: str) -> None:
        breaks = text.count("\n")
        if self._verbatim:
            self._add(text, (self._line, self._line + breaks))
        else:
            words = text.strip()
            if words:
                first = self._line
                if breaks:
                    first += text.count("\n", 0, text.index(words[0]))
                    text = text.replace("\n", " ")
                self._add(text, (first, first + words.count("\n")))
            elif self._pieces:
                self._pieces.append(HtmlPiece(" ", self._marks, NOWHERE))
        self._line += breaks

    def _add(self, text: str, lines: tuple[int, int]) -> None:
        if self._pending is not None:
            self._anchor = self._anchor or self._pending
            self._pending = None
        self._pieces.append(HtmlPiece(text, self._marks, lines))

    def _mark(self, sign: str) -> None:
        """Adds what only divides: a space, a line's end."""
        if self._pieces:
            self._pieces.append(HtmlPiece(sign, 0, NOWHERE))

    def _break(self, ended: Element = None) -> None:
        """Ends the block, or a word or line where all is one block; `ended` closes here."""
        if self._verbatim:
            if self._pieces and not self._pieces[-1].text.endswith("\n"):
                self._mark("\n")
        elif self._flat:
            is_line = self._flat == "term" and ended is not None and ended.tag == "p"
            self._mark("\n" if is_line else " ")
        else:
            self._flush(ended)

    def _taken(self) -> tuple[list[HtmlPiece], str | None]:
        """The pieces so far and their anchor, which are then forgotten."""
        pieces, self._pieces = self._pieces, []
        anchor, self._anchor = self._anchor, None
        if pieces and self._pending and self._flat == "heading":
            anchor, self._pending = anchor or self._pending, None
        return pieces, anchor

    def _noted(self, element: Element, classes: list[str]) -> None:
        """Begins a note in the middle of a sentence, as AsciiDoc writes it, or a note's mark."""
        if self._in_notes and "label" in classes:
            self._term(element, NO_ATTRIBUTES)
        elif "footnote" in classes:
            self._open.append(Frame(element, Phrases._end_note, len(self._pieces)))

    def _end_note(self, frame: Frame) -> None:
        note = self._pieces[frame.kept :]
        words = in_line("".join(piece.text for piece in note)).strip("[]")
        if frame.kept and len(words) >= _SHORTEST_NOTE:
            del self._pieces[frame.kept :]
            lines = next(piece.lines for piece in note if piece.text.strip())
            self._notes.append([HtmlPiece(words, 0, lines)])

    def _marked(self, element: Element, _attributes: Attributes) -> None:
        self._open.append(Frame(element, Phrases._unmark, self._marks))
        self._marks |= _MARKS[element.tag]

    def _link(self, element: Element, attributes: Attributes) -> None:
        self._open.append(Frame(element, Phrases._unmark, self._marks))
        target = attributes.get("href")
        if target is not None:
            is_local = target.startswith(("#", self._here))
            self._marks |= LINK | (LOCAL if is_local else 0)

    def _unmark(self, frame: Frame) -> None:
        self._marks = frame.kept

    def _new_line(self, _element: Element, _attributes: Attributes) -> None:
        if self._verbatim:
            self._pieces.append(HtmlPiece("\n", 0, (self._line, self._line)))
        elif self._flat:
            self._mark("\n" if self._flat == "term" else " ")
        elif self._pieces:
            last = next((piece.text for piece in reversed(self._pieces) if piece.text != " "), "")
            if last == "\n":
                self._flush()
            else:
                self._mark("\n")

    def _quoted(self, element: Element, _attributes: Attributes) -> None:
        self._add("\u201c", (self._line, self._line))
        self._open.append(Frame(element, Phrases._unquote))

    def _unquote(self, _frame: Frame) -> None:
        self._add("\u201d", (self._line, self._line))

    def _script(self, element: Element, _attributes: Attributes) -> None:
        self._open.append(Frame(element, Phrases._end_script, len(self._pieces)))

    def _end_script(self, frame: Frame) -> None:
        inside = self._pieces[frame.kept :]
        del self._pieces[frame.kept :]
        words = in_line("".join(piece.text for piece in inside))
        if not words:
            return
        before = "".join(piece.text for piece in self._pieces[-3:])
        if frame.element.tag == "sub":
            written = lowered(words, before)
        elif self._is_reference(frame.element, inside) or is_note_mark(words, before):
            written = ""
        else:
            written = raised(words, before)
        if written:
            shown = next(piece for piece in inside if piece.text.strip())
            self._pieces.append(HtmlPiece(written, shown.marks, shown.lines))

    def _is_reference(self, element: Element, inside: list[HtmlPiece]) -> bool:
        """Whether a superscript is the mark of a note: a link, or all that a link holds."""
        if self._marks & LINK:
            link = element.getparent()
            return bool(link.tag == "a" and len(link) == 1 and not (link.text or "").strip())
        return any(piece.marks & LINK for piece in inside)

    _PHRASES: ClassVar[Mapping[str, Callable[..., None]]] = MappingProxyType(
        {
            **dict.fromkeys(_MARKS, _marked),
            **dict.fromkeys(("sup", "sub"), _script),
            "a": _link,
            "br": _new_line,
            "q": _quoted,
        }
    )


_MOST_CELLS = 300
_MOST_ACROSS = 20
_MOST_REPEATS = 20_000
_LONGEST_REPEATED = 200


class _Cell(NamedTuple):
    run: Run | None
    across: int
    down: int


@dataclass(slots=True)
class Rows:
    """A table of values, row by row.

    A cell over several rows is repeated in each, so that a row can be read by itself, and a
    column's name over each of its columns.
    """

    _cells: list[_Cell] = field(default_factory=list)
    _names: int = 0
    _header: list[Run] = field(default_factory=list)
    _headed: bool = False
    _below: dict[int, tuple[str, int]] = field(default_factory=dict)
    _written: int = 0
    _repeats: int = _MOST_REPEATS

    def add(self, cell: Run | None, *, is_name: bool, across: int, down: int) -> None:
        """Adds a cell to the row, over a number of columns and rows."""
        self._cells.append(_Cell(cell, max(1, across), max(1, down)))
        self._names += is_name

    def end_row(self, *, in_head: bool) -> list[tuple[BlockKind, Run]]:
        """The rows that can be written now that this one is complete."""
        cells, self._cells = self._cells, []
        names, self._names = self._names, 0
        runs = [cell.run for cell in cells if cell.run is not None]
        is_title = len(cells) == 1 and cells[0].across > 1 and (names > 0 or in_head)
        all_bold = len(runs) > 1 and all(cell.bold for cell in runs)
        is_header = in_head or names == len(cells) > 1 or names == 1 == len(cells)
        is_header = is_header or (all_bold and not self._written and not self._headed)
        is_header = is_header and not is_title
        texts = self._texts(cells, is_header=is_header)
        if not runs:
            return []
        whole = _one_row(runs)
        rows = [whole._replace(text=text) for text in _joined(texts)]
        if is_header:
            self._header += rows
            self._headed = True
            return []
        self._written += 1
        kind: BlockKind = "paragraph" if is_title and self._written == 1 else "row"
        header, self._header = self._header, []
        return [*(("header", row) for row in header), *((kind, row) for row in rows)]

    def rest(self) -> list[tuple[BlockKind, Run]]:
        """What is left at the table's end: names without anything below them."""
        header, self._header = self._header, []
        return [("row", row) for row in header]

    def _texts(self, cells: Sequence[_Cell], *, is_header: bool) -> list[str]:
        texts: list[str] = []
        column = 0
        repeat = is_header and len(cells) <= _MOST_CELLS
        for cell in cells:
            column = self._fill(texts, column)
            text = in_line(cell.run.text) if cell.run is not None else ""
            is_short = len(text) <= _LONGEST_REPEATED
            if cell.down > 1 and text and is_short:
                self._below[column] = (text, cell.down - 1)
            texts.extend([text] * (min(cell.across, _MOST_ACROSS) if repeat and is_short else 1))
            column += cell.across
        self._fill(texts, column)
        # Without names above, a column that only holds cells apart says nothing.
        return texts if is_header or self._headed else list(filter(None, texts))

    def _fill(self, texts: list[str], column: int) -> int:
        """Writes the cells that reach down to where this row goes on; the next free column."""
        while column in self._below and self._repeats:
            text, more = self._below.pop(column)
            texts.append(text)
            self._repeats -= 1
            if more > 1:
                self._below[column] = (text, more - 1)
            column += 1
        return column


def _one_row(runs: Sequence[Run]) -> Run:
    lines = (min(cell.lines[0] for cell in runs), max(cell.lines[1] for cell in runs))
    anchor = next((cell.anchor for cell in runs if cell.anchor), None)
    linked, local = min(cell.linked for cell in runs), min(cell.local for cell in runs)
    return Run("", lines, anchor, linked, local, sum(cell.places for cell in runs))


def _joined(texts: list[str]) -> list[str]:
    """The cells of a row as one text; those of an endless row as several."""
    rows = []
    for first in range(0, len(texts), _MOST_CELLS):
        part = texts[first : first + _MOST_CELLS]
        while part and not part[-1]:
            part.pop()
        if part:
            rows.append(CELL_GAP.join(part))
    return rows
