"""The man macros (man(7)): a page's source read into a draft, tables (tbl) included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from retrieval.model import BlockKind
from retrieval.sources.draft import CELL_GAP, Draft
from retrieval.sources.roff import Reader, RoffLine, arguments

_BULLETS = frozenset("• - – — * + o · ○ ◦ □ ▪".split())
_NUMBER = re.compile(r"[(\[]?(?:\d{1,3}|[a-zA-Z])[.)\]]")
_LONGEST_TERM = 160
_DEEPEST = 100
_FONTS = frozenset("B I SM SB R".split())
_ALTERNATING = frozenset("BR RB BI IB IR RI".split())
_COMMAND = re.compile(r"\$ [\w./~]")


def is_tag(words: str) -> bool:
    """Whether words are the bullet or the number of an item."""
    return words in _BULLETS or bool(_NUMBER.fullmatch(words))


class ManPage:
    """A page of the man macros, read into a draft.

    `title` is the page's name with its section; `date` as the page writes it, and `elsewhere`
    the file that a page is only a reference to.
    """

    def __init__(self) -> None:
        self.draft = Draft()
        self.title = self.date = self.elsewhere = ""
        self.reader = Reader([], frozenset())
        self._pieces: list[str] = []
        self._lines = (0, 0)
        self._kind: BlockKind = "paragraph"
        self._marker = ""
        self._glued = False
        self._inside = [False]
        self._code: list[str] | None = None
        self._term_ahead = False
        self._doubtful = False
        self._table: list[tuple[int, str]] | None = None
        self._link, self._link_start = "", 0
        self._number = 0
        self.takers: dict[str, Callable[[RoffLine], None]] = self._takers()

    def read(self, lines: Sequence[str]) -> None:
        """Read a page's lines to their end."""
        self.reader = Reader(lines, frozenset(self.takers))
        for line in self.reader:
            self._number = line.number
            if self._table is not None and line.macro != "TE":
                self._table.append((line.number, self._in_table(line)))
            elif line.macro:
                taker = self.takers.get(line.macro)
                if taker is not None:
                    taker(line)
            else:
                self.text(line)
        self.end_code()
        self.flush()

    @property
    def level(self) -> int:
        """How many items and definitions the next text stands inside."""
        return sum(self._inside)

    # What macros are made of

    def text(self, line: RoffLine) -> None:
        """Takes a line of text."""
        if self._code is not None:
            self._coded(self.reader.plain(line.text).rstrip())
            return
        if not line.text.strip():
            self.flush()
            return
        if line.text[0] == " " and not self._term_ahead:
            self.line_break()
        words, glued = self.reader.plain(line.text).strip(), line.text.rstrip().endswith("\\c")
        if glued and not self._pieces and is_tag(words):
            self.entry(words)
        else:
            self.add(words, glued=glued)

    def add(self, words: str, *, glued: bool = False) -> None:
        """Goes on with words; `glued` says that what follows them follows without a space."""
        if self._code is not None:
            self._coded(words)
            return
        if not words:
            return
        if self._doubtful:
            self._settle(is_term=True)
        first = self._lines[0] if self._pieces else self._number
        self._lines = (first, self._number)
        if self._pieces and not self._glued and not self._pieces[-1].endswith("\n"):
            self._pieces.append(" ")
        self._pieces.append(words)
        self._glued = glued
        if self._term_ahead and not glued:
            self._term_ahead = False
            self.flush()
            self._kind = "definition"

    def line_break(self) -> None:
        """Ends a line, but not the paragraph."""
        if self._pieces and self._code is None and not self._term_ahead:
            self._pieces.append("\n")

    def flush(self) -> None:
        """Ends the paragraph, term, item or definition that is being written."""
        if self._doubtful:
            self._settle(is_term=False)
        words = "".join(self._pieces).strip()
        words = "\n".join(" ".join(line.split()) for line in words.split("\n"))
        self._pieces, self._glued, self._term_ahead = [], False, False
        if not words:
            # A blank line between a term and its definition means nothing.
            if self._kind != "definition":
                self._kind, self._marker = "paragraph", ""
            return
        kind = self._kind
        if kind == "paragraph" and _COMMAND.match(words):
            kind = "code"
        level = self.level - (kind in ("definition", "item", "term"))
        self.draft.add(self._marker + words, kind, self._lines, level=max(level, 0))
        self._kind, self._marker = "paragraph", ""

    def term(self) -> None:
        """Begins a term: the next words, which a definition follows."""
        self.flush()
        self._inside[-1] = True
        self._kind, self._term_ahead = "term", True

    def entry(self, tag: str) -> None:
        """Begins an item or a definition under a tag, which may be empty."""
        self.flush()
        tag = " ".join(tag.split())
        if not tag:
            return
        self._inside[-1] = True
        if is_tag(tag):
            self._kind, self._marker = "item", "- " if tag in _BULLETS else f"{tag} "
        else:
            lines = (self._number, self._number)
            self.draft.add(tag, "term", lines, level=self.level - 1)
            self._kind = "definition"

    def heading(self, words: str, level: int) -> None:
        """Writes a heading, which everything that is open ends at."""
        self.end_code()
        self.flush()
        self._kind, self._marker, self._inside = "paragraph", "", [False]
        words = " ".join(words.split())
        if words:
            self.draft.add(words, "heading", (self._number, self._number), level=level)

    def begin_code(self) -> None:
        """Begins lines that are kept as they are."""
        self.flush()
        if self._code is None:
            self._code = []
            self._lines = (self._number + 1, self._number + 1)

    def _coded(self, words: str) -> None:
        if self._code is not None:
            if words.strip():
                first = self._lines[0] if any(self._code) else self._number
                self._lines = (first, self._number)
            self._code.append(words)

    def end_code(self) -> None:
        """Ends the lines that are kept as they are."""
        if self._code is None:
            return
        code, self._code = self._code, None
        self.draft.add("\n".join(code), "code", self._lines, level=self.level)

    def indent(self) -> None:
        """Begins what is set in, such as what belongs to an entry."""
        words = "".join(self._pieces)
        # DocBook writes an entry as a paragraph that is its term, and the definition set in.
        self._doubtful = (
            self._kind == "paragraph"
            and 0 < len(words) <= _LONGEST_TERM
            and not re.search(r"[.:;!?]$", words.rstrip().removesuffix("..."))
        )
        if not self._doubtful:
            self.flush()
        self.enclose()

    def enclose(self) -> None:
        """Begins what stands inside the last entry; nobody nests as deep as the bound."""
        if len(self._inside) < _DEEPEST:
            self._inside.append(False)

    def outdent(self) -> None:
        """Ends what is set in."""
        self.end_code()
        self.flush()
        self._kind, self._marker = "paragraph", ""
        if len(self._inside) > 1:
            self._inside.pop()

    def _settle(self, *, is_term: bool) -> None:
        """Decides what the words before something set in are."""
        self._doubtful = False
        pieces, self._pieces = self._pieces, []
        words = " ".join("".join(pieces).split())
        outer = sum(self._inside[:-1])
        self.draft.add(words, "term" if is_term else "paragraph", self._lines, level=outer)
        if is_term:
            self._inside[-1], self._kind = True, "definition"

    # The macros

    def _takers(self) -> dict[str, Callable[[RoffLine], None]]:
        takers: dict[str, Callable[[RoffLine], None]] = {
            "TH": self._title,
            "SH": lambda line: self._headed(line, 1),
            "SS": lambda line: self._headed(line, 2),
            "TP": lambda _line: self.term(),
            "TQ": lambda _line: self.term(),
            "IP": self._entry,
            "RS": lambda _line: self.indent(),
            "RE": lambda _line: self.outdent(),
            "TS": self._begin_table,
            "TE": self._end_table,
            "SY": self._synopsis,
            "OP": self._option,
            "MR": self._reference,
            "UR": self._linked,
            "MT": self._linked,
            "UE": self._link_ended,
            "ME": self._link_ended,
            "so": self._so,
            "br": lambda _line: self.line_break(),
            "sp": self._space,
            "Sp": self._space,
            "URL": lambda line: self._put(
                " ".join(arguments(line.text)[1:2] or arguments(line.text))
            ),
            "IX": lambda _line: None,
        }
        for name in "PP P LP HP YS".split():
            takers[name] = lambda _line: self._paragraph()
        for name in "nf EX Vb".split():
            takers[name] = lambda _line: self.begin_code()
        for name in "fi EE Ve".split():
            takers[name] = lambda _line: self.end_code()
        for name in _FONTS:
            takers[name] = lambda line: self._put(" ".join(arguments(line.text)))
        for name in _ALTERNATING:
            takers[name] = lambda line: self._put("".join(arguments(line.text)))
        return takers

    def _put(self, words: str) -> None:
        self.add(self.reader.plain(words), glued=words.endswith("\\c"))

    def _title(self, line: RoffLine) -> None:
        name, section, date, *_ = [*map(self.reader.plain, arguments(line.text)), "", "", ""]
        self.title = f"{name.lower()}({section})" if section else name.lower()
        self.date = date

    def _headed(self, line: RoffLine, level: int) -> None:
        if line.text.strip():
            self.heading(self.reader.plain(" ".join(arguments(line.text))), level)
        else:
            self.flush()

    def _paragraph(self) -> None:
        if self._code is not None:
            self._code.append("")
            return
        self.flush()
        self._kind, self._marker, self._inside[-1] = "paragraph", "", False

    def _space(self, _line: RoffLine) -> None:
        if self._code is not None:
            self._code.append("")
        else:
            self.flush()

    def _entry(self, line: RoffLine) -> None:
        self.end_code()
        self.entry(self.reader.plain((arguments(line.text) or [""])[0]))

    def _synopsis(self, line: RoffLine) -> None:
        self.flush()
        self._put(" ".join(arguments(line.text)))

    def _option(self, line: RoffLine) -> None:
        self._put(f"[{' '.join(arguments(line.text))}]")

    def _reference(self, line: RoffLine) -> None:
        name, section, after, *_ = [*arguments(line.text), "", "", ""]
        self._put(f"{name}({section}){after}")

    def _linked(self, line: RoffLine) -> None:
        self._link = (arguments(line.text) or [""])[0]
        self._link_start = len(self._pieces)

    def _link_ended(self, line: RoffLine) -> None:
        if len(self._pieces) <= self._link_start:
            self._put(self._link)
        after = (arguments(line.text) or [""])[0]
        if after:
            self._glued = True
            self._put(after)

    def _so(self, line: RoffLine) -> None:
        if not self.draft.blocks:
            self.elsewhere = line.text.strip()

    def _begin_table(self, _line: RoffLine) -> None:
        self.end_code()
        self.flush()
        self._table = []

    def _in_table(self, line: RoffLine) -> str:
        """What a line within a table adds to it."""
        words = arguments(line.text)
        if line.macro in _ALTERNATING:
            return "".join(words)
        return line.text if not line.macro else " ".join(words) if line.macro in _FONTS else ""

    def _end_table(self, _line: RoffLine) -> None:
        for number, kind, cells in rows(self._table or ()):
            words = CELL_GAP.join(" ".join(self.reader.plain(cell).split()) for cell in cells)
            if words.strip(" |"):
                self.draft.add(words, kind, (number, number), level=self.level)
        self._table = None


_RULE = re.compile(r"[_=\-\s]+")
_TAB = re.compile(r"tab *\((.)\)")


def rows(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, BlockKind, list[str]]]:
    """Yields the rows of a table of tbl(1), each with its line.

    The header is a first row that is ruled off, or bold unlike the last.
    """
    stated = (_TAB.search(line) for _, line in lines)
    tab = next((option[1] for option in stated if option), "\t")
    ends = (place for place, (_, line) in enumerate(lines, 1) if line.rstrip().endswith("."))
    body = next(ends, 0)
    formats = [line for _, line in lines[:body] if not line.rstrip().endswith(";")]
    is_named = len(formats) > 1 and "b" in formats[0].lower() and "b" not in formats[-1].lower()
    found: list[tuple[int, list[str]]] = []
    ruled = 0
    is_open = False
    for number, line in lines[body:]:
        if is_open:
            words, closed, after = line.partition("T}")
            found[-1][1][-1] += f" {words}"
            if not closed:
                continue
            is_open = False
            line = after.removeprefix(tab)  # noqa: PLW2901
            found[-1][1].extend(line.split(tab) if line else ())
        elif _RULE.fullmatch(line):
            ruled = ruled or len(found)
            continue
        elif not line.strip():
            continue
        else:
            found.append((number, line.split(tab)))
        if line.endswith("T{"):
            is_open = True
            found[-1][1][-1] = found[-1][1][-1].removesuffix("T{")
    for place, (number, cells) in enumerate(found):
        yield number, "header" if place == 0 and (is_named or ruled == 1) else "row", cells
