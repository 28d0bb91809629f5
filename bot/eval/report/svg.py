"""What all plots have in common, and how one becomes SVG inside of a page.

Its colours are placeholders: each becomes a variable of the page's style, which has other colours
in the light and in the dark.
"""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from xml.etree import ElementTree as ET

from markupsafe import Markup
from matplotlib import style as matplotlib_style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.terminal.layout import clipped, columns, one_line

INK = "#010101"
PAPER = "#010102"
LINE = "#010103"
TRACK = "#010104"
MAIN = "#010105"
GOOD = "#010106"
QUIET_GOOD = "#010107"
BAD = "#010108"
QUIET_BAD = "#010109"
MUTED = "#010110"

VARIABLES = {
    INK: "--ink",
    PAPER: "--paper",
    LINE: "--line",
    TRACK: "--track",
    MAIN: "--main",
    GOOD: "--good",
    QUIET_GOOD: "--quiet-good",
    BAD: "--bad",
    QUIET_BAD: "--quiet-bad",
    MUTED: "--muted",
}
"""The variable of the style for each placeholder."""


_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_FONT_FAMILY = re.compile(r"\s*font-family:[^;]*;?")
_COLOUR_PLACEHOLDER = re.compile("|".join(VARIABLES))
_REFERENCE = re.compile(r"#([\w.-]+)")
_BLANK = re.compile(r"\s+")
_NEEDLESS = ("metadata", "style")


def inline_svg(drawing: bytes, name: str, alt: str) -> Markup:
    """Return a drawing as an element that fits the width it is given.

    `drawing` is what matplotlib wrote itself. It loses what would act on the rest of the page,
    and whatever depends on the time or on the version that wrote it.
    """
    root = ET.fromstring(drawing)  # noqa: S314  # matplotlib wrote it, a moment ago
    used = set(_references(root))
    for element in root.iter():
        _without_needless(element)
        _renamed(element, name, used)
        element.tag = element.tag.removeprefix(_SVG)
    for attribute in ("width", "height", "version"):
        del root.attrib[attribute]
    root.attrib |= {"role": "img", "aria-label": one_line(alt)}
    return Markup(_serialised(root))  # noqa: S704  # ElementTree has escaped it


def _references(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        for value in element.attrib.values():
            yield from _REFERENCE.findall(value)


def _without_needless(element: ET.Element) -> None:
    for child in list(element):
        kind = child.tag.removeprefix(_SVG).rpartition("}")[2]
        if kind in _NEEDLESS or (kind == "defs" and all(_is_style(one) for one in child)):
            element.remove(child)


def _is_style(element: ET.Element) -> bool:
    return element.tag == f"{_SVG}style"


def _renamed(element: ET.Element, name: str, used: set[str]) -> None:
    attributes = element.attrib
    if attributes.get("id") in used:
        attributes["id"] = f"{name}-{attributes['id']}"
    else:
        attributes.pop("id", None)
    if _HREF in attributes:
        attributes["href"] = f"#{name}-{attributes.pop(_HREF)[1:]}"
    if "clip-path" in attributes:
        attributes["clip-path"] = attributes["clip-path"].replace("url(#", f"url(#{name}-")
    if "style" in attributes:
        attributes["style"] = _COLOUR_PLACEHOLDER.sub(
            _variable, _FONT_FAMILY.sub("", attributes["style"])
        ).strip("; ")
    if "d" in attributes:
        attributes["d"] = _BLANK.sub(" ", attributes["d"]).strip()


def _variable(match: re.Match[str]) -> str:
    return f"var({VARIABLES[match.group()]})"


def _serialised(root: ET.Element) -> str:
    for element in root.iter():
        if element.tag != "text":
            element.text = None
        element.tail = None
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


PLOT_WIDTH = 360
"""Width of a plot in its attributes units, which a browser shows as pixels where there is room."""

ROW_HEIGHT, ROWS_MARGIN = 22, 8
"""Height of a row of bars, and what a plot of them has above and below in all."""

_LABEL_COLUMNS = 20
_COLUMN = 7.0
_POINTS = 72

_MATPLOTLIB_STYLE = {
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

# At level DEBUG it logs every font on the machine.
logging.getLogger("matplotlib").setLevel(logging.WARNING)


class Plot:
    """One plot under way: `axes` to draw with; `svg` is there after the block of `new_plot`."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self.svg = Markup()


@contextmanager
def new_plot(
    name: str,
    alt: str,
    height: float,
    *,
    left: float = 14,
    right: float = 14,
    bottom: float = 44,
    top: float = 12,
) -> Iterator[Plot]:
    """Draw a plot, with margins and height in its attributes units.

    `name` keeps its ids apart from those of other plots on the page, `alt` says what it shows
    to who does not see it.
    """
    with matplotlib_style.context(_MATPLOTLIB_STYLE, after_reset=True), warnings.catch_warnings():
        # The browser has the glyphs that the font which measures lacks.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure = Figure(figsize=(PLOT_WIDTH / _POINTS, height / _POINTS), dpi=_POINTS)
        box = (left / PLOT_WIDTH, bottom / height, 1 - (left + right) / PLOT_WIDTH)
        axes = figure.add_axes((*box, 1 - (bottom + top) / height))
        plot = Plot(axes)
        yield plot
        written = io.BytesIO()
        figure.savefig(written, format="svg", transparent=True)
        plot.svg = inline_svg(written.getvalue(), name, alt)


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
