"""The blocks of an HTML tree: its elements walked in order, told by what they are.

One walk over the start and the end of every element; nothing is recursive, and what is kept
about open elements grows with their nesting alone, which the parser bounds. `Phrases` is what a
walk makes of a sentence, `Rows` what it makes of the cells of a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from retrieval.model import BlockKind
from retrieval.sources.draft import CELL_GAP
from retrieval.sources.html_tree import (
    BOLD,
    CODE,
    HEADINGS,
    LINK,
    LOCAL,
    NO_ATTRIBUTES,
    NOWHERE,
    UNSEEN,
    Attributes,
    Element,
    HtmlPiece,
    Run,
    Tree,
    contains,
    formula,
    holds_notes,
    holds_values,
    in_line,
    is_frame,
    is_left_out,
    is_note_mark,
    is_title,
    line_of,
    list_style,
    number,
    numeral,
    page_label,
    pre_formatted,
    run,
    split,
    title_and_rest,
)
from retrieval.sources.inline import lowered, raised


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


@dataclass(slots=True)
class Rough:
    """A block as the walk finds it: its anchor is an id of its own, not that of a heading."""

    kind: BlockKind
    run: Run
    level: int = 0
    place: tuple[str, str] | None = None


def rough_blocks(tree: Tree, name: str = "") -> list[Rough]:
    """The blocks of a page's main content, in order; `name` is that of the page's file."""
    walk = _Walk(landmark=tree.landmark, name=name)
    walk.read(tree.main)
    return walk.blocks


@dataclass(slots=True)
class _Entry:
    """An open list item or definition; `counted` where it makes what is inside a level deeper."""

    kind: BlockKind
    marker: str = ""
    counted: bool = True
    used: bool = False


@dataclass(slots=True)
class _List:
    """An open list: the number of its next item, None where items are not numbered."""

    number: int | None = None
    step: int = 1
    style: str = "1"
    termed: bool = False


_BREAKING = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "details"),
        *("dialog", "div", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "hr"),
        *("header", "hgroup", "html", "label", "legend", "main", "nav", "p", "section", "search"),
        *("tbody", "tfoot", "thead"),
    }
)
_SIBLINGS = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd")}
_HOLDERS = frozenset({"ul", "ol", "dl", "menu", "dir", "table"})
_MOST_UNCLOSED = 20
_ENDING_HEADINGS = frozenset({"p", "ul", "ol", "dl", "table", "pre", "blockquote", "hr", *HEADINGS})


Opener = Callable[..., None]


def _name(attributes: Attributes) -> str:
    """The first of an element's classes, without what Doxygen adds to it."""
    return attributes.get("class", "").partition(" ")[0].partition(":")[0]


class _Walk(Phrases):
    """The state of one walk: the blocks so far, and what is open around the text that grows."""

    def __init__(self, *, landmark: bool, name: str) -> None:
        super().__init__(name)
        self.blocks: list[Rough] = []
        self._landmark = landmark
        self._page: str | None = None
        self._entries: list[_Entry] = []
        self._depth = 0
        self._lists: list[_List] = []
        self._table: Rows | None = None

    def read(self, main: Element) -> None:
        """Walk over everything in the main content."""
        from lxml import etree

        walker = etree.iterwalk(main, events=("start", "end", "comment", "pi"))
        skipped: Element = None
        for event, element in walker:
            if event == "start":
                self._line = line_of(element) or self._line
                items = element.items()
                attributes = dict(items) if items else NO_ATTRIBUTES
                if element is not main and self._leaves_out(element, attributes):
                    walker.skip_subtree()
                    skipped = element
                else:
                    self._start(element, attributes)
                continue
            if event != "end":
                self._line = line_of(element) or self._line
            elif element is skipped:
                self._skip(element)
            elif self._open and self._open[-1].element is element:
                frame = self._open.pop()
                frame.leave(self, frame)
            if element is not main and element.tail:
                self._text(element.tail)
        self._flush()

    def _leaves_out(self, element: Element, attributes: Attributes) -> bool:
        tag = element.tag
        if tag in UNSEEN:
            return True
        if tag in ("header", "footer", "aside") and is_frame(element, landmark=self._landmark):
            return True
        if tag in ("img", "math"):
            written = formula(element)
            if written:
                self._text(written)
            return True
        label = page_label(attributes)
        self._page = label or self._page
        return bool(label) or (bool(attributes) and is_left_out(element, attributes))

    def _skip(self, element: Element) -> None:
        if element.tag in self._BLOCKS:
            self._break()
        if element.tail and not element.tail.isspace():
            # The next start tag says its line; until then, the text inside is counted.
            self._line += sum(text.count("\n") for text in element.itertext())

    def _start(self, element: Element, attributes: Attributes) -> None:
        if self._flat == "heading" and self._pieces and element.tag in _ENDING_HEADINGS:
            self._end_open_heading()
        if element.tag in _SIBLINGS:
            self._end_sibling(_SIBLINGS[element.tag])
        opener = self._BLOCKS.get(element.tag, _Walk._phrase)
        opener(self, element, attributes)
        name = attributes.get("id") or (attributes.get("name") if element.tag == "a" else None)
        if name and (not self._pieces or self._flat == "heading"):
            self._pending = name
        if element.text:
            self._text(element.text)

    def _flush(self, ended: Element = None) -> None:
        if not self._pieces:
            return
        pieces, anchor = self._taken()
        title, rest = title_and_rest(pieces)
        if title:
            self._put(run(title, anchor), ended)
            pieces, anchor = rest, None
        self._put(run(pieces, anchor), ended)
        notes, self._notes = self._notes, []
        for note in notes:
            self._put(run(note), None)

    def _put(self, text: Run | None, ended: Element) -> None:
        """Adds a paragraph, or what the first text of an open entry is."""
        if text is None:
            return
        entry = self._entries[-1] if self._entries else None
        if entry is not None and entry.counted and not entry.used:
            has_more = ended is not None and ended.getnext() is not None
            if entry.kind == "item" and has_more and text.bold and is_title(text.text):
                self._open_up(entry)
            else:
                self._emit(entry.kind, text._replace(text=entry.marker + text.text), -1)
                return
        self._emit("code" if text.code and not self._in_notes else "paragraph", text)

    def _open_up(self, entry: _Entry) -> None:
        """Takes an item that begins with a heading for a section, which has no level."""
        if entry.counted and not entry.used and entry.kind == "item":
            entry.counted = False
            self._depth -= 1

    def _emit(self, kind: BlockKind, text: Run, below: int = 0, *, level: int = 0) -> None:
        if self._entries and (kind != "code" or self._entries[-1].kind == "item"):
            self._entries[-1].used = True
        place = ("page_label", self._page) if self._page else None
        self.blocks.append(Rough(kind, text, level or max(0, self._depth + below), place))

    def _emit_all(self, found: Iterable[tuple[BlockKind, Run]]) -> None:
        for kind, text in found:
            self._emit(kind, text)

    # Blocks

    def _block(self, element: Element, attributes: Attributes) -> None:
        special = self._special(element, attributes) if attributes else None
        if special is not None and not self._flat and not self._verbatim:
            special(self, element, attributes)
        else:
            self._open.append(Frame(element, _Walk._close, self._entered(attributes)))

    def _special(self, element: Element, attributes: Attributes) -> Opener | None:
        """How an element is opened that is a block of its own by its role or its class."""
        if attributes.get("role") == "heading":
            return _Walk._heading
        for word in attributes.get("class", "").split():
            if word in self._CLASSES:
                return self._CLASSES[word]
            if word == "title" and "headertitle" in (element.getparent().get("class") or ""):
                return _Walk._title
        return None

    def _entered(self, attributes: Attributes) -> bool:
        """Begins a block; returns whether it holds notes."""
        self._break()
        notes = bool(attributes) and holds_notes(attributes)
        self._in_notes += notes
        return notes

    def _close(self, frame: Frame) -> None:
        self._break(frame.element)
        self._in_notes -= frame.kept or 0

    def _plain(self, element: Element) -> bool:
        """Begins what inside another block, or in code, is only a part; whether it is there."""
        self._break()
        if not self._flat and not self._verbatim:
            return False
        self._open.append(Frame(element, _Walk._close))
        return True

    def _fenced(self, element: Element, name: str, leave: Callable[..., None], kept: Any) -> None:
        """Begins what is one block whatever stands in it."""
        if not self._plain(element):
            self._flat = name
            self._open.append(Frame(element, leave, kept))

    def _unfenced(self) -> Run | None:
        pieces, anchor = self._taken()
        self._flat = ""
        return run(pieces, anchor)

    def _heading(self, element: Element, attributes: Attributes) -> None:
        level = element.tag[1] if element.tag in HEADINGS else attributes.get("aria-level")
        kept = min(max(number(level, 2), 1), 6)
        self._fenced(element, "heading", _Walk._end_heading, kept)

    def _title(self, element: Element, _attributes: Attributes) -> None:
        self._fenced(element, "heading", _Walk._end_heading, 1)

    def _summary(self, element: Element, attributes: Attributes) -> None:
        if contains(element, HEADINGS):
            self._block(element, attributes)
        else:
            self._fenced(element, "heading", _Walk._end_heading, 7)

    def _question(self, element: Element, _attributes: Attributes) -> None:
        self._fenced(element, "question", _Walk._end_heading, 7)

    def _end_heading(self, frame: Frame) -> None:
        text = self._unfenced()
        if text is not None:
            if self._entries:
                self._open_up(self._entries[-1])
            self._emit("heading", text._replace(text=in_line(text.text)), level=frame.kept)

    def _end_open_heading(self) -> None:
        """Ends a heading that is not closed where a block begins."""
        for place, frame in enumerate(self._open):
            if frame.leave is _Walk._end_heading:
                self._open[place] = Frame(frame.element, _Walk._close)
                self._end_heading(frame)

    def _pre(self, element: Element, _attributes: Attributes) -> None:
        if not self._plain(element):
            self._verbatim = True
            self._open.append(Frame(element, _Walk._end_pre))

    def _end_pre(self, _frame: Frame) -> None:
        pieces, anchor = self._taken()
        self._verbatim = False
        self._emit_all(pre_formatted(pieces, anchor))

    def _signature(self, element: Element, _attributes: Attributes) -> None:
        self._fenced(element, "code", _Walk._end_signature, None)

    def _end_signature(self, _frame: Frame) -> None:
        text = self._unfenced()
        if text is not None:
            self._emit("code", text)

    # Lists

    def _list(self, element: Element, attributes: Attributes) -> None:
        made = _List()
        if element.tag == "ol":
            step = -1 if "reversed" in attributes else 1
            start = number(attributes.get("start"), len(element) if step < 0 else 1)
            style = list_style(attributes.get("type", ""), attributes.get("class", ""))
            made = _List(start, step, style)
        self._open.append(Frame(element, _Walk._end_list, self._entered(attributes)))
        self._lists.append(made)

    def _end_list(self, frame: Frame) -> None:
        self._close(frame)
        self._lists.pop()

    def _end_sibling(self, tags: tuple[str, ...]) -> None:
        """Ends an item, term or definition that is not closed where the next one begins."""
        for place in range(len(self._open) - 1, max(-1, len(self._open) - _MOST_UNCLOSED), -1):
            frame = self._open[place]
            if frame.element.tag in _HOLDERS:
                return
            if frame.element.tag in tags and frame.leave is not _Walk._close:
                self._open[place] = Frame(frame.element, _Walk._close)
                frame.leave(self, frame)
                return

    def _item(self, element: Element, attributes: Attributes) -> None:
        if self._plain(element):
            if self._flat == "cell":
                self._pieces.append(HtmlPiece("\u2022 ", 0, NOWHERE))
            return
        holder = self._lists[-1] if self._lists else _List()
        marker = "- "
        if holder.number is not None:
            this = number(attributes.get("value"), holder.number)
            marker = f"{numeral(this, holder.style)}. "
            holder.number = this + holder.step
        self._enter(element, _Entry("item", marker, counted=not self._in_notes))

    def _enter(self, element: Element, entry: _Entry) -> None:
        self._entries.append(entry)
        self._depth += entry.counted
        self._open.append(Frame(element, _Walk._end_entry))

    def _end_entry(self, _frame: Frame) -> None:
        self._flush()
        ended = self._entries.pop()
        self._depth -= ended.counted
        if ended.used and self._entries:
            self._entries[-1].used = True

    def _term(self, element: Element, _attributes: Attributes) -> None:
        self._fenced(element, "term", _Walk._end_term, None)

    def _end_term(self, frame: Frame) -> None:
        pieces, anchor = self._taken()
        self._flat = ""
        if self._in_notes:
            return
        for alias in split(pieces):
            text = run(alias, anchor)
            if text is not None:
                words = text.text.removeprefix(": ")  # Texinfo names no category before it
                if _name(frame.element.attrib) == "sig":  # Sphinx gives each parameter a line
                    words = words.replace("( ", "(").replace(" )", ")")
                self._emit("term", text._replace(text=words))
                if self._lists:
                    self._lists[-1].termed = True

    def _definition(self, element: Element, _attributes: Attributes) -> None:
        if not self._plain(element):
            after_term = bool(self.blocks) and self.blocks[-1].kind == "term"
            termed = after_term or (bool(self._lists) and self._lists[-1].termed)
            self._enter(element, _Entry("definition", counted=termed and not self._in_notes))

    # Tables

    def _open_table(self, element: Element, attributes: Attributes) -> None:
        notes = self._entered(attributes)
        self._open.append(Frame(element, _Walk._end_table, (notes, self._table)))
        is_table = not self._flat and not self._verbatim and holds_values(element)
        self._table = Rows() if is_table else None

    def _open_grid(self, element: Element, _attributes: Attributes) -> None:
        self._break()
        self._open.append(Frame(element, _Walk._end_table, (False, self._table)))
        self._table = Rows()

    def _end_table(self, frame: Frame) -> None:
        self._break()
        if self._table is not None:
            self._emit_all(self._table.end_row(in_head=False))
            self._emit_all(self._table.rest())
        notes, self._table = frame.kept
        self._in_notes -= notes

    def _row(self, element: Element, attributes: Attributes) -> None:
        self._break()
        is_row = self._table is not None and not self._flat
        special = None if is_row or self._flat else self._ROWS.get(_name(attributes))
        if special is not None:
            special(self, element, attributes)
        else:
            self._open.append(Frame(element, _Walk._end_row if is_row else _Walk._close))

    def _end_row(self, frame: Frame) -> None:
        self._break()
        if self._table is not None:
            in_head = frame.element.getparent().tag == "thead"
            self._emit_all(self._table.end_row(in_head=in_head))

    def _cell(self, element: Element, attributes: Attributes) -> None:
        if self._table is not None and not self._flat:
            self._fenced(element, "cell", _Walk._end_cell, attributes)
            return
        special = None if self._flat else self._CELLS.get(_name(attributes))
        if special is not None and (self._in_notes or _name(attributes) != "label"):
            special(self, element, attributes)
        else:
            self._break()
            self._open.append(Frame(element, _Walk._close))

    def _end_cell(self, frame: Frame) -> None:
        text = self._unfenced()
        if self._table is None:
            return
        classes = frame.kept.get("class", "")
        self._table.add(
            text,
            is_name=frame.element.tag == "th" or "table-header" in classes,
            across=number(frame.kept.get("colspan"), 1),
            down=number(frame.kept.get("rowspan"), 1),
        )
        if frame.element.tag == "div" and "col-last" in classes:
            self._emit_all(self._table.end_row(in_head=False))

    _CLASSES: ClassVar[Mapping[str, Opener]] = MappingProxyType(
        {
            # Doxygen
            "memproto": _term,
            "memdoc": _definition,
            "fragment": _pre,
            # Javadoc
            "summary-table": _open_grid,
            "col-first": _cell,
            "col-second": _cell,
            "col-constructor-name": _cell,
            "col-summary-item-name": _cell,
            "col-last": _cell,
            "member-signature": _signature,
            "type-signature": _signature,
        }
    )
    _ROWS: ClassVar[Mapping[str, Opener]] = MappingProxyType(
        {"question": _question, "memitem": _term, "memdesc": _definition}  # DocBook, Doxygen
    )
    _CELLS: ClassVar[Mapping[str, Opener]] = MappingProxyType(
        {"hdlist1": _term, "hdlist2": _definition, "label": _term}  # AsciiDoc, Docutils
    )
    _BLOCKS: ClassVar[Mapping[str, Opener]] = MappingProxyType(
        {
            **dict.fromkeys(_BREAKING, _block),
            **dict.fromkeys(HEADINGS, _heading),
            **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), _pre),
            **dict.fromkeys(("ul", "ol", "dl", "menu", "dir"), _list),
            **dict.fromkeys(("td", "th"), _cell),
            "summary": _summary,
            "li": _item,
            "dt": _term,
            "dd": _definition,
            "table": _open_table,
            "tr": _row,
        }
    )
