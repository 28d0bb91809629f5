"""A sheet to draw on: what all plots have in common, and how one becomes a part of the page."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.evaluating.report.colours import INK, LINE
from bot.evaluating.report.inline_svg import inline
from bot.evaluating.report.markup import Markup
from bot.visible import one_line
from bot.wrapping import clipped, columns

WIDTH = 360
"""Width of a plot in its own units, which a browser shows as pixels where there is room."""

ROW, AROUND = 22, 8
"""Height of a row of bars, and what a plot of them has above and below in all."""

_LABEL_COLUMNS = 20
_COLUMN = 7.0
_POINTS = 72

_STYLE = {
    "axes.edgecolor": LINE,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.size": 12,
    "path.simplify_threshold": 0.2,
    # The same evaluation makes the same file, whoever's settings matplotlib would read.
    "svg.fonttype": "none",
    "svg.hashsalt": "quoth",
    "text.color": INK,
    # A dollar sign in the name of a set is one.
    "text.parse_math": False,
    "xtick.color": INK,
    "ytick.color": INK,
}

# At level DEBUG it tells of every font on the machine.
logging.getLogger("matplotlib").setLevel(logging.WARNING)


class Sheet:
    """One plot under way: `axes` to draw with; `svg` is there after `sheet` has ended."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self.svg = Markup()


@contextmanager
def sheet(
    name: str,
    alt: str,
    height: float,
    *,
    left: float = 14,
    right: float = 14,
    bottom: float = 44,
    top: float = 12,
) -> Iterator[Sheet]:
    """Draw a plot, with margins and height in its own units.

    `name` keeps its ids apart from those of other plots on the page, `alt` says what it shows
    to who does not see it.
    """
    with style.context(_STYLE, after_reset=True), warnings.catch_warnings():
        # The browser has the glyphs that the font which measures lacks.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure = Figure(figsize=(WIDTH / _POINTS, height / _POINTS), dpi=_POINTS)
        box = (left / WIDTH, bottom / height, 1 - (left + right) / WIDTH)
        axes = figure.add_axes((*box, 1 - (bottom + top) / height))
        drawn = Sheet(axes)
        yield drawn
        written = io.BytesIO()
        figure.savefig(written, format="svg", transparent=True)
        drawn.svg = inline(written.getvalue(), name, alt)


def label(text: str) -> str:
    """Return a name as short as a margin has room for, without what no XML file may hold."""
    plain = one_line(text).replace("\ufffe", "�").replace("\uffff", "�")
    return clipped(plain, _LABEL_COLUMNS, "…")


def label_width(names: Iterable[str]) -> float:
    """Return the margin that names need, in units of a plot."""
    return 12 + _COLUMN * max(columns(label(name)) for name in names)


def named_rows(axes: Axes, names: list[str]) -> None:
    """Give horizontal bars their names, the first at the top, and nothing else around them."""
    axes.set_yticks(range(len(names)), [label(name) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def bare_rows(axes: Axes, names: list[str]) -> None:
    """Give horizontal bars their names, and no axis below them."""
    named_rows(axes, names)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
