"""The measures by set, for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.evaluating.tables import share, table
from bot.surface import Surface
from bot.wording import counted
from retrieval.evaluation.certainty import Point
from retrieval.evaluation.measures import STANDARD
from retrieval.evaluation.outcomes import VERDICTS, Verdict
from retrieval.evaluation.summary import ALL, Summary

_HEADER = ("", "asked", "suc@1", "suc@3", "suc@10", "mrr@10", "ndcg@10", "rec@10", "mark")
_DISAGREE = "disagr"
_VERDICTS: dict[Verdict, str] = {
    "answered rightly": "answered",
    "answered wrongly": "wrongly",
    "abstained rightly": "abstained",
    "abstained wrongly": "wrongly",
    "unjudged": "unjudged",
}
_HALF = 0.5


def telling(summaries: Sequence[Summary]) -> Sequence[Summary]:
    """Return the summaries without that of a set which all questions are in."""
    first, every = summaries[0], summaries[-1]
    return summaries[1:] if first is not every and first.asked == every.asked else summaries


def ranking_table(summaries: Sequence[Summary], surface: Surface) -> Iterator[str]:
    """Yield the measures of the rankings, and how often the first mark holds the answer.

    Disagreements have a column where questions say whether there is one.
    """
    is_said = any(summary.scores["disagreement"] is not None for summary in summaries)
    measures = (*STANDARD, "mark", *(["disagreement"] if is_said else []))
    rows = (
        (
            summary.name,
            f"{summary.asked:,}",
            *(share(summary.scores[measure], surface) for measure in measures),
        )
        for summary in summaries
    )
    return table((*_HEADER, *([_DISAGREE] if is_said else [])), rows, surface)


def verdict_table(summaries: Sequence[Summary], surface: Surface) -> Iterator[str]:
    """Yield how many were answered and abstained from, rightly and wrongly, and how many fail."""
    chosen = [
        verdict
        for verdict in VERDICTS
        if verdict != "unjudged" or any(summary.verdicts["unjudged"] for summary in summaries)
    ]
    header = ("", *(_VERDICTS[verdict] for verdict in chosen), "failed")
    rows = (
        (
            summary.name,
            *(f"{summary.verdicts[verdict]:,}" for verdict in chosen),
            f"{summary.failed:,}",
        )
        for summary in summaries
    )
    return table(header, rows, surface)


def risk_line(points: Sequence[Point], *, answered: bool) -> str:
    """Return how many of the answers are wrong, and of the surer half of them.

    `answered` says whether there was an answer at all, to be judged or not.
    """
    if not points:
        return f"{'No answer could be judged' if answered else 'Nothing was answered'}.\n"
    half = points[-1].coverage * _HALF
    surer = next(point for point in points if point.coverage >= half)
    return (
        f"Answers that are wrong: {points[-1].risk:.1%}; "
        f"of the surer half of them: {surer.risk:.1%}.\n"
    )


def headline(summaries: Sequence[Summary]) -> str:
    """Return how many questions were asked and how many are as expected."""
    (every,) = (summary for summary in summaries if summary.name == ALL)
    good = every.asked - every.failed
    asked = counted(every.asked, "question")
    return f"{good:,} of {asked} {'is' if every.asked == 1 else 'are'} answered as expected.\n"
