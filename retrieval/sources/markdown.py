"""Markdown (CommonMark, tables, strikethrough), its text on the lines where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it import MarkdownIt, rules_inline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from retrieval.model import Block, BlockKind, ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, read_whole
from retrieval.sources.draft import CELL_GAP, TABLE_WHOLE, Lines, parsed, stretches
from retrieval.sources.encoding import decode
from retrieval.sources.html_pieces import pieces
from retrieval.sources.metadata import read_front_matter

InlineRule = Callable[[StateInline, bool], bool]

_SWALLOWED = "swallowed_lines"
_BREAKS = ("softbreak", "hardbreak")
_MULTILINE_RULES: dict[str, InlineRule] = {
    "backticks": rules_inline.backtick,
    "link": rules_inline.link,
    "image": rules_inline.image,
    "html_inline": rules_inline.html_inline,
}


def parser() -> MarkdownIt:
    """A parser for CommonMark with tables and strikethrough that keeps account of lines.

    A link's address, a code span or an inline tag may run over a line's end without a token
    that says so. Here each is followed by a token that counts the line ends inside.
    """
    markdown = MarkdownIt("commonmark", {"maxNesting": 100})
    markdown.enable(["table", "strikethrough"])
    for name, rule in _MULTILINE_RULES.items():
        markdown.inline.ruler.at(name, _counting(rule))
    return markdown


def inline_lines(tokens: Sequence[Token]) -> list[str]:
    """The text of an inline token's children, one string for each line of the source."""
    lines = [""]
    for token in tokens:
        if token.type in _BREAKS:
            lines.append("")
        elif token.type == _SWALLOWED:
            lines.extend([""] * token.meta["lines"])
        else:
            lines[-1] += _words(token)
    return [line.strip() for line in lines]


def _words(token: Token) -> str:
    if token.type == "image":
        return " ".join(inline_lines(token.children or ())).strip()
    if token.type == "html_inline":
        return " " if re.match(r"<br\b", token.content, re.IGNORECASE) else ""
    # A line end written as an entity is no line end of the file.
    return re.sub(r"[\r\n]", " ", token.content)


def _counting(rule: InlineRule) -> InlineRule:
    def counted(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            inside = state.tokens[known:]
            lines = state.src.count("\n", start, state.pos) - sum(map(_line_ends, inside))
            if lines > 0:
                state.push(_SWALLOWED, "", 0).meta = {"lines": lines}
        return True

    return counted


def _line_ends(token: Token) -> int:
    if token.type == _SWALLOWED:
        return int(token.meta["lines"])
    return int(token.type in _BREAKS)


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


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. Its text has the file's lines, each without its markup.

    Front matter, fences, rules, link definitions and comments leave empty lines behind; a list
    item keeps a plain marker, and the cells of a table row are joined by " | ".

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no text.
    """
    raw = read_whole(file, limits)
    source = decode(raw).split("\n")
    front = read_front_matter(source, report)
    text, blocks = rendered([""] * front.lines + source[front.lines :])
    yield parsed(
        file,
        raw,
        text,
        blocks,
        title=front.title or _first_heading(text, blocks),
        publisher=front.publisher,
        published=front.published,
        url=front.url,
    )


def _first_heading(text: str, blocks: list[Block]) -> str | None:
    tops = (block for block in blocks if block.kind == "heading" and block.level == 1)
    return next((text[block.start : block.end] for block in tops), None)
