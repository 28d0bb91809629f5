"""A Markdown file's lines without markup, and the blocks that they make."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from retrieval.model import Block, BlockKind
from retrieval.sources.drafting import CELL_GAP, TABLE_WHOLE
from retrieval.sources.html_source import pieces
from retrieval.sources.lines import Lines, stretches
from retrieval.sources.markdown_inline import inline_lines, parser

_INDENT = "  "

_PARAGRAPH: tuple[BlockKind, int] = ("paragraph", 0)

_Part = tuple[int, int, BlockKind, int]


def rendered(source: Sequence[str]) -> tuple[str, list[Block]]:
    """The text, with exactly as many lines as `source`, and its blocks in order."""
    page = _Page(len(source))
    for token in parser().parse("\n".join(source)):
        page.take(token)
    text = Lines(page.lines)
    return text.text, [block for part in page.parts for block in text.block(*part)]


class _Page:
    """Lines written one token at a time, each on the line that its source stands on."""

    def __init__(self, length: int) -> None:
        self.lines = [""] * length
        self.parts: list[_Part] = []
        self._role = _PARAGRAPH
        self._lists = 0
        self._marker = ""
        self._cells: list[str] | None = None
        self._rows: list[int] = []

    def take(self, token: Token) -> None:
        """Writes what a token shows, at the lines that it covers."""
        first = token.map[0] if token.map else 0
        if token.type == "inline":
            self._inline(first, token.children or ())
        elif token.type in ("fence", "code_block"):
            self._code(first + (token.type == "fence"), token.content)
        elif token.type == "html_block":
            self._html(first, token.content)
        elif token.type.startswith(("table_", "tr_")):
            self._table(token.type, first)
        elif token.type.startswith("heading_"):
            self._marker = ""
            self._role = ("heading", int(token.tag[1])) if token.nesting > 0 else _PARAGRAPH
        elif "list" in token.type:
            self._list(token)

    def _list(self, token: Token) -> None:
        if token.type == "list_item_open":
            self._marker = f"{token.info}{token.markup} " if token.info else "- "
        elif token.type == "list_item_close":
            self._marker = ""
        else:
            self._lists += token.nesting

    def _inline(self, first: int, children: Sequence[Token]) -> None:
        lines = inline_lines(children)
        if self._cells is not None:
            self._cells.append(" ".join(lines).strip())
            return
        kind, level = self._role
        if self._marker:
            kind, level = "item", self._lists - 1
            lines[0] = _INDENT * level + self._marker + lines[0]
            self._marker = ""
        self._write(first, lines, kind, level)

    def _code(self, first: int, content: str) -> None:
        self._marker = ""
        if content:
            self._write(first, content.removesuffix("\n").split("\n"), "code", 0)

    def _html(self, first: int, content: str) -> None:
        self._marker = ""
        lines = [""] * (content.count("\n") + 1)
        for piece in pieces(content):
            for number, words in enumerate(piece.text.split("\n"), piece.line - 1):
                lines[number] += words
        for stretch in stretches(lines):
            shown = [" ".join(lines[number].split()) for number in stretch]
            self._write(first + stretch[0], shown, "paragraph", 0)

    def _table(self, kind: str, line: int) -> None:
        if kind == "tr_open":
            self._cells = []
            self._rows.append(line)
        elif kind == "tr_close":
            self.lines[self._rows[-1]] = CELL_GAP.join(self._cells or ())
            self._cells = None
        elif kind == "table_close":
            rows, self._rows, self._marker = self._rows, [], ""
            if sum(len(self.lines[row]) + 1 for row in rows) <= TABLE_WHOLE:
                self.parts.append((rows[0], rows[-1], "table", 0))
            else:
                self.parts.extend((row, row, "table", 0) for row in rows)

    def _write(self, first: int, lines: Sequence[str], kind: BlockKind, level: int) -> None:
        for number, line in enumerate(lines, first):
            self.lines[number] = line
        self.parts.append((first, first + len(lines) - 1, kind, level))
