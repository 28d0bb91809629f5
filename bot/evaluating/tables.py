"""Tables in columns of a terminal: names to the left, figures to the right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.surface import Surface
from bot.visible import one_line
from bot.wrapping import clipped, columns

_GAP = 2


def table(header: Sequence[str], rows: Iterable[Sequence[str]], surface: Surface) -> Iterator[str]:
    """Yield a header, bold where that can be shown, and the rows.

    The first column gets what the others leave of the width, at least 8 columns, and its names
    are cut to that.
    """
    lines = [[one_line(cell) for cell in row] for row in (header, *rows)]
    widths = [max(columns(line[at]) for line in lines) for at in range(len(header))]
    taken = sum(width + _GAP for width in widths[1:])
    widths[0] = min(widths[0], max(8, surface.width - taken))
    for number, (name, *figures) in enumerate(lines):
        shown = clipped(name, widths[0], surface.glyphs.ellipsis)
        cells = [shown + " " * (widths[0] - columns(shown))]
        cells += [
            " " * (width - columns(figure)) + figure
            for figure, width in zip(figures, widths[1:], strict=True)
        ]
        line = (" " * _GAP).join(cells).rstrip()
        yield (line if number else surface.bold(line)) + "\n"


def share(value: float | None, surface: Surface) -> str:
    """Return a value from 0 to 1 with three digits, a dash for none."""
    return surface.glyphs.dash if value is None else f"{value:.3f}"
