"""Rich Text Format (.rtf): headings and items by style, tables, notes, headers and footers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from retrieval.errors import UnreadableFile
from retrieval.model import Block, BlockKind, ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.grid import Grid, Row
from retrieval.sources.office_text import Composer, Runs, is_page_number
from retrieval.sources.rtf_tokens import Control, Group, RtfWords, Stream
from retrieval.sources.word_styles import PLAIN, Role, role_named


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. A block's line is the number of its paragraph in the document.

    What stands in the headers and footers of pages is read where it is stated, a note after
    the paragraph that refers to it. Deleted and hidden text is not read.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or is no Rich Text.
    """
    raw = read_whole(file, limits)
    if not raw.lstrip().startswith(b"{\\rtf"):
        raise UnreadableFile("not a readable RTF file (it does not begin as one)")
    draft = Draft()
    with parsing("RTF file", library="rtf"):
        reader = _Reader(draft, Grid(draft, report, len(raw)))
        reader.read(Stream(raw.decode("latin-1")))
        blocks = reader.blocks()
    yield parsed(file, raw, draft.text, blocks, title=reader.stated_title or reader.title)


@dataclass(frozen=True, slots=True)
class _Format:
    """What is said of paragraphs until it is taken back."""

    style: int = 0
    outline: int = 9
    is_listed: bool = False
    depth: int = 0
    in_table: bool = False


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that grows, the bullet or number before it, and the notes it refers to."""

    runs: Runs = field(default_factory=Runs)
    label: str = ""
    notes: list[Runs] = field(default_factory=list)


class _Reader:
    """Makes blocks of the tokens of a file."""

    def __init__(self, draft: Draft, grid: Grid) -> None:
        self.stated_title = ""
        self._composer = Composer(draft)
        self._grid = grid
        self._format = _Format()
        self._paragraph = _Paragraph()
        self._apart: list[tuple[str, Runs]] = []
        self._styles: dict[int, Role] = {}
        self._defined, self._name = 0, ""
        self._line = 0
        self._cells: list[str] = []
        self._rows: list[Row] = []
        self._is_head = False
        self._row_line = 1
        self._notes: list[Runs] = []
        self._anchor: str | None = None
        self._margins: set[str] = set()
        self._words: Mapping[str, Callable[[], None]] = {
            "par": self._end_paragraph,
            "sect": self._end_paragraph,
            "page": self._end_paragraph,
            "cell": self._end_cell,
            "nestcell": self._end_nested,
            "row": self._end_row,
            "trowd": self._begin_row,
            "trhdr": self._name_row,
        }

    @property
    def title(self) -> str | None:
        """The first heading of level 1."""
        return self._composer.title

    def blocks(self) -> list[Block]:
        """The blocks written."""
        return self._composer.blocks()

    def read(self, stream: Stream) -> None:
        """Writes all that a stream shows."""
        for token in stream:
            if isinstance(token, Group):
                self._group(token)
            elif self._apart and self._apart[-1][0] == "stylesheet":
                self._define(token)
            elif isinstance(token, RtfWords):
                self._runs.add(token.text, token.script, bold=token.bold, fixed=token.fixed)
            elif self._apart:
                self._runs.add("\n" if token.word == "par" else "", bold=True)
            elif token.word in self._words:
                self._words[token.word]()
            else:
                self._format = _formatted(self._format, token)
        self._end_paragraph()
        self._end_table()

    @property
    def _runs(self) -> Runs:
        return self._apart[-1][1] if self._apart else self._paragraph.runs

    def _group(self, group: Group) -> None:
        if group.begins:
            self._apart.append((group.destination, Runs()))
            return
        while self._apart:
            destination, runs = self._apart.pop()
            self._end_group(destination, runs)
            if destination == group.destination:
                return

    def _end_group(self, destination: str, runs: Runs) -> None:
        words = runs.text.strip()
        if destination in ("listtext", "pntext"):
            label = " ".join(words.split())
            self._paragraph.label = label if any(map(str.isalnum, label)) else "-"
        elif destination == "title":
            self.stated_title = words
        elif destination == "bkmkstart":
            self._anchor = words if not words.startswith("_") else self._anchor
        elif destination in ("footnote", "shptxt"):
            self._paragraph.notes.append(runs)
        elif destination != "stylesheet" and not is_page_number(words):
            if words not in self._margins:
                self._composer.write(runs, "paragraph", max(self._line, 1))
            self._margins.add(words)

    def _define(self, token: RtfWords | Control) -> None:
        """Takes what the style sheet says: the number of a style, then its name and a ";"."""
        if isinstance(token, Control):
            self._defined = token.number or 0 if token.word == "s" else self._defined
            return
        self._name += token.text
        if ";" in self._name:
            role = role_named(self._name.partition(";")[0].strip())
            if role is not None:
                self._styles[self._defined] = role
            self._name, self._defined = "", 0

    def _end_paragraph(self) -> None:
        paragraph, self._paragraph = self._paragraph, _Paragraph()
        if self._format.in_table:
            # Within a cell: the paragraph goes on there.
            paragraph.runs.add(" ", bold=True)
            self._paragraph = paragraph
            return
        self._end_table()
        self._line += 1
        kind, level = self._role()
        if kind is None:
            return
        label = paragraph.label
        if kind == "paragraph" and (label or self._format.is_listed):
            kind, level = "item", self._format.depth
        if kind == "item":
            label = label or "-"
        elif kind != "heading" or label == "-":
            label = ""
        self._composer.write(
            paragraph.runs, kind, self._line, level=level, label=label, anchor=self._anchor
        )
        inside = level + 1 if kind in ("item", "definition") else 0
        for note in paragraph.notes:
            self._composer.write(note, "paragraph", self._line, level=inside)

    def _role(self) -> tuple[BlockKind | None, int]:
        role = self._styles.get(self._format.style, PLAIN)
        if role == PLAIN and 0 <= self._format.outline < 9:
            return "heading", min(self._format.outline + 1, 6)
        return role

    def _end_cell(self) -> None:
        paragraph, self._paragraph = self._paragraph, _Paragraph()
        self._cells.append(paragraph.runs.text)
        self._notes.extend(paragraph.notes)
        self._line += 1

    def _end_nested(self) -> None:
        self._paragraph.runs.add(" ", bold=True)

    def _begin_row(self) -> None:
        self._is_head = False

    def _name_row(self) -> None:
        self._is_head = True

    def _end_row(self) -> None:
        if self._cells:
            lines = (max(self._line - len(self._cells) + 1, 1), max(self._line, 1))
            self._rows.append(Row(self._cells, lines, named=self._is_head))
            self._cells = []
        self._format = replace(self._format, in_table=False)

    def _end_table(self) -> None:
        if self._cells:
            self._end_row()
        rows, self._rows = self._rows, []
        notes, self._notes = self._notes, []
        if not rows:
            return
        self._composer.end_code()
        self._grid.write(rows, anchor=self._anchor)
        for note in notes:
            self._composer.write(note, "paragraph", max(self._line, 1))


def _formatted(before: _Format, control: Control) -> _Format:
    """What is said of paragraphs after a control word."""
    word, number = control
    if word == "pard":
        return _Format()
    if word == "intbl":
        return replace(before, in_table=True)
    if word == "s":
        return replace(before, style=number or 0)
    if word == "outlinelevel":
        return replace(before, outline=9 if number is None else number)
    if word == "ls":
        return replace(before, is_listed=bool(number))
    if word == "ilvl":
        return replace(before, depth=min(max(number or 0, 0), 8))
    return before
