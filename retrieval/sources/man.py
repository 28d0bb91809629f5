"""Manual pages: the source of man(7) and mdoc(7) pages, and pages formatted for a terminal.

The mdoc macros of BSD say what each word is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from retrieval.model import ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, read_whole
from retrieval.sources.draft import CELL_GAP, parsed
from retrieval.sources.encoding import decode
from retrieval.sources.man_macros import ManPage, RoffLine, arguments
from retrieval.sources.metadata import iso_date

_SOURCE = re.compile(r"^[.'][ \t]*(?:TH|Dd|Dt|SH|Sh|so|de|\\\")", re.MULTILINE)
_TOP = 4000


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document, its blocks put together with the lines where they stand.

    A file that is neither source nor a formatted page is read as plain text.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no text.
    """
    raw = read_whole(file, limits)
    text = decode(raw)
    if _SOURCE.search(text[:_TOP]) or re.search(r"^\.(?:TH|Sh) ", text, re.MULTILINE):
        yield document(file, raw, text, report)
    else:
        from retrieval.sources import text as plain_text

        yield plain_text.document(file, raw, text, report)


def document(file: SourceFile, raw: bytes, text: str, report: Report) -> ParsedDocument:
    """The document of a manual page's source."""
    lines = text.split("\n")
    is_mdoc = re.search(r"^\.[ \t]*(?:Dd|Dt|Sh|Nm)\b", text, re.MULTILINE) and ".TH" not in text
    page = MdocPage() if is_mdoc else ManPage()
    page.read(lines)
    if page.elsewhere:
        report(f"only refers to {page.elsewhere}")
    draft = page.draft
    return parsed(
        file, raw, draft.text, draft.blocks, title=page.title, published=iso_date(page.date)
    )


_CLOSING = frozenset(". , : ; ) ] ? !".split())
_OPENING = frozenset("( [".split())
_ENCLOSED = {
    **dict.fromkeys(("Op", "Oo"), "[]"),
    **dict.fromkeys(("Dq", "Do"), "“”"),
    **dict.fromkeys(("Qq", "Qo"), '""'),
    **dict.fromkeys(("Sq", "So", "Ql"), "‘’"),
    **dict.fromkeys(("Pq", "Po"), "()"),
    **dict.fromkeys(("Bq", "Bo"), "[]"),
    **dict.fromkeys(("Aq", "Ao"), "<>"),
    **dict.fromkeys(("Brq", "Bro"), "{}"),
}
"""Macros that enclose what follows on the line, or up to the macro that closes them."""
_CLOSERS = {"Oc": "]", "Dc": "”", "Qc": '"', "Sc": "’", "Pc": ")", "Bc": "]", "Ac": ">", "Brc": "}"}
_MULTILINE = frozenset("Oo Do Qo So Po Bo Ao Bro".split())
_PLAIN = frozenset(
    "Ad An Ar Cd Cm Dv Em Er Ev Fa Fr Ft Ic Li Ms No Pa Sx Sy Tn Va Vt Mt Fd Bx Lb Cx".split()
)
_SYSTEMS = {
    "Ux": "UNIX",
    "Fx": "FreeBSD",
    "Nx": "NetBSD",
    "Ox": "OpenBSD",
    "Dx": "DragonFly",
    "Bsx": "BSD/OS",
    "At": "AT&T UNIX",
}
_CALLABLE = (
    _PLAIN
    | frozenset(_ENCLOSED)
    | frozenset(_CLOSERS)
    | frozenset(_SYSTEMS)
    | frozenset("Fl Nm Xr Ns Ap Pf Fn Fo Fc Lk In Xo Xc Eo Ec Ta St Nd Bf Ef Bk Ek".split())
)
_SPECIAL = frozenset(_SYSTEMS) | frozenset("Fl Nm Xr Pf Fn Lk In".split())
_FIXED = {
    **{macro: (sign, True, False) for macro, sign in _CLOSERS.items()},
    "Nd": ("–", False, False),
    "Ns": ("", True, True),
    "Ap": ("'", True, True),
}
"""What a macro shows, whether that follows without a space, and is followed without one."""
_DEEPEST = 20


class MdocPage(ManPage):
    """A page of the mdoc macros, read into a draft."""

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._spaced = True
        self._lists: list[str] = []
        self._numbers: list[int] = []
        self._starts: list[int] = []

    def _takers(self) -> dict[str, Callable[[RoffLine], None]]:
        takers: dict[str, Callable[[RoffLine], None]] = {
            "Dd": self._dated,
            "Dt": self._titled,
            "Sh": lambda line: self._section(line, 1),
            "Ss": lambda line: self._section(line, 2),
            "Pp": lambda _line: self._break(),
            "Lp": lambda _line: self._break(),
            "sp": lambda _line: self._break(),
            "br": lambda _line: self.line_break(),
            "Bl": self._list,
            "It": self._item,
            "El": lambda _line: self._list_ended(),
            "Bd": self._display,
            "Ed": lambda _line: self._display_ended(),
            "Dl": self._code_line,
            "D1": self._code_line,
            "Ex": self._exit_status,
            "Sm": self._spacing,
            "so": self._so,
            "TS": self._begin_table,
            "TE": self._end_table,
        }
        takers["Xc"] = self._term_ended
        for name in _CALLABLE:
            takers.setdefault(name, lambda line: self._words(f"{line.macro} {line.text}"))
        for name in "%A %B %C %D %I %J %N %O %P %Q %R %T %U %V".split():
            takers[name] = lambda line: self._words(line.text)
        return takers

    def _words(self, text: str) -> None:
        """Goes on with what a line of macros shows."""
        for words, before, after in self._pieces_of(arguments(text)):
            if self._glued or before:
                self._glued = True
            self.add(words, glued=after or not self._spaced)

    def _shown(self, words: list[str]) -> str:
        text = ""
        glued = True
        for piece, before, after in self._pieces_of(words):
            text += piece if glued or before else f" {piece}"
            glued = after
        return text

    def _pieces_of(self, words: list[str], depth: int = 0) -> Iterator[tuple[str, bool, bool]]:
        """Yields what words and macros show.

        Each comes with whether it follows without a space, and is followed without one.
        """
        if depth > _DEEPEST:
            return
        place = 0
        while place < len(words):
            word = words[place]
            place += 1
            if word in _ENCLOSED:
                yield from self._enclosed(word, words[place:], depth)
                return
            if word in _SPECIAL:
                end = place
                while end < len(words) and words[end] not in _CALLABLE:
                    end += 1
                yield from self._special(word, words[place:end])
                place = end
            elif word in _FIXED:
                yield _FIXED[word]
            elif word not in _CALLABLE:
                yield self._plain_word(word)

    def _plain_word(self, word: str) -> tuple[str, bool, bool]:
        shown = self.reader.plain(word)
        return shown, word in _CLOSING, word in _OPENING or not self._spaced

    def _enclosed(
        self, macro: str, words: list[str], depth: int
    ) -> Iterator[tuple[str, bool, bool]]:
        opening, closing = tuple(_ENCLOSED[macro])
        yield opening, False, True
        if macro in _MULTILINE:
            yield from self._pieces_of(words, depth + 1)
            return
        trailing = len(words)
        while trailing and words[trailing - 1] in _CLOSING:
            trailing -= 1
        yield from self._pieces_of(words[:trailing], depth + 1)
        yield closing, True, False
        for word in words[trailing:]:
            yield word, True, False

    def _special(self, macro: str, words: list[str]) -> Iterator[tuple[str, bool, bool]]:
        plain = [self.reader.plain(word) for word in words]
        punctuation: list[str] = []
        while plain and plain[-1] in _CLOSING:
            punctuation.insert(0, plain.pop())
        if macro == "Fl":
            yield from ((f"-{word}", False, False) for word in plain)
            if not plain:
                yield "-", False, True
        elif macro == "Nm":
            self._name = self._name or " ".join(plain)
            yield " ".join(plain) or self._name, False, False
        elif macro == "Xr" and plain:
            yield plain[0] + (f"({plain[1]})" if len(plain) > 1 else ""), False, False
        elif macro == "Fn" and plain:
            yield f"{plain[0]}({', '.join(plain[1:])})", False, False
        elif macro == "Lk":
            yield " ".join(plain[1:]) or "".join(plain), False, False
        elif macro == "In":
            yield f"#include <{''.join(plain)}>", False, False
        elif macro == "Pf":
            yield "".join(plain[:1]), False, True
            yield from ((word, False, False) for word in plain[1:])
        else:
            yield " ".join([_SYSTEMS[macro], *plain]), False, False
        yield from ((mark, True, False) for mark in punctuation)

    def _dated(self, line: RoffLine) -> None:
        self.date = self.reader.plain(line.text).strip("$ ").removeprefix("Mdocdate:").strip()

    def _titled(self, line: RoffLine) -> None:
        name, section, *_ = [*arguments(line.text), "", ""]
        self.title = f"{name.lower()}({section})" if section else name.lower()

    def _section(self, line: RoffLine, level: int) -> None:
        self._lists, self._numbers, self._starts = [], [], []
        self.heading(self._shown(arguments(line.text)), level)

    def _break(self) -> None:
        if self._code is not None:
            self._code.append("")
        else:
            self.flush()

    def _list(self, line: RoffLine) -> None:
        self.flush()
        if len(self._lists) >= _DEEPEST:
            return
        found = re.search(r"-(\w+)", line.text)
        self._lists.append(found[1] if found else "item")
        self._numbers.append(0)
        self._starts.append(len(self.draft.blocks))
        self.enclose()

    def _list_ended(self) -> None:
        self.end_code()
        self.flush()
        if not self._lists:
            return
        self._lists.pop()
        self._numbers.pop()
        self._inside.pop()
        start = self._starts.pop()
        entries = self.draft.blocks[start:]
        if all(block.kind == "term" for block in entries):  # a list of names
            self.draft.blocks[start:] = [block._replace(kind="item") for block in entries]

    def _item(self, line: RoffLine) -> None:
        self.end_code()
        self.flush()
        kind = self._lists[-1] if self._lists else "item"
        words = arguments(line.text)
        if kind in ("bullet", "dash", "hyphen", "enum"):
            self._numbers[-1] += 1
            self.entry(f"{self._numbers[-1]}." if kind == "enum" else "•")
        elif kind == "column":
            self._row(words)
        elif kind == "item":
            self._inside[-1] = True
            self._kind = "item"
        elif "Xo" in words and "Xc" not in words:
            self._inside[-1] = True
            self._kind = "term"
            self._words(line.text)
        else:
            self._inside[-1] = True
            term = self._shown(words)
            lines = (self._number, self._number)
            self.draft.add(" ".join(term.split()), "term", lines, level=self.level - 1)
            self._kind = "definition"

    def _row(self, words: list[str]) -> None:
        cells: list[list[str]] = [[]]
        for word in words:
            if word in ("Ta", "\t"):
                cells.append([])
            else:
                cells[-1].extend(part for part in word.split("\t") if part)
        row = CELL_GAP.join(self._shown(cell) for cell in cells)
        self._numbers[-1] += 1
        self.draft.add(row, "row", (self._number, self._number), level=self.level)

    def _term_ended(self, line: RoffLine) -> None:
        if self._kind == "term":
            self.flush()
            self._kind = "definition"
        self._words(line.text)

    def _spacing(self, line: RoffLine) -> None:
        self._spaced = "off" not in line.text

    def _display(self, line: RoffLine) -> None:
        if re.search(r"-(?:literal|unfilled)", line.text):
            self.begin_code()
        else:
            self.flush()

    def _display_ended(self) -> None:
        self.end_code()
        self.flush()

    def _code_line(self, line: RoffLine) -> None:
        self.flush()
        lines = (self._number, self._number)
        self.draft.add(self._shown(arguments(line.text)), "code", lines, level=self.level)

    def _exit_status(self, line: RoffLine) -> None:
        """What mdoc(7) writes for `.Ex -std`."""
        name = " ".join(arguments(line.text)[1:]) or self._name
        self.add(f"The {name} utility exits 0 on success, and >0 if an error occurs.")
