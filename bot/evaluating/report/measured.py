"""The measures by set: tables, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evaluating.follow_up_text import follow_up_cells
from bot.evaluating.report.markup import Markup
from bot.evaluating.report.parts import folded, section, share, table, told
from bot.surface import Surface
from retrieval.evaluation.follow_ups import MEASURE, FollowUps
from retrieval.evaluation.measures import MEASURES, OWN
from retrieval.evaluation.outcomes import VERDICTS
from retrieval.evaluation.summary import Summary

MEANINGS: dict[str, str] = {
    "success@k": "the share of questions with a right one among the first k ranked",
    "mrr@10": "the mean of 1/rank of the first right one, 0 beyond rank 10",
    "ndcg@10": "discounted gain of all right ones by their ranks, as a share of what is possible",
    "recall@10": "the share of all right ones that is among the first 10",
    **OWN,
}
"""What the measures are, beginning with those of the ranking."""


def measured(summaries: Sequence[Summary], follow_ups: Sequence[FollowUps]) -> Markup:
    """Return a section with the measures, how many were answered, and what the measures are."""
    return section(
        "measures",
        "Measures",
        _scores(summaries),
        _verdicts(summaries),
        *([_follow_ups(follow_ups)] if follow_ups else []),
        folded("What the measures are", told(MEANINGS.items())),
    )


def _scores(summaries: Sequence[Summary]) -> Markup:
    counted = [one for one in MEASURES if any(it.scores[one] is not None for it in summaries)]
    rows = (
        (summary.name, f"{summary.asked:,}", *(share(summary.scores[one]) for one in counted))
        for summary in summaries
    )
    return table("Measures by set, from 0 to 1", ("set", "asked", *counted), rows)


def _verdicts(summaries: Sequence[Summary]) -> Markup:
    rows = (
        (
            summary.name,
            *(f"{summary.verdicts[verdict]:,}" for verdict in VERDICTS),
            f"{summary.failed:,}",
        )
        for summary in summaries
    )
    header = ("set", *VERDICTS, "with a failure")
    return table("Questions by set and verdict", header, rows)


def _follow_ups(rows: Sequence[FollowUps]) -> Markup:
    header, cells = follow_up_cells(rows, Surface())
    return table(f"{MEASURE} of follow-ups, by turn of the conversation", ("set", *header), cells)
