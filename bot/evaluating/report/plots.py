"""Plots of risk and ranks: from figures to a drawing that has them in its alt text."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from bot.evaluating.report.colours import BAD, GOOD, INK, LINE, MAIN
from bot.evaluating.report.drawing import AROUND, ROW, bare_rows, sheet
from bot.evaluating.report.markup import Markup
from bot.evaluating.report.rank_bins import Moves
from retrieval.evaluation.certainty import Point

_NOISY = 0.1
_HEADROOM = 1.35


def risk_plot(points: Sequence[Point]) -> Markup:
    """Return the share of wrong answers against the share answered, if the surest go first.

    `points` has at least one; the last is what is answered as things are. In the first tenth,
    one wrong answer is a large share of few: it does not decide how high the plot is.
    """
    shipped = points[-1]
    telling = [point.risk for point in points if point.coverage >= _NOISY * shipped.coverage]
    alt = (
        f"Risk against coverage: {shipped.risk:.1%} of the answers are wrong with "
        f"{shipped.coverage:.1%} of the questions answered, as shipped; the table below has "
        "what comes of answering fewer."
    )
    with sheet("risk", alt, 230, left=64) as drawn:
        axes = drawn.axes
        axes.grid(color=LINE, linewidth=0.6)
        axes.plot(*zip(*((one.coverage, one.risk) for one in points), strict=True), color=MAIN)
        axes.plot([shipped.coverage], [shipped.risk], "o", color=BAD, markersize=8, clip_on=False)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, min(1.08, max(0.05, _HEADROOM * max(telling))))
        _shipped_label(axes, shipped)
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        axes.set_xlabel("questions answered")
        axes.set_ylabel("wrong among them")
    return drawn.svg


def rank_plot(groups: Sequence[tuple[str, int]]) -> Markup:
    """Return how many questions have their first right one in each group of ranks.

    The last group is of those that have none; there is at least one question.
    """
    told = ", ".join(f"{name}: {count:,}" for name, count in groups)
    with sheet("ranks", f"Rank of the first right one: {told}", 230, left=14) as drawn:
        axes = drawn.axes
        colours = [MAIN] * (len(groups) - 1) + [BAD]
        columns = range(len(groups))
        axes.bar(columns, [count for _, count in groups], width=0.7, color=colours)
        highest = max(count for _, count in groups)
        for column, (_, count) in enumerate(groups):
            axes.text(column, count + 0.02 * highest, f"{count:,}", ha="center")
        # A label of two words stands on two lines.
        axes.set_xticks(columns, [name.replace(" ", "\n") for name, _ in groups], fontsize=11)
        axes.tick_params(length=0)
        axes.set_ylim(0, 1.1 * highest)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
    return drawn.svg


def move_plot(moved: Moves) -> Markup:
    """Return how many first right ones fell, to the left, and rose, to the right, by how far."""
    told = "; ".join(f"{name}: {up:,} up, {down:,} down" for name, up, down in moved.groups)
    height = ROW * (len(moved.groups) + 1) + AROUND
    with sheet("moves", f"Rank changes. {told}", height, left=96, bottom=4, top=4) as drawn:
        axes = drawn.axes
        for row, (_, up, down) in enumerate(moved.groups):
            axes.barh(row, up, height=0.6, color=GOOD)
            axes.barh(row, -down, height=0.6, color=BAD)
        widest = max(max(up, down) for _, up, down in moved.groups)
        gap = 0.03 * widest
        for row, (_, up, down) in enumerate(moved.groups):
            axes.text(up + gap, row, f"{up:,}", va="center_baseline")
            axes.text(-down - gap, row, f"{down:,}", va="center_baseline", ha="right")
        bare_rows(axes, [name for name, _, _ in moved.groups])
        axes.set_ylim(len(moved.groups) - 0.5, -1.5)
        axes.set_xlim(-1.3 * widest, 1.3 * widest)
        axes.plot([0, 0], [-0.5, len(moved.groups) - 0.5], color=INK, linewidth=0.8)
        axes.text(-gap, -1, "fell or vanished", va="center_baseline", ha="right")
        axes.text(gap, -1, "rose or appeared", va="center_baseline")
    return drawn.svg


def _shipped_label(axes: Axes, shipped: Point) -> None:
    is_left = shipped.coverage < 0.5
    axes.annotate(
        f"as shipped: {shipped.risk:.0%} wrong",
        (shipped.coverage, shipped.risk),
        xytext=(-6 if is_left else 6, 10),
        textcoords="offset points",
        ha="left" if is_left else "right",
    )
