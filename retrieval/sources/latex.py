"""LaTeX: sections, paragraphs, items, tables and verbatim text; what else there is, as text.

No macros are run: a command that is not known vanishes, and what stands in its braces is text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from retrieval.model import BlockKind, ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, read_whole
from retrieval.sources.draft import CELL_GAP, Draft, parsed
from retrieval.sources.encoding import decode
from retrieval.sources.inline import entries, lowered, raised
from retrieval.sources.latex_commands import (
    ACCENTS,
    ARGUMENT_SHOWN,
    HEADINGS,
    HIDDEN,
    LISTS,
    MATH,
    SYMBOLS,
    TABLES,
    UNSHOWN,
    VERBATIM,
    accented,
    typeset,
)
from retrieval.sources.metadata import first_heading, iso_date

_TOKEN = re.compile(
    r"(?P<comment>%[^\n]*(?:\n[ \t]*|$))"
    r"|\\(?:(?P<command>[a-zA-Z@]+)\*?[ \t]*(?:\n[ \t]*(?!\s))?|(?P<symbol>.|\n|$))"
    r"|(?P<paragraph>\n[ \t]*\n\s*)"
    r"|(?P<dollars>\$\$?)|(?P<special>[{}&~^_])"
    r"|(?P<text>[^\\%{}&~^_$\n]+|\n)"
)
_DEFINITION = re.compile(
    r"\\(?:newcommand|renewcommand|providecommand|def)\*?\s*\{?\\([a-zA-Z]+)\}?\s*\{([^{}\\#]*)\}"
)
_HEADING = re.compile(rf"\\({'|'.join(HEADINGS)})\b")
_OPTION = re.compile(r"\s*\[(?P<inside>(?:[^\[\]{}]|\{[^{}]*\})*)\]")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_LONGEST_ARGUMENT = 20_000
_DEEPEST = 20
_MOST_FAILURES = 200
_MOST_NESTED = 100


def load(file: SourceFile, limits: Limits, _report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document, its blocks put together with the lines where they stand.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no text.
    """
    raw = read_whole(file, limits)
    page = _Page(decode(raw))
    page.read()
    draft = page.draft
    yield parsed(
        file,
        raw,
        draft.text,
        draft.blocks,
        title=page.stated("title") or first_heading(draft.text, draft.blocks),
        published=iso_date(page.stated("date")),
    )


class _Page:
    """A file's text, read into a draft."""

    def __init__(self, text: str, macros: dict[str, str] | None = None, depth: int = 0) -> None:
        self.draft = Draft()
        self._text = text
        self._depth = depth
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self._macros = dict(_DEFINITION.findall(text)) if macros is None else macros
        self._top = min((HEADINGS[name] for name in _HEADING.findall(text)), default=2)
        self._kind: BlockKind = "paragraph"
        self._marker = ""
        self._pieces: list[str] = []
        self._span = (0, 0)
        self._lists: list[tuple[str, int]] = []
        self._inside: list[bool] = []
        self._cells: list[list[str]] | None = None
        self._rows: list[tuple[int, list[str]]] = []
        self._ruled = 0
        self._math = False
        self._notes: list[str] = []
        self._failures = 0

    def stated(self, command: str) -> str:
        """What the argument of a command such as `title` reads as; empty where it is not there."""
        found = re.search(rf"\\{command}\s*(?:\[[^\]]*\])?\s*(?=\{{)", self._text)
        argument = self._argument(found.end()) if found else None
        return _one_line(self._words(argument[0])) if argument else ""

    def read(self) -> None:
        """Read the body of the document, or all of a file that is only a part of one."""
        begin = re.search(r"\\begin\s*\{document\}", self._text)
        end = re.search(r"\\end\s*\{document\}", self._text)
        place = begin.end() if begin else 0
        last = end.start() if end else len(self._text)
        while place < last:
            token = _TOKEN.match(self._text, place, last)
            if token is None:
                break
            place = self._take(token)
        self._end_table()
        self._flush()

    def _take(self, token: re.Match[str]) -> int:
        """Takes a token; returns where the next one begins."""
        kind, end = token.lastgroup, token.end()
        if kind == "command":
            return self._command(token["command"], token.start(), end)
        if kind == "symbol":
            return self._symbol(token["symbol"], end)
        if kind == "paragraph":
            self._break()
        elif kind == "dollars":
            self._math = not self._math
        elif kind == "special":
            return self._special(token["special"], end)
        elif kind == "text":
            self._add(token.start(), typeset(token["text"]) if not self._math else token["text"])
        return end

    def _add(self, place: int, words: str) -> None:
        if not words:
            return
        if not self._pieces and not words.strip():
            return
        if words.strip():
            self._span = (self._span[0] if self._pieces else place, place)
        self._pieces.append(words)

    def _break(self) -> None:
        if self._cells is not None:
            self._pieces.append(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        """Ends the paragraph, item or definition that is being written."""
        if self._depth:  # what is only an argument has no paragraphs
            self._pieces.append(" ")
            return
        text = "".join(self._pieces)
        lines = [_one_line(line) for line in re.split("\x1e", text)]
        words = "\n".join(line for line in lines if line)
        first, last = self._line(self._span[0]), self._line(self._span[1])
        kind = self._kind
        level = sum(self._inside) - (kind in ("item", "definition"))
        if words:
            for start, end, is_asked in entries(words.split("\n")):
                part = "\n".join(words.split("\n")[start:end])
                if is_asked and not self._inside:
                    self.draft.add(part, "heading", (first, last), level=7)
                else:
                    self.draft.add(self._marker + part, kind, (first, last), level=max(level, 0))
        if words or kind == "paragraph":
            self._kind, self._marker = "paragraph", ""
        self._pieces = []
        notes, self._notes = self._notes, []
        for note in notes:
            self.draft.add(note, "paragraph", (last, last), level=sum(self._inside))

    def _line(self, place: int) -> int:
        return bisect_right(self._starts, place)

    def _special(self, sign: str, end: int) -> int:
        if sign == "&" and self._cells is not None:
            self._end_cell()
        elif sign == "~":
            self._add(end, " ")
        elif sign in "^_" and self._math:
            return self._script(sign, end)
        elif sign in "&^_":
            self._add(end, "" if self._math else sign)
        return end

    def _script(self, sign: str, end: int) -> int:
        argument = self._argument(end)
        after = _TOKEN.match(self._text, end)
        if argument:
            inside, end = self._words(argument[0], math=True), argument[1]
        elif after and after["command"]:
            inside, end = SYMBOLS.get(after["command"], ""), after.end()
        else:
            inside, end = self._text[end : end + 1], end + 1
        before = "".join(self._pieces[-2:]).rstrip()[-1:]
        self._add(end, (raised if sign == "^" else lowered)(inside, before))
        return end

    def _symbol(self, symbol: str, end: int) -> int:
        if symbol == "\\":
            option = _OPTION.match(self._text, end)
            if self._cells is not None:
                self._end_row()
            else:
                self._add(end, "\x1e")
            return option.end() if option and option["inside"][-2:] in _UNITS else end
        if symbol in "()[]":
            self._math = symbol in "(["
        elif symbol in ACCENTS and not self._math:
            return self._accent(symbol, end)
        elif symbol in "%&_#${} ":
            self._add(end, symbol)
        elif symbol in ",;:\n~":
            self._add(end, " ")
        return end

    def _accent(self, accent: str, end: int) -> int:
        found = _ACCENTED.match(self._text, end)
        if found is None:
            return end
        self._add(end, accented(accent, found[1] or found[2] or found[3]))
        return found.end()

    def _command(self, name: str, start: int, end: int) -> int:
        """Takes a command with those of its arguments that are not simply text."""
        if name in HEADINGS:
            return self._heading(name, start, end)
        if name in ("begin", "end"):
            return self._environment(name, end)
        if name == "item":
            return self._item(start, end)
        if name in _ASIDES:
            return self._aside(name, end)
        if name in ("verb", "lstinline", "Verb"):
            return self._verb(end)
        if name in HIDDEN:
            return self._skip_arguments(name, end)
        if name in ACCENTS or name in ("textsuperscript", "textsubscript"):
            return self._accent(name, end) if name in ACCENTS else self._raised(name, end)
        self._plain_command(name, start)
        option = _OPTION.match(self._text, end) if name in _WITH_OPTION else None
        return option.end() if option else end

    def _environment(self, name: str, end: int) -> int:
        argument = self._argument(end)
        if argument is None:
            return end
        environment = argument[0].strip().rstrip("*")
        if name == "begin":
            return self._begin(environment, argument[0], argument[1])
        self._end(environment)
        return argument[1]

    def _plain_command(self, name: str, start: int) -> None:
        if name in self._macros or name in SYMBOLS:
            shown = self._macros.get(name, SYMBOLS.get(name, ""))
            self._add(start, f" {shown} " if self._math and shown in _RELATIONS else shown)
        elif name in ("par", "newpage", "clearpage", "bigskip", "medskip", "smallskip"):
            self._break()
        elif name in ("newline", "tabularnewline", "linebreak"):
            if self._cells is not None and name == "tabularnewline":
                self._end_row()
            else:
                self._add(start, "\x1e")
        elif name in ("hline", "midrule") and self._cells is not None:
            self._ruled = self._ruled or len(self._rows)

    def _heading(self, name: str, start: int, end: int) -> int:
        option = _OPTION.match(self._text, end)
        argument = self._argument(option.end() if option else end)
        if argument is None:
            return end
        self._flush()
        words = _one_line(self._words(argument[0]).replace("\x1e", " "))
        level = min(max(HEADINGS[name] - self._top + 1, 1), 6)
        lines = (self._line(start), self._line(argument[1] - 1))
        self.draft.add(words, "heading", lines, level=level)
        return argument[1]

    def _aside(self, name: str, end: int) -> int:
        option = _OPTION.match(self._text, end)
        argument = self._argument(option.end() if option else end)
        if argument is None:
            return end
        words = _one_line(self._words(argument[0]).replace("\x1e", " "))
        if name == "caption" and self._cells is None:
            self._flush()
            self._add(end, words)
            self._flush()
        elif words:
            self._notes.append(words)
        return argument[1]

    def _verb(self, end: int) -> int:
        option = _OPTION.match(self._text, end)
        end = option.end() if option else end
        sign = {"{": "}"}.get(self._text[end : end + 1], self._text[end : end + 1])
        closing = self._text.find(sign, end + 1, end + 500) if sign.strip() else -1
        if closing < 0:
            return end
        self._add(end, self._text[end + 1 : closing])
        return closing + 1

    def _raised(self, name: str, end: int) -> int:
        argument = self._argument(end)
        if argument is None:
            return end
        before = "".join(self._pieces[-2:])[-1:]
        script = raised if name == "textsuperscript" else lowered
        self._add(end, script(self._words(argument[0]), before))
        return argument[1]

    def _skip_arguments(self, name: str, end: int) -> int:
        if name.startswith(("cite", "ref", "footcite", "parencite")) and self._pieces:
            self._pieces[-1] = self._pieces[-1].rstrip(" \n~")
        for number in range(HIDDEN[name]):
            if name in ARGUMENT_SHOWN and number and not self._text.startswith("{", end):
                break
            while option := _OPTION.match(self._text, end):
                end = option.end()
            argument = self._argument(end)
            if argument is None:
                break
            end = argument[1]
        return end

    def _begin(self, environment: str, written: str, end: int) -> int:
        if environment in VERBATIM or environment in UNSHOWN:
            return self._verbatim(written, end, shown=environment in VERBATIM)
        option = _OPTION.match(self._text, end)
        if environment in LISTS or environment == "thebibliography":
            self._flush()
            if len(self._lists) < _MOST_NESTED:
                self._lists.append((environment, 0))
                self._inside.append(False)
        elif environment in TABLES:
            self._flush()
            self._cells, self._rows, self._ruled = [[]], [], 0
            end = option.end() if option else end
            for _ in range(2 if environment in ("tabularx", "tabulary", "xltabular") else 1):
                argument = self._argument(end)
                end = argument[1] if argument else end
            return end
        elif environment in MATH:
            self._math = True
        elif environment not in ("document", "array"):
            self._break()
        if environment in ("minipage", "multicols", "array", "thebibliography"):
            argument = self._argument(option.end() if option else end)
            return argument[1] if argument else end
        return option.end() if option else end

    def _end(self, environment: str) -> None:
        if environment in LISTS or environment == "thebibliography":
            self._flush()
            if self._lists:
                self._lists.pop()
                self._inside.pop()
            self._kind, self._marker = "paragraph", ""
        elif environment in TABLES:
            self._end_table()
        elif environment in MATH:
            self._math = False
        elif environment not in ("document", "array"):
            self._break()

    def _verbatim(self, written: str, end: int, *, shown: bool) -> int:
        closing = self._text.find(f"\\end{{{written}}}", end)
        if closing < 0:
            return end
        begin = self._text.find("\n", end, closing)
        if shown and begin >= 0:
            self._flush()
            code = self._text[begin + 1 : closing]
            lines = (self._line(begin) + 1, self._line(closing - 1))
            self.draft.add(code, "code", lines, level=sum(self._inside))
        return closing + len(written) + 6

    def _item(self, start: int, end: int) -> int:
        self._flush()
        environment, number = self._lists[-1] if self._lists else ("itemize", 0)
        option = _OPTION.match(self._text, end)
        if self._lists:
            self._lists[-1] = (environment, number + 1)
            self._inside[-1] = True
        label = _one_line(self._words(option["inside"])) if option else ""
        if label and (environment == "description" or label[0].isalnum()):
            lines = (self._line(start), self._line(start))
            self.draft.add(label, "term", lines, level=max(sum(self._inside) - 1, 0))
            self._kind = "definition"
        else:
            self._kind = "item"
            self._marker = f"{number + 1}. " if "enum" in environment else "- "
        return option.end() if option else end

    def _end_cell(self) -> None:
        if self._cells is not None:
            self._cells[-1].append(_one_line("".join(self._pieces).replace("\x1e", " ")))
            self._pieces = []

    def _end_row(self) -> None:
        place = self._span[0]
        self._end_cell()
        if self._cells is not None:
            if any(self._cells[-1]):
                self._rows.append((self._line(place), self._cells[-1]))
            self._cells = [[]]

    def _end_table(self) -> None:
        if self._cells is None:
            return
        self._end_row()
        self._cells = None
        for place, (line, cells) in enumerate(self._rows):
            kind: BlockKind = "header" if place == 0 and self._ruled == 1 else "row"
            self.draft.add(CELL_GAP.join(cells), kind, (line, line), level=sum(self._inside))
        self._rows = []
        self._flush()

    def _argument(self, place: int) -> tuple[str, int] | None:
        """The text in the braces that stand at a place, and where they end."""
        opening = _OPENING.match(self._text, place)
        if opening is None or self._failures > _MOST_FAILURES:
            return None
        depth = 0
        for brace in _BRACE.finditer(
            self._text, opening.end() - 1, opening.end() + _LONGEST_ARGUMENT
        ):
            depth += {"{": 1, "}": -1}.get(brace[0], 0)
            if depth == 0:
                return self._text[opening.end() : brace.start()], brace.end()
        self._failures += 1
        return None

    def _words(self, source: str, *, math: bool = False) -> str:
        """An argument as text."""
        if self._depth >= _DEEPEST or not re.search(r"[\\%{}$~^_`'-]", source):
            return source
        inner = _Page(source, self._macros, self._depth + 1)
        inner._math = math or self._math
        words = inner._inline()
        self._notes.extend(inner._notes)
        return words

    def _inline(self) -> str:
        """All of the text as one stretch of words."""
        place = 0
        while token := _TOKEN.match(self._text, place):
            if token.end() == place:
                break
            place = self._take(token)
        return "".join(self._pieces)


_OPENING = re.compile(r"\s*\{")
_ACCENTED = re.compile(r"\s*(?:\{\\?([a-zA-Z])\}|\\([ij])(?![a-zA-Z])|([a-zA-Z]))")
_ASIDES = frozenset("footnote footnotetext thanks caption marginpar".split())
_RELATIONS = frozenset("≤≥≠≈∼≡∝∈∉⊂⊆→←⇒⇐↔↦±×÷")
_UNITS = frozenset("pt em ex mm cm in".split())
_WITH_OPTION = frozenset("newline linebreak pagebreak includegraphics sqrt today".split())


def _one_line(words: str) -> str:
    return " ".join(words.split())
