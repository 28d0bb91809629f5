"""The plots: scores, verdicts, ranks and their moves, risk, and how far likelihoods hold.

Each has its figures in its alt text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from bot.eval.report.svg import (
    BAD,
    GOOD,
    INK,
    LINE,
    MAIN,
    MUTED,
    PAPER,
    PLOT_WIDTH,
    QUIET_BAD,
    QUIET_GOOD,
    ROW_HEIGHT,
    ROWS_MARGIN,
    TRACK,
    bare_rows,
    label_width,
    named_rows,
    new_plot,
)
from retrieval.errors import UsageError
from retrieval.evaluation.cases import VERDICTS, Outcome, Verdict
from retrieval.evaluation.metrics import RiskPoint, Summary
from retrieval.evaluation.saved_runs import CaseChange, MetricComparison

if TYPE_CHECKING:
    from retrieval.training.validate import ReliabilityBin

VERDICT_COLOURS: dict[Verdict, str] = {
    "answered rightly": GOOD,
    "answered wrongly": BAD,
    "abstained rightly": QUIET_GOOD,
    "abstained wrongly": QUIET_BAD,
    "unjudged": MUTED,
}

_ROOM_FOR_COUNT = 0.09


def score_plot(name: str, title: str, scores: Sequence[tuple[str, float]], left: float) -> Markup:
    """Return a bar from 0 to 1 for each name; `name` is that of the drawing, `left` its margin."""
    figures = "; ".join(f"{name} {score:.3f}" for name, score in scores)
    height = ROW_HEIGHT * len(scores) + ROWS_MARGIN
    alt = f"{title}: {figures}"
    with new_plot(name, alt, height, left=left, right=48, bottom=4, top=4) as plot:
        axes = plot.axes
        rows = range(len(scores))
        axes.barh(rows, [1] * len(scores), height=0.55, color=TRACK)
        axes.barh(rows, [score for _, score in scores], height=0.55, color=MAIN)
        for row, (_, score) in enumerate(scores):
            axes.text(1.03, row, f"{score:.3f}", va="center_baseline")
        axes.set_xlim(0, 1)
        bare_rows(axes, [label for label, _ in scores])
    return plot.svg


def total_plot(totals: Sequence[MetricComparison]) -> Markup:
    """Return for each measure an open dot where it was, and a full one where it is."""
    figures = "; ".join(f"{one.measure} {one.before:.3f} to {one.after:.3f}" for one in totals)
    names = [total.measure for total in totals]
    height = ROW_HEIGHT * len(totals) + 34
    left = label_width(names)
    with new_plot("totals", f"Before and after: {figures}", height, left=left, bottom=30) as plot:
        axes = plot.axes
        for row, total in enumerate(totals):
            way = MUTED if total.before == total.after else GOOD
            colour = BAD if total.after < total.before else way
            axes.plot([0, 1], [row, row], color=TRACK)
            axes.plot([total.before, total.after], [row, row], color=colour, linewidth=2.5)
            axes.plot([total.before], [row], "o", mec=colour, mfc=PAPER, markersize=7)
            axes.plot([total.after], [row], "o", color=colour, markersize=7)
        named_rows(axes, names)
        axes.set_xlim(-0.03, 1.03)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    return plot.svg


def verdict_plot(summaries: Sequence[Summary]) -> Markup:
    """Return for each set a bar of its questions, in parts by verdict."""
    asked = [summary for summary in summaries if summary.asked]
    figures = "; ".join(f"{one.name}: {_verdict_counts(one)}" for one in asked)
    height = ROW_HEIGHT * len(asked) + ROWS_MARGIN
    left = label_width(summary.name for summary in asked)
    with new_plot("verdicts", f"Verdicts. {figures}", height, left=left, bottom=4, top=4) as plot:
        for row, summary in enumerate(asked):
            _verdict_bar(plot.axes, row, summary)
        plot.axes.set_xlim(0, 1)
        bare_rows(plot.axes, [summary.name for summary in asked])
    return plot.svg


def _verdict_bar(axes: Axes, row: int, summary: Summary) -> None:
    left = 0.0
    for verdict in VERDICTS:
        share = summary.verdicts[verdict] / summary.asked
        axes.barh(
            row, share, left=left, height=0.72, color=VERDICT_COLOURS[verdict], edgecolor=PAPER
        )
        if share >= _ROOM_FOR_COUNT:
            count = f"{summary.verdicts[verdict]:,}"
            middle = left + share / 2
            axes.text(middle, row, count, color=PAPER, ha="center", va="center_baseline")
        left += share


def _verdict_counts(summary: Summary) -> str:
    return ", ".join(f"{summary.verdicts[one]:,} {one}" for one in VERDICTS)


NOT_RANKED = "not ranked"

_RANKS = ((1, "1"), (2, "2"), (3, "3"), (5, "4–5"), (10, "6–10"), (20, "11–20"))
_BEYOND = "over 20"
_DISTANCES = ((1, "1 place"), (3, "2–3 places"), (9, "4–9 places"))
_FAR = "10 or more"
_IN_OR_OUT = "in or out"


class RankMoves(NamedTuple):
    """How many questions had their first right one move, by how far: a group's name, up, down."""

    rose: int
    fell: int
    appeared: int
    vanished: int
    groups: tuple[tuple[str, int, int], ...]

    @property
    def any(self) -> bool:
        """Whether there is a question of which that moves."""
        return bool(self.rose + self.fell + self.appeared + self.vanished)


def rank_groups(outcomes: Sequence[Outcome]) -> list[tuple[str, int]]:
    """Return how many questions have their first right one in each group of ranks.

    Questions without a right one do not count.
    """
    known = [outcome for outcome in outcomes if any(outcome.judged.grades.values())]
    counts = Counter(
        NOT_RANKED if outcome.rank is None else _bin_of(outcome.rank, _RANKS, _BEYOND)
        for outcome in known
    )
    return [(name, counts[name]) for name in (*_bin_names(_RANKS), _BEYOND, NOT_RANKED)]


def rank_moves(changes: Iterable[CaseChange]) -> RankMoves:
    """Return how the ranks of the first right ones changed."""
    ranks = [(change.before.rank, change.after.rank) for change in changes]
    up = [old - new for old, new in ranks if old and new and new < old]
    down = [new - old for old, new in ranks if old and new and new > old]
    appeared = sum(old is None and new is not None for old, new in ranks)
    vanished = sum(old is not None and new is None for old, new in ranks)
    ups, downs = _count_by_distance(up), _count_by_distance(down)
    groups = [(name, ups[name], downs[name]) for name in (*_bin_names(_DISTANCES), _FAR)]
    groups.append((_IN_OR_OUT, appeared, vanished))
    return RankMoves(len(up), len(down), appeared, vanished, tuple(groups))


def _count_by_distance(distances: Iterable[int]) -> Counter[str]:
    return Counter(_bin_of(distance, _DISTANCES, _FAR) for distance in distances)


def _bin_of(number: int, groups: Sequence[tuple[int, str]], beyond: str) -> str:
    return next((name for most, name in groups if number <= most), beyond)


def _bin_names(groups: Sequence[tuple[int, str]]) -> list[str]:
    return [name for _, name in groups]


_NOISY_SHARE = 0.1
_HEADROOM = 1.35


def risk_plot(points: Sequence[RiskPoint]) -> Markup:
    """Return the share of wrong answers against the share answered, if the surest go first.

    `points` has at least one; the last is what is answered as things are. In the first tenth,
    one wrong answer is a large share of few: it does not decide how high the plot is.
    """
    shipped = points[-1]
    settled = [point.risk for point in points if point.coverage >= _NOISY_SHARE * shipped.coverage]
    alt = (
        f"Risk against coverage: {shipped.risk:.1%} of the answers are wrong with "
        f"{shipped.coverage:.1%} of the questions answered, as shipped; the table below has "
        "what comes of answering fewer."
    )
    with new_plot("risk", alt, 230, left=64) as plot:
        axes = plot.axes
        axes.grid(color=LINE, linewidth=0.6)
        axes.plot(*zip(*((one.coverage, one.risk) for one in points), strict=True), color=MAIN)
        axes.plot([shipped.coverage], [shipped.risk], "o", color=BAD, markersize=8, clip_on=False)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, min(1.08, max(0.05, _HEADROOM * max(settled))))
        _shipped_label(axes, shipped)
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        axes.set_xlabel("questions answered")
        axes.set_ylabel("wrong among them")
    return plot.svg


def rank_plot(groups: Sequence[tuple[str, int]]) -> Markup:
    """Return how many questions have their first right one in each group of ranks.

    The last group is of those that have none; there is at least one question.
    """
    figures = ", ".join(f"{name}: {count:,}" for name, count in groups)
    with new_plot("ranks", f"Rank of the first right one: {figures}", 230, left=14) as plot:
        axes = plot.axes
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
    return plot.svg


def rank_move_plot(moves: RankMoves) -> Markup:
    """Return how many first right ones fell, to the left, and rose, to the right, by how far."""
    figures = "; ".join(f"{name}: {up:,} up, {down:,} down" for name, up, down in moves.groups)
    height = ROW_HEIGHT * (len(moves.groups) + 1) + ROWS_MARGIN
    with new_plot("moves", f"Rank changes. {figures}", height, left=96, bottom=4, top=4) as plot:
        axes = plot.axes
        for row, (_, up, down) in enumerate(moves.groups):
            axes.barh(row, up, height=0.6, color=GOOD)
            axes.barh(row, -down, height=0.6, color=BAD)
        widest = max(max(up, down) for _, up, down in moves.groups)
        gap = 0.03 * widest
        for row, (_, up, down) in enumerate(moves.groups):
            axes.text(up + gap, row, f"{up:,}", va="center_baseline")
            axes.text(-down - gap, row, f"{down:,}", va="center_baseline", ha="right")
        bare_rows(axes, [name for name, _, _ in moves.groups])
        axes.set_ylim(len(moves.groups) - 0.5, -1.5)
        axes.set_xlim(-1.3 * widest, 1.3 * widest)
        axes.plot([0, 0], [-0.5, len(moves.groups) - 0.5], color=INK, linewidth=0.8)
        axes.text(-gap, -1, "fell or vanished", va="center_baseline", ha="right")
        axes.text(gap, -1, "rose or appeared", va="center_baseline")
    return plot.svg


def _shipped_label(axes: Axes, shipped: RiskPoint) -> None:
    is_left = shipped.coverage < 0.5
    axes.annotate(
        f"as shipped: {shipped.risk:.0%} wrong",
        (shipped.coverage, shipped.risk),
        xytext=(-6 if is_left else 6, 10),
        textcoords="offset points",
        ha="left" if is_left else "right",
    )


_RELIABILITY_HEIGHT = 340
_STYLE_SHEET = Path(__file__).with_name("style.css")
_DECLARED_COLOUR = re.compile(r"(--[\w-]+):\s*(#\w+);")
_USED_COLOUR = re.compile(r"var\((--[\w-]+)\)")
_SMALLEST_POINT, _LARGEST_POINT = 4.0, 16.0


def reliability_svg(bins: Sequence[ReliabilityBin]) -> str:
    """Return a plot of how often the first passage answers against the likelihood that was said.

    A point is the larger, the more questions it stands for; where all is well they lie on the
    diagonal.
    """
    figures = "; ".join(
        f"{one.predicted:.0%} said, {one.observed:.0%} seen of {one.questions:,}" for one in bins
    )
    most = max(one.questions for one in bins)
    with new_plot(
        "reliability", f"Reliability: {figures}", _RELIABILITY_HEIGHT, left=64, right=20
    ) as plot:
        axes = plot.axes
        axes.grid(color=LINE, linewidth=0.6)
        axes.plot([0, 1], [0, 1], color=MUTED, linewidth=1, dashes=(4, 3))
        places = [one.predicted for one in bins], [one.observed for one in bins]
        axes.plot(*places, color=MAIN, linewidth=1)
        for one in bins:
            size = max(_SMALLEST_POINT, _LARGEST_POINT * (one.questions / most) ** 0.5)
            axes.plot([one.predicted], [one.observed], "o", color=MAIN, markersize=size)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1.02)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.set_xlabel("likelihood that the first passage answers")
        axes.set_ylabel("it does")
    return _standalone(str(plot.svg))


def write_reliability_plot(path: Path, bins: Sequence[ReliabilityBin]) -> None:
    """Write the plot to a file. Raises UsageError where that is not possible."""
    try:
        path.write_text(reliability_svg(bins), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot write the plot: {error.strerror}") from error


def _standalone(svg: str) -> str:
    """Return a drawing that needs no page around it: with the colours of a report, on white."""
    colours = dict(reversed(_DECLARED_COLOUR.findall(_STYLE_SHEET.read_text(encoding="utf-8"))))
    size = f'width="{PLOT_WIDTH}" height="{_RELIABILITY_HEIGHT}"'
    style = "background:#fff;font-family:system-ui,sans-serif"
    start = f'<svg xmlns="http://www.w3.org/2000/svg" {size} style="{style}" '
    whole = svg.replace("<svg ", start, 1)
    return _USED_COLOUR.sub(lambda match: colours[match.group(1)], whole) + "\n"
