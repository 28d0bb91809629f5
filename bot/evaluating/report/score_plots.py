"""Plots with a row for each set or measure, from 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from bot.evaluating.report.colours import (
    BAD,
    GOOD,
    MAIN,
    MUTED,
    PAPER,
    QUIET_BAD,
    QUIET_GOOD,
    TRACK,
)
from bot.evaluating.report.drawing import AROUND, ROW, bare_rows, label_width, named_rows, sheet
from bot.evaluating.report.markup import Markup
from retrieval.evaluation.comparing import Total
from retrieval.evaluation.outcomes import VERDICTS, Verdict
from retrieval.evaluation.summary import Summary

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
    told = "; ".join(f"{of} {score:.3f}" for of, score in scores)
    height = ROW * len(scores) + AROUND
    with sheet(name, f"{title}: {told}", height, left=left, right=48, bottom=4, top=4) as drawn:
        axes = drawn.axes
        rows = range(len(scores))
        axes.barh(rows, [1] * len(scores), height=0.55, color=TRACK)
        axes.barh(rows, [score for _, score in scores], height=0.55, color=MAIN)
        for row, (_, score) in enumerate(scores):
            axes.text(1.03, row, f"{score:.3f}", va="center_baseline")
        axes.set_xlim(0, 1)
        bare_rows(axes, [of for of, _ in scores])
    return drawn.svg


def total_plot(totals: Sequence[Total]) -> Markup:
    """Return for each measure an open dot where it was, and a full one where it is."""
    told = "; ".join(f"{one.measure} {one.before:.3f} to {one.after:.3f}" for one in totals)
    names = [total.measure for total in totals]
    height = ROW * len(totals) + 34
    left = label_width(names)
    with sheet("totals", f"Before and after: {told}", height, left=left, bottom=30) as drawn:
        axes = drawn.axes
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
    return drawn.svg


def verdict_plot(summaries: Sequence[Summary]) -> Markup:
    """Return for each set a bar of its questions, in parts by verdict."""
    asked = [summary for summary in summaries if summary.asked]
    told = "; ".join(f"{one.name}: {_verdicts(one)}" for one in asked)
    height = ROW * len(asked) + AROUND
    left = label_width(summary.name for summary in asked)
    with sheet("verdicts", f"Verdicts. {told}", height, left=left, bottom=4, top=4) as drawn:
        for row, summary in enumerate(asked):
            _verdict_bar(drawn.axes, row, summary)
        drawn.axes.set_xlim(0, 1)
        bare_rows(drawn.axes, [summary.name for summary in asked])
    return drawn.svg


def _verdict_bar(axes: Axes, row: int, summary: Summary) -> None:
    begun = 0.0
    for verdict in VERDICTS:
        share = summary.verdicts[verdict] / summary.asked
        axes.barh(
            row, share, left=begun, height=0.72, color=VERDICT_COLOURS[verdict], edgecolor=PAPER
        )
        if share >= _ROOM_FOR_COUNT:
            count = f"{summary.verdicts[verdict]:,}"
            middle = begun + share / 2
            axes.text(middle, row, count, color=PAPER, ha="center", va="center_baseline")
        begun += share


def _verdicts(summary: Summary) -> str:
    return ", ".join(f"{summary.verdicts[one]:,} {one}" for one in VERDICTS)
