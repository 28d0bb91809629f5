"""reStructuredText: a file read by docutils, and snippets of it read line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind, ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole, require
from retrieval.sources.draft import CELL_GAP, Draft, parsed
from retrieval.sources.encoding import decode
from retrieval.sources.inline import lowered, raised, role_text
from retrieval.sources.metadata import first_heading, iso_date, read_front_matter
from retrieval.sources.rst_tree import VERSIONS, kind_of


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document, its blocks put together with the lines where they stand.

    Raises:
        UnreadableFile: docutils is not installed, or the file cannot be opened, is too large,
            or holds no text.
    """
    require("docutils", package="docutils", extra="rst", suffix=".rst")
    raw = read_whole(file, limits)
    yield document(file, raw, decode(raw), report)


def document(file: SourceFile, raw: bytes, text: str, report: Report) -> ParsedDocument:
    """The document of a reStructuredText whose bytes are `raw`."""
    lines = text.split("\n")
    front = read_front_matter(lines, report)
    lines[: front.lines] = [""] * front.lines
    draft, stated = _by_docutils(lines, report)
    return parsed(
        file,
        raw,
        draft.text,
        draft.blocks,
        title=front.title or stated.get("title") or first_heading(draft.text, draft.blocks),
        publisher=front.publisher,
        published=front.published or iso_date(stated.get("date", "")),
        url=front.url,
    )


_SHORT_LINE = 16
_MANY_LINES = 3000
_WIDE_TABLE = re.compile(r"^[ \t]*(?:(?:\+[-=]+){300}|(?:=+ +){300})", re.MULTILINE)


def _by_docutils(lines: Sequence[str], report: Report) -> tuple[Draft, dict[str, str]]:
    """The blocks and the fields at the top; read line by line what docutils cannot take."""
    text = "\n".join(lines)
    tiny = len(lines) > _MANY_LINES and len(text) < len(lines) * _SHORT_LINE
    fault = "it has very many short lines" if tiny else "it has a very wide table"
    if not tiny and not _WIDE_TABLE.search(text):
        from retrieval.sources.rst_tree import RstWalk

        draft = Draft()
        walk = RstWalk(draft, lines)
        try:
            with parsing("reStructuredText", library="docutils"):
                walk.read()
        except UnreadableFile as reason:
            fault = str(reason)
        else:
            return draft, walk.stated
    report(f"read as plain paragraphs: {fault}")
    draft = Draft()
    for first, texts, kind, level in snippet(lines):
        words = "\n".join(texts) if kind == "code" else " ".join(" ".join(texts).split())
        draft.add(words, kind, (first + 1, first + len(texts)), level=level)
    return draft, {}


SnippetBlock = tuple[int, list[str], BlockKind, int]
"""The first line from 0, what stands on each line, the kind and the level."""

_DIRECTIVE = re.compile(r"\.\. (?P<name>[a-zA-Z][\w:+.-]*?)::(?:\s+(?P<argument>.*))?")
_OPTION = re.compile(r"\s+:[\w-]+:(?:\s|$)")
_ROLE = re.compile(r":([\w:+.-]+):`([^`]+)`")
_MARKUP = re.compile(r"``(.+?)``|\*\*(\S.*?)\*\*|(?<!\w)\*([^\s*][^*]*)\*|`([^`]+)`_{0,2}(?!\w)")
_ITEM_DIRECTIVE = re.compile(r"(?:[-*+•]|#\.)\s+(?=\.\. [a-zA-Z][\w:+.-]*::)")
_DEEPEST = 20
_ITEM = re.compile(r"(?:[-*+•]|\w{1,3}[.)]|#\.)\s+\S")


def snippet(lines: Sequence[str], depth: int = 0) -> Iterator[SnippetBlock]:
    """Yields the blocks of a few lines of reStructuredText, such as a directive of MyST holds.

    Read are paragraphs, items, literal blocks, list tables and directives; the rest is text.
    `depth` counts the directives around these lines.
    """
    number = 0
    while number < len(lines):
        line = lines[number]
        if not line.strip():
            number += 1
            continue
        end = _end_of_block(lines, number)
        item = _ITEM_DIRECTIVE.match(line)
        margin = item.end() if item else 0
        found = _DIRECTIVE.match(line[margin:])
        if found and depth < _DEEPEST:
            inside = [line[margin:] for line in lines[number:end]]
            for first, texts, kind, level in _directive(inside, found, depth):
                yield number + first, texts, kind, level
        elif line.startswith(".. "):
            pass
        elif line[0] in " \t" and number and not lines[number - 1].strip():
            yield number, _dedented(lines[number:end]), "code", 0
        else:
            end = number + 1
            while end < len(lines) and lines[end].strip() and not _ITEM.match(lines[end]):
                end += 1
            kind = "item" if _ITEM.match(line) else "paragraph"
            yield number, [plain(text) for text in lines[number:end]], kind, 0
        number = end


def _end_of_block(lines: Sequence[str], first: int) -> int:
    """The line after those that are set in below a line, or on a level with a set-in one."""
    indent = len(lines[first]) - len(lines[first].lstrip()) if lines[first][:1].isspace() else 1
    end = first + 1
    while end < len(lines) and (
        not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) >= indent
    ):
        end += 1
    return end


def _dedented(lines: Sequence[str]) -> list[str]:
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    return [line[min(indents, default=0) :].rstrip() for line in lines]


def _directive(lines: Sequence[str], found: re.Match[str], depth: int) -> Iterator[SnippetBlock]:
    """The blocks of a directive that begins on the first of these lines and ends on the last."""
    name, argument = found["name"], (found["argument"] or "").strip()
    kind = kind_of(name)
    body = 1
    while body < len(lines) and _OPTION.match(lines[body]):
        body += 1
    content = _dedented(lines[body:])
    if kind == "unshown" or (kind == "generated" and not any(content)):
        return
    if kind == "code":
        yield body, content, "code", 0
        return
    if name == "list-table":
        yield from _list_table(content, body)
        return
    inner = [
        (body + at, texts, kind, level) for at, texts, kind, level in snippet(content, depth + 1)
    ]
    goes_on = bool(inner) and inner[0][2] == "paragraph"
    if kind == "version":
        said = f"{VERSIONS[name]} {plain(argument)}"
        if goes_on:
            inner[0][1][0] = f"{said}: {inner[0][1][0]}"
        else:
            yield 0, [said], "paragraph", 0
        yield from inner
    elif kind == "text":
        yield 0, [plain(argument)], "paragraph", 0
        yield from inner
    else:
        yield 0, [argument], "term", 0
        if goes_on:
            yield inner[0][0], inner[0][1], "definition", 0
        for first, texts, inner_kind, level in inner[goes_on:]:
            yield first, texts, inner_kind, level + 1


def _list_table(content: Sequence[str], first: int) -> Iterator[SnippetBlock]:
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate(content, first):
        cell = re.match(r"(\* +- |  +- |\* +-$|  +-$)(.*)", line)
        if cell and cell[1].startswith("*"):
            rows.append((number, [plain(cell[2])]))
        elif cell and rows:
            rows[-1][1].append(plain(cell[2]))
        elif line.strip() and rows:
            rows[-1][1][-1] += f" {plain(line.strip())}"
    for place, (number, cells) in enumerate(rows):
        yield number, [CELL_GAP.join(cells)], "row" if place else "header", 0


def plain(text: str) -> str:
    """A line of reStructuredText without its inline markup."""
    if "`" not in text and "*" not in text:
        return text.removesuffix("::") + ":" if text.endswith("::") else text
    pieces: list[str] = []
    end = 0
    for role in _ROLE.finditer(text):
        pieces.append(text[end : role.start()])
        script = {"sup": raised, "sub": lowered}.get(role[1])
        before = "".join(pieces)[-1:]
        pieces.append(script(role[2], before) if script else role_text(role[1], role[2]))
        end = role.end()
    text = "".join(pieces) + text[end:]
    text = _MARKUP.sub(lambda found: role_text("", found[found.lastindex or 0]), text)
    return text.removesuffix("::") + ":" if text.endswith("::") else text
