"""How far likelihoods hold, as a drawing in a file of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from matplotlib.ticker import PercentFormatter

from bot.evaluating.report.colours import LINE, MAIN, MUTED
from bot.evaluating.report.drawing import WIDTH, sheet
from retrieval.errors import UsageError
from retrieval.learning.summing import Bin

_HEIGHT = 340
_STYLE = Path(__file__).parents[1] / "evaluating" / "report" / "style.css"
_DECLARED = re.compile(r"(--[\w-]+):\s*(#\w+);")
_USED = re.compile(r"var\((--[\w-]+)\)")
_SMALLEST, _LARGEST = 4.0, 16.0


def reliability_svg(bins: Sequence[Bin]) -> str:
    """Return a plot of how often the first passage answers against the likelihood that was said.

    A point is the larger, the more questions it stands for; where all is well they lie on the
    diagonal.
    """
    told = "; ".join(
        f"{one.predicted:.0%} said, {one.observed:.0%} seen of {one.questions:,}" for one in bins
    )
    most = max(one.questions for one in bins)
    with sheet("reliability", f"Reliability: {told}", _HEIGHT, left=64, right=20) as drawn:
        axes = drawn.axes
        axes.grid(color=LINE, linewidth=0.6)
        axes.plot([0, 1], [0, 1], color=MUTED, linewidth=1, dashes=(4, 3))
        places = [one.predicted for one in bins], [one.observed for one in bins]
        axes.plot(*places, color=MAIN, linewidth=1)
        for one in bins:
            size = max(_SMALLEST, _LARGEST * (one.questions / most) ** 0.5)
            axes.plot([one.predicted], [one.observed], "o", color=MAIN, markersize=size)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1.02)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.set_xlabel("likelihood that the first passage answers")
        axes.set_ylabel("it does")
    return _alone(drawn.svg)


def write_plot(path: Path, bins: Sequence[Bin]) -> None:
    """Write the plot to a file. Raises UsageError where that is not possible."""
    try:
        path.write_text(reliability_svg(bins), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot write the plot: {error.strerror}") from error


def _alone(svg: str) -> str:
    """Return a drawing that needs no page around it: with the colours of a report, on white."""
    colours = dict(reversed(_DECLARED.findall(_STYLE.read_text(encoding="utf-8"))))
    size = f'width="{WIDTH}" height="{_HEIGHT}"'
    style = "background:#fff;font-family:system-ui,sans-serif"
    opened = f'<svg xmlns="http://www.w3.org/2000/svg" {size} style="{style}" '
    return _USED.sub(lambda found: colours[found.group(1)], svg.replace("<svg ", opened, 1)) + "\n"
