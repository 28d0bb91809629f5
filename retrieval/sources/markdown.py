"""Markdown as documentation has it, its text on the lines where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape

from markdown_it.token import Token

from retrieval.model import Block, BlockKind, ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, read_whole
from retrieval.sources.draft import CELL_GAP, parsed
from retrieval.sources.encoding import decode, shown
from retrieval.sources.inline import (
    ATTRIBUTES,
    SEVERAL,
    TAG,
    TRAILING_ATTRIBUTES,
    InlineWords,
    entries,
    hides,
    inline_lines,
    is_gallery,
    is_question,
    title_length,
)
from retrieval.sources.markdown_syntax import tokens
from retrieval.sources.metadata import first_heading, read_front_matter
from retrieval.sources.sheet import Sheet, Stretch
from retrieval.sources.text import stretches_of

_IDENTITY = re.compile(r"\s(?:id|name)\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)
_HEADING_ID = re.compile(r"\{:?[^{}#]*#([\w:.-]+)[^{}]*\}$")
_INDENT = "  "
_UNSHOWN = frozenset({"[toc]", "[[toc]]", "[[_toc_]]", "+++", ":::", "{:toc}"})
_TEMPLATE_LINE = re.compile(r"\{%.*%\}|\{\{[<%].*[%>]\}\}|--8<--.*")
_ALERT = re.compile(r"\[!\w+\][+-]?[ \t]*")
_ADDED = {
    "versionadded": "Added in version",
    "versionchanged": "Changed in version",
    "deprecated": "Deprecated since version",
    "versionremoved": "Removed in version",
}
_FOLDED = frozenset("details dropdown collapse rubric faq question".split())
_OBJECTS = frozenset(
    "function class method attribute data exception describe object option envvar confval"
    " staticmethod classmethod property decorator type macro program cmdoption".split()
)
_PHRASES = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark q"
    " ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
_ROLES_SET = frozenset(
    "heading_open heading_close dt_open dt_close dd_open dd_close thead_open thead_close"
    " blockquote_open target title_open title_close ordered_list_open ordered_list_close"
    " bullet_list_open bullet_list_close".split()
)
_DEEPEST = 200
_MANY_LINES = 5_000
_SHORT_LINE = 6

_Role = tuple[BlockKind, int]
_PARAGRAPH: _Role = ("paragraph", 0)
_HTML_ROLES: dict[str, _Role] = {
    **{f"h{level}": ("heading", level) for level in range(1, 7)},
    "summary": ("heading", 7),
    "pre": ("code", 0),
    "li": ("item", 0),
    "dt": ("term", 0),
    "dd": ("definition", 0),
}


class _Page:
    """Lines written one token at a time, each on the line that its source stands on."""

    def __init__(self, length: int) -> None:
        self.lines = [""] * length
        self.parts: list[Stretch] = []
        self._role = _PARAGRAPH
        self.depth = 0
        self._marker = ""
        self._numbers: list[int | None] = []
        self._defining = False
        self._cells: list[str] | None = None
        self._row_line, self._header = 0, False
        self._quoted = False
        self._titling = False
        self._directives: list[tuple[str, int]] = []
        self._version, self._version_line = "", 0
        self._anchor: str | None = None
        self.target: str | None = None
        self._slugs: dict[str, int] = {}
        self._html = _Html(self)

        self._takers: dict[str, Callable[[Token, int], None]] = {
            "inline": self._inline,
            "fence": self._code,
            "code_block": self._code,
            "html_block": self._raw,
            "tr_open": self._row,
            "tr_close": self._row,
            "list_item_open": self._item,
            "list_item_close": self._item,
            "directive": self._directive,
            "directive_close": self._directive_close,
            **dict.fromkeys(_ROLES_SET, self._set),
        }

    def take(self, token: Token) -> None:
        """Writes what a token shows, at the lines that it covers."""
        taker = self._takers.get(token.type)
        if taker is not None:
            taker(token, token.map[0] if token.map else 0)

    def write(self, first: int, texts: Sequence[str], role: _Role) -> None:
        """Puts a block on the lines from `first` on, after what already stands on that line."""
        kind, level = role
        numbers = [number for number, text in enumerate(texts) if text.strip()]
        if not numbers or self._html.hidden:
            return
        first, texts = first + numbers[0], texts[numbers[0] : numbers[-1] + 1]
        if self.parts:
            first = max(first, self.parts[-1].last)
        last = min(first + len(texts), len(self.lines)) - 1
        texts = [*texts[: last - first], " ".join(texts[last - first :])]
        before = f"{self.lines[first]} " if self.lines[first] else ""
        self.lines[first : last + 1] = [before + texts[0], *texts[1:]]
        if self.target is not None and kind != "heading":
            self._anchor, self.target = self.target, None
        place = (len(before), len(self.lines[last]), self._anchor)
        self.parts.append(Stretch(first, last, kind, level, *place))

    def entry(self, kind: BlockKind, change: int) -> None:
        """Enters (1) or leaves (-1) an item or a definition."""
        self.depth = min(max(self.depth + change, 0), _DEEPEST)
        self._defining = change > 0 and kind == "definition"

    def heading(self, first: int, texts: list[str], level: int) -> None:
        """Writes a heading with its anchor: the id stated there or before it, else its slug."""
        found = _HEADING_ID.search(texts[-1])
        if texts[-1].endswith("}"):
            texts[-1] = TRAILING_ATTRIBUTES.sub("", texts[-1]).rstrip()
        texts[-1] = texts[-1].rstrip("\u00b6 ")
        slug = re.sub(r"[^\w\- ]", "", " ".join(texts).strip().lower()).replace(" ", "-")
        number = self._slugs.get(slug, 0)
        self._slugs[slug] = number + 1
        stated, self.target = found[1] if found else self.target, None
        self._anchor = stated or (f"{slug}-{number}" if number else slug) or self._anchor
        self.write(first, texts, ("heading", level))

    def _inline(self, token: Token, first: int) -> None:
        children = token.children or ()
        lines = inline_lines(children)
        for child in children:
            if child.type == "html_inline" and (found := _IDENTITY.search(child.content)):
                self.target = found[1]
        kind, level = self._role
        if self._cells is not None:
            self._cells.append(" ".join(lines).strip())
        elif kind == "heading":
            self.heading(first, lines, level)
        elif kind == "term":
            self.write(first, lines, ("term", self.depth))
        elif self._titling:
            self._title(first, lines)
        elif self._marker and _is_contents(children):
            self._marker = ""
        elif self._marker:
            level = self.depth - 1
            lines[0] = _INDENT * level + self._marker + lines[0]
            self._marker = ""
            self.write(first, lines, ("item", level))
        else:
            self._paragraph(first, lines, children)

    def _paragraph(self, first: int, lines: list[str], children: Sequence[Token]) -> None:
        if is_gallery(children, lines):
            return
        if self._quoted:
            lines[0] = _ALERT.sub("", lines[0], count=1)
            self._quoted = False
        coded = any(child.type == "code_inline" for child in children)
        for number, line in enumerate(lines):
            if line[:1] in _UNSHOWN_STARTS and _is_unshown(line, coded=coded):
                found = _HEADING_ID.search(line)
                self.target = found[1] if found else self.target
                lines[number] = ""
        if self._version:
            lines[0], self._version = f"{self._version}: {lines[0]}", ""
        kind: BlockKind = "definition" if self._defining else "paragraph"
        title = 0 if self.depth else title_length(children, lines)
        if title:
            self.write(first, lines[:title], ("heading", 7))
        for start, end, is_asked in entries(lines[title:]):
            role: _Role = (kind, self.depth - self._defining)
            if is_asked and not self.depth:
                role = ("heading", 7)
            self.write(first + title + start, lines[title + start : title + end], role)
        self._defining = False

    def _title(self, first: int, lines: list[str]) -> None:
        """Writes the title of an admonition, a tab or the like, or a described object."""
        name = self._directives[-1][0]
        if name in _ADDED:
            self._version, self._version_line = f"{_ADDED[name]} {' '.join(lines)}", first
        elif name.rpartition(":")[2] in _OBJECTS:
            self.write(first, lines, ("term", self.depth))
            self.entry("definition", 1)
        elif name in _FOLDED or is_question(lines[-1]):
            self.write(first, lines, ("heading", 7))
        elif lines[0].lower() != name:
            self.write(first, lines, ("paragraph", self.depth))

    def _directive(self, token: Token, first: int) -> None:
        self._directives.append((token.meta["name"], self.depth))
        self._version = ""
        if "content" in token.meta:
            from retrieval.sources.rst import snippet

            for number, texts, kind, level in snippet(token.meta["content"].split("\n")):
                self.write(first + 1 + number, texts, (kind, level + self.depth))

    def _directive_close(self, _token: Token, _first: int) -> None:
        if self._version:
            self.write(self._version_line, [self._version], ("paragraph", self.depth))
        self._version = ""
        self.depth = self._directives.pop()[1]
        self._defining = False

    def _code(self, token: Token, first: int) -> None:
        self._marker, self._defining = "", False
        lines = token.content.removesuffix("\n").split("\n")
        if token.info.startswith("{"):
            options = 0
            while options < len(lines) and re.match(r":[\w-]+:(?:\s|$)", lines[options]):
                options += 1
            lines[:options] = [""] * options
        lines = [line.rstrip() for line in lines]
        self.write(first + (token.type == "fence"), lines, ("code", self.depth))

    def _row(self, token: Token, first: int) -> None:
        if token.nesting > 0:
            self._cells, self._row_line = [], first
            return
        self.row(self._row_line, self._cells or (), is_header=self._header)
        self._cells, self._marker, self._defining = None, "", False

    def row(self, first: int, cells: Sequence[str], *, is_header: bool) -> None:
        """Writes a row of a table, unless all of its cells are empty."""
        if any(cells):
            kind: BlockKind = "header" if is_header else "row"
            self.write(first, [CELL_GAP.join(cells)], (kind, self.depth))

    def _item(self, token: Token, _first: int) -> None:
        self.entry("item", token.nesting)
        self._marker = ""
        if token.nesting > 0 and self._numbers:
            number = self._numbers[-1]
            self._marker = "- " if number is None else f"{number}{token.markup} "
            self._numbers[-1] = None if number is None else number + 1

    def _set(self, token: Token, _first: int) -> None:
        """Takes what decides the role of the next text."""
        self._role = _PARAGRAPH
        self._titling = token.type == "title_open"
        if token.type == "heading_open":
            self._marker, self._defining = "", False
            self._role = ("heading", int(token.tag[1]))
        elif token.type == "dt_open":
            self._role = ("term", 0)
        elif token.type.endswith("_list_open"):
            ordered = token.type.startswith("ordered")
            self._numbers.append(int(token.attrs.get("start", 1)) if ordered else None)
        elif token.type.endswith("_list_close"):
            self._numbers.pop()
        elif token.tag == "dd":
            self.entry("definition", token.nesting)
        elif token.tag == "thead":
            self._header = token.nesting > 0
        elif token.type == "blockquote_open":
            self._quoted = True
        elif token.type == "target":
            self.target = re.sub(r"[^a-z0-9]+", "-", token.meta["label"].lower()).strip("-")

    def _raw(self, token: Token, first: int) -> None:
        self._marker = ""
        self._html.take(token.content, first)


_UNSHOWN_STARTS = ("{", "[", "+", ":", "-")


def _is_contents(children: Sequence[Token]) -> bool:
    """Whether an item is nothing but a link to a heading of its page: part of a list of them."""
    links = [child for child in children if child.type == "link_open"]
    outer = len(links) == 1 and children[0] is links[0] and children[-1].type == "link_close"
    return outer and str(links[0].attrs.get("href", "")).startswith("#")


def _is_unshown(line: str, *, coded: bool) -> bool:
    """Whether a line says something to the generator of a site alone."""
    if line.lower() in _UNSHOWN or ATTRIBUTES.fullmatch(line):
        return True
    return not coded and bool(_TEMPLATE_LINE.fullmatch(line))


class _Html:
    """Raw HTML between Markdown: what is open stays so over the Markdown that follows."""

    def __init__(self, page: _Page) -> None:
        self.hidden: list[str] = []
        self._page = page
        self._open: list[str] = []
        self._words = InlineWords()
        self._first = 0
        self._role: _Role = _PARAGRAPH
        self._cells: list[list[str]] = []
        self._row_line = 0
        self._header = False

    def take(self, content: str, first: int) -> None:
        """Writes what a browser would show of a block that begins on the line `first`."""
        end = 0
        self._words, self._first = InlineWords(), first
        for tag in TAG.finditer(content):
            self._show(content[end : tag.start()])
            end = tag.end()
            if tag["name"]:
                self._tag(tag)
            self._words.add("\n" * tag[0].count("\n"))
        self._show(content[end:])
        self._flush()

    def _show(self, text: str) -> None:
        if self.hidden:
            text = "\n" * text.count("\n")
        elif "&" in text:
            lines = text.split("\n")
            text = "\n".join(re.sub(r"[\r\n]", " ", unescape(line)) for line in lines)
        self._words.add(text)

    def _tag(self, tag: re.Match[str]) -> None:
        name, closing = tag["name"].lower(), bool(tag["closing"])
        if self.hidden:
            if name == self.hidden[-1] and closing:
                self.hidden.pop()
            elif name == self.hidden[-1] and len(self.hidden) < _DEEPEST:
                self.hidden.append(name)
            return
        identity = _IDENTITY.search(tag["rest"]) if not closing else None
        if identity:
            self._page.target = identity[1]
        if hides(tag):
            self.hidden.append(name)
        elif name in _PHRASES:
            self._words.tag(tag)
        else:
            self._flush()
            self._structure(name, closing=closing)

    def _structure(self, name: str, *, closing: bool) -> None:
        """Takes the start or the end of something that is a block of its own."""
        self._role = _PARAGRAPH if closing or name not in _HTML_ROLES else _HTML_ROLES[name]
        if name in ("tr", "table"):
            self._end_row()
        elif name in ("td", "th"):
            self._header = self._header or name == "th"
            if not closing:
                self._row_line = self._row_line if self._cells else self._line
                self._cells.append([])
        elif name in ("li", "dd", "ul", "ol", "dl"):
            self._nest(name, closing=closing)

    def _nest(self, name: str, *, closing: bool) -> None:
        while self._open and (closing or self._open[-1] in ("li", "dd")):
            ended = self._open.pop()
            if ended in ("li", "dd"):
                self._page.entry("item", -1)
            if closing and ended == name:
                return
            if not closing and name in ("ul", "ol", "dl"):
                self._open.append(ended)
                self._page.entry("item", 1)
                break
        if not closing and len(self._open) < _DEEPEST:
            self._open.append(name)
            if name in ("li", "dd"):
                self._page.entry("item", 1)

    @property
    def _line(self) -> int:
        return self._first + self._words.line

    def _flush(self) -> None:
        """Writes the words so far, and goes on where they end."""
        lines, first, is_told = self._words.lines, self._first, self._words.is_told
        self._first = self._line
        self._words = InlineWords()
        kind, level = self._role
        if kind != "code":
            lines = [" ".join(line.split()) for line in lines]
        if not any(lines):
            return
        if not is_told and kind == "paragraph" and len(" ".join(lines).split()) < SEVERAL:
            return
        if self._cells:
            self._cells[-1].extend(filter(None, lines))
        elif kind == "heading":
            self._heading(first, lines, level)
        else:
            inner = kind in ("item", "definition")
            if kind == "item":
                place = next(number for number, line in enumerate(lines) if line)
                lines[place] = f"- {lines[place]}"
            self._page.write(first, lines, (kind, max(self._page.depth - inner, 0)))
        if kind != "code":
            self._role = _PARAGRAPH

    def _heading(self, first: int, lines: list[str], level: int) -> None:
        if level < 7:
            self._page.heading(first, lines, level)
        else:
            self._page.write(first, lines, ("heading", level))

    def _end_row(self) -> None:
        header = self._header and self._role == _PARAGRAPH
        cells = [" ".join(cell) for cell in self._cells]
        self._page.row(self._row_line, cells, is_header=header)
        self._cells, self._header = [], False


def rendered(source: Sequence[str], *, components: bool = False) -> tuple[str, list[Block]]:
    """The text, with exactly as many lines as `source`, and its blocks in order.

    With `components`, the source is MDX: its code and its components' tags are left out.
    """
    if len(source) > _MANY_LINES and sum(map(len, source)) < len(source) * _SHORT_LINE:
        sheet = Sheet(source)  # nobody wrote that: a rule for each of so many lines takes too long
        return sheet.text, list(sheet.blocks(stretches_of(source)))
    lines = source
    if components:
        from retrieval.sources.mdx import without_components

        lines = without_components(source)
    page = _Page(len(source))
    for token in tokens("\n".join(lines), indented_code=not components):
        page.take(token)
    sheet = Sheet(page.lines)
    return sheet.text, list(sheet.blocks(page.parts))


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. Its text has the file's lines, each without its markup.

    Front matter, fences, rules, link definitions and comments leave empty lines behind; a list
    item keeps a plain marker, and the cells of a table row are joined by " | ".

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no text.
    """
    raw = read_whole(file, limits)
    source = shown(decode(raw)).split("\n")
    front = read_front_matter(source, report)
    body = [""] * front.lines + source[front.lines :]
    text, blocks = rendered(body, components=".mdx" in file.doc_id.lower()[-7:])
    yield parsed(
        file,
        raw,
        text,
        blocks,
        title=front.title or first_heading(text, blocks),
        publisher=front.publisher,
        published=front.published,
        url=front.url,
    )
