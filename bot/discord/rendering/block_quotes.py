"""A source's words as a block quote, the marked ones bold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.discord.rendering.escaping import pieces, unescaped
from retrieval.model import Span

_PREFIX = "> "
_BOLD = "**"
# No asterisk of a source stands in its markup without a backslash before it.
_STRONG = re.compile(r"\*\*((?:\\.|[^\\*])+)\*\*")


def block_quote(text: str, marks: Iterable[Span] = ()) -> str:
    """Return a text as a block quote, bold where it is marked, without blank lines around it.

    Bold begins and ends on each line anew, and white space stays outside it. A text without a
    visible line is an empty string.
    """
    shown = pieces(text)
    lines = [_line(shown, start, end, marks) for start, end in _lines(shown)]
    # Discord trims a message's ends, and a lone ">" would then be shown as one.
    while lines and not lines[-1]:
        lines.pop()
    first = next((place for place, line in enumerate(lines) if line), 0)
    return "\n".join(_PREFIX + line for line in lines[first:])


def bold_in(quote: str) -> str:
    """Return what is bold of a block quote, as a reader sees it, on one line."""
    return unescaped(" ".join(_STRONG.findall(quote)))


def _lines(shown: list[str]) -> Iterator[Span]:
    start = 0
    for place, piece in enumerate(shown):
        if piece == "\n":
            yield start, place
            start = place + 1
    yield start, len(shown)


def _line(shown: list[str], start: int, end: int, marks: Iterable[Span]) -> str:
    """Return the markup of one line, without the white space at its end."""
    parts: list[str] = []
    position = start
    for bold_start, bold_end in _bold(shown, start, end, marks):
        parts += (*shown[position:bold_start], _BOLD, *shown[bold_start:bold_end], _BOLD)
        position = bold_end
    return "".join((*parts, *shown[position:end])).rstrip()


def _bold(shown: list[str], start: int, end: int, marks: Iterable[Span]) -> list[Span]:
    """Return what is bold of a line, in order: asterisks never touch other asterisks."""
    bold: list[Span] = []
    for mark_start, mark_end in sorted(marks):
        first, last = _trimmed(shown, max(start, mark_start), min(end, mark_end))
        if first >= last:
            continue
        if bold and "".join(shown[bold[-1][1] : first]) == "":
            first, last = bold[-1][0], max(bold.pop()[1], last)
        bold.append((first, last))
    return bold


def _trimmed(shown: list[str], start: int, end: int) -> Span:
    while start < end and _is_blank(shown[start]):
        start += 1
    while start < end and _is_blank(shown[end - 1]):
        end -= 1
    return start, end


def _is_blank(piece: str) -> bool:
    return not piece or piece.isspace()
