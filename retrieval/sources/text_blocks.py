"""The paragraphs, list items and unmistakable headings of a plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.model import Block
from retrieval.sources.lines import Lines, stretches
from retrieval.sources.markers import has_marker, starts_item

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
