"""Plain text: paragraphs between blank lines, list items, underlined headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.model import Block, ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, read_whole
from retrieval.sources.draft import Lines, parsed, stretches
from retrieval.sources.encoding import decode
from retrieval.sources.metadata import looks_like_title, stated_date

_MARKER = re.compile(
    r"\s*(?:[-*+\u2022\u2023\u25e6\u25aa\u25cf\u2013\uf0b7]|\(?(?P<number>\d{1,2}|[a-zA-Z])\)|(?P<dotted>\d{1,2})\.)\s+\S"
)


def has_marker(line: str) -> bool:
    """Whether a line begins with a bullet or a number: "- ", "• ", "1. ", "(a) "."""
    return _MARKER.match(line) is not None


def starts_item(line: str, *, after_item: bool) -> bool:
    """Whether a line begins an item; in a running sentence only the first number counts."""
    marker = _MARKER.match(line)
    if marker is None:
        return False
    number = marker["number"] or marker["dotted"]
    return after_item or number is None or number in ("1", "a", "A")


WRAPPED = 120
"""Characters of the longest line in a text that was wrapped by hand or by an editor."""

_UNDERLINES = {"=": 1, "-": 2, "~": 3}
_RULE = re.compile(r"\s*([-=~*_#+])(?:\s?\1){2,}\s*")
_NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+[A-Z][^.!?;]*"
    r"|(?i:chapter|part|section|article|appendix)\s+(?:\d+|[ivxlc]+|[IVXLC]+|[A-Z])"
    r"(?:\s*[.:\u2013\u2014-]\s*\S[^.!?;]*)?"
)


def text_blocks(text: Lines, lines: Sequence[str]) -> Iterator[Block]:
    """Yields the blocks of a text whose lines are `lines`, in order.

    Blank lines and rules separate. Where a line between them is longer than `WRAPPED`, every
    line is a paragraph; otherwise the lines are one paragraph wrapped by hand, except that a
    bullet or a number starts an item, which goes on to the next one.
    """
    for stretch in stretches(["" if _RULE.fullmatch(line) else line for line in lines]):
        level = _heading_level(lines, stretch)
        if level:
            yield from text.block(stretch[0], stretch[0], "heading", level)
        elif any(len(lines[number]) > WRAPPED for number in stretch):
            indents: list[int] = []
            for number in stretch:
                yield from _part(text, lines, range(number, number + 1), indents)
        else:
            yield from _wrapped(text, lines, stretch)


def _heading_level(lines: Sequence[str], stretch: range) -> int:
    """The level of a stretch that is one underlined or numbered line, else 0."""
    if len(stretch) > 1:
        return 0
    line = lines[stretch[0]].strip()
    below = lines[stretch[-1] + 1].strip() if stretch[-1] + 1 < len(lines) else ""
    if below[:1] in _UNDERLINES and len(line) / 2 <= len(below) and len(line) <= WRAPPED:
        return _UNDERLINES[below[0]]
    numbered = _NUMBERED.fullmatch(line) if len(line) <= WRAPPED else None
    if numbered is None:
        return 0
    return 1 + (numbered["number"] or "").count(".")


def _wrapped(text: Lines, lines: Sequence[str], stretch: range) -> Iterator[Block]:
    indents: list[int] = []
    first = stretch[0]
    listed = False
    for number in stretch:
        if starts_item(lines[number], after_item=listed or number == stretch[0]):
            if number > first:
                yield from _part(text, lines, range(first, number), indents)
            first, listed = number, True
    yield from _part(text, lines, range(first, stretch[-1] + 1), indents)


def _part(text: Lines, lines: Sequence[str], numbers: range, indents: list[int]) -> Iterator[Block]:
    """Yields an item or a paragraph; `indents` are those of the items that this one is under."""
    line = lines[numbers[0]]
    if not has_marker(line):
        indents.clear()
        yield from text.block(numbers[0], numbers[-1], "paragraph")
        return
    indent = len(line) - len(line.lstrip())
    while indents and indents[-1] >= indent:
        indents.pop()
    indents.append(indent)
    yield from text.block(numbers[0], numbers[-1], "item", level=len(indents) - 1)


def load(file: SourceFile, limits: Limits, _report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document; its text is the file's, and so are its lines.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no text.
    """
    raw = read_whole(file, limits)
    text = decode(raw)
    # The date is taken out of sight, not out of the text: its characters become spaces.
    published, visible = stated_date(text)
    lines = visible.split("\n")
    blocks = list(text_blocks(Lines(lines), lines))
    title = _title(lines, blocks)
    yield parsed(file, raw, text, blocks, title=title, published=published)


def _title(lines: Sequence[str], blocks: Sequence[Block]) -> str | None:
    """The first line, if it stands like a title above the rest."""
    if len(blocks) == 0 or blocks[0].kind == "item":
        return None
    first = blocks[0].first_line - 1
    line = lines[first].strip()
    if blocks[0].kind == "heading":
        return line
    after = lines[first + 1] if first + 1 < len(lines) else ""
    alone = not after.strip()
    if (len(blocks) == 1 and alone) or not looks_like_title(line):
        return None
    return line if alone or _broken_on_purpose(line, after, lines) else None


def _broken_on_purpose(line: str, after: str, lines: Sequence[str]) -> bool:
    """Whether the next line begins anew although its first word would have fitted."""
    word = after.split(maxsplit=1)[0]
    return not word[0].islower() and len(line) + 1 + len(word) < max(map(len, lines))
