"""How a score adds up, as a small table."""

from __future__ import annotations

from collections.abc import Iterator

from bot.surface import Surface
from bot.visible import one_line
from bot.wrapping import clipped, columns, wrap
from retrieval.model import Quote

_INDENT = "     "
_WIDEST_NAME = 12


def explanation(quote: Quote, surface: Surface) -> Iterator[str]:
    """Yield a row for each part of a quote's score, then the sum, which is the score."""
    values = [f"{part.value:.4f}" for part in quote.evidence]
    total = f"{quote.score:.4f}"
    figures = max(map(len, (*values, total)))
    names = [
        clipped(one_line(part.name), _WIDEST_NAME, surface.glyphs.ellipsis)
        for part in quote.evidence
    ]
    name_width = max(map(columns, names), default=0)
    for part, name, value in zip(quote.evidence, names, values, strict=True):
        lead = f"{_INDENT}{value:>{figures}}  "
        gap = " " * (name_width - columns(name))
        words = wrap(one_line(part.detail), surface.width - len(lead) - name_width - 2)
        yield f"{lead}{surface.bold(name)}{gap}  {next(words, '')}".rstrip()
        yield from (" " * (len(lead) + name_width + 2) + more for more in words)
    yield f"{_INDENT}{total:>{figures}}  {surface.bold('score')}"
