"""Tables in columns of a terminal: names to the left, figures to the right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.surface import Surface
from bot.visible import one_line
from bot.wrapping import clipped, columns

_GAP = 2
_LEAST = 12
"""What is left of a long name at least."""


def table(header: Sequence[str], rows: Iterable[Sequence[str]], surface: Surface) -> Iterator[str]:
    """Yield a header, bold where that can be shown, and the rows.

    The first column gets what the others leave of the width, at least 12 columns, and its names
    are cut to that. Figures that find no room beside it go below, in a table with the same names.
    """
    lines = [[one_line(cell) for cell in row] for row in (header, *rows)]
    widths = [max(columns(line[at]) for line in lines) for at in range(len(header))]
    for number, block in enumerate(_blocks(widths, surface.width)):
        if number:
            yield "\n"
        yield from _block(lines, widths, block, surface)


def _blocks(widths: Sequence[int], width: int) -> Iterator[list[int]]:
    """Yield which columns of figures stand beside each other."""
    block: list[int] = []
    left = width - min(widths[0], _LEAST)
    for at, own in enumerate(widths[1:], 1):
        taken = sum(widths[other] + _GAP for other in block)
        if block and taken + own + _GAP > left:
            yield block
            block = []
        block.append(at)
    yield block


def _block(
    lines: Sequence[Sequence[str]], widths: Sequence[int], block: Sequence[int], surface: Surface
) -> Iterator[str]:
    taken = sum(widths[at] + _GAP for at in block)
    room = min(widths[0], max(_LEAST, surface.width - taken))
    for number, line in enumerate(lines):
        name = clipped(line[0], room, surface.glyphs.ellipsis)
        cells = [name + " " * (room - columns(name))]
        cells += [" " * (widths[at] - columns(line[at])) + line[at] for at in block]
        row = (" " * _GAP).join(cells).rstrip()
        yield (row if number else surface.bold(row)) + "\n"


def share(value: float | None, surface: Surface) -> str:
    """Return a value from 0 to 1 with three digits, a dash for none."""
    return surface.glyphs.dash if value is None else f"{value:.3f}"
