"""The plots of what was measured, each with its figures as a table where the page has none yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from bot.evaluating.evaluation import Evaluation
from bot.evaluating.report.colours import VARIABLES
from bot.evaluating.report.drawing import label_width
from bot.evaluating.report.markup import Markup, tag
from bot.evaluating.report.parts import figure, folded, section, table
from bot.evaluating.report.plots import rank_plot, risk_plot
from bot.evaluating.report.rank_bins import rank_groups
from bot.evaluating.report.score_plots import VERDICT_COLOURS, score_plot, verdict_plot
from retrieval.evaluation.certainty import Point
from retrieval.evaluation.measures import MEASURES
from retrieval.evaluation.outcomes import VERDICTS, Outcome
from retrieval.evaluation.summary import Summary

MOST_SETS = 40
"""Sets that are drawn; the tables have them all."""

_CUTS = 10


def drawn(evaluation: Evaluation, summaries: Sequence[Summary]) -> Markup:
    """Return a section with the plots; the last of the summaries is that of all questions."""
    if not evaluation.outcomes:
        return section("plots", "Plots", tag("p", "Nothing was asked."))
    shown = [*summaries[:-1][:MOST_SETS], summaries[-1]]
    told = _of_answers(evaluation), _of_ranks(evaluation.outcomes)
    verdicts = figure(verdict_plot(shown), "Verdicts", _legend(shown))
    if len(shown) == 1:
        return section("plots", "Plots", _plots(*told, _of_all(shown[0]), [verdicts]))
    by_set = tag("h3", "Measures by set"), _plots(_by_set(shown))
    return section("plots", "Plots", _plots(*told, [verdicts]), *by_set)


def _plots(*plots: Iterable[Markup]) -> Markup:
    return tag("div", *chain(*plots), class_="plots")


def _of_answers(evaluation: Evaluation) -> Iterator[Markup]:
    if evaluation.risk:
        yield figure(
            risk_plot(evaluation.risk),
            "Risk against coverage",
            tag("p", "The share of answers that are wrong, if only the surest were given."),
            folded("As a table", _cuts(evaluation.risk)),
        )


def _of_ranks(outcomes: Sequence[Outcome]) -> Iterator[Markup]:
    groups = rank_groups(outcomes)
    if any(count for _, count in groups):
        rows = ((name, f"{count:,}") for name, count in groups)
        yield figure(
            rank_plot(groups),
            "Rank of the first right one",
            tag("p", "Questions by the place of what is right in the whole ranking."),
            folded("As a table", table("Questions by rank", ("rank", "questions"), rows)),
        )


def _by_set(summaries: Sequence[Summary]) -> Iterator[Markup]:
    left = label_width(summary.name for summary in summaries)
    for number, measure in enumerate(MEASURES):
        scores = _counted((one.name, one.scores[measure]) for one in summaries)
        if scores:
            drawing = score_plot(f"measure-{number}", f"{measure} by set", scores, left)
            yield figure(drawing, measure)


def _of_all(summary: Summary) -> Iterator[Markup]:
    scores = _counted(summary.scores.items())
    left = label_width(name for name, _ in scores)
    yield figure(score_plot("measures-of-all", "Measures", scores, left), "Measures")


def _counted(scores: Iterable[tuple[str, float | None]]) -> list[tuple[str, float]]:
    return [(name, score) for name, score in scores if score is not None]


def _cuts(points: Sequence[Point]) -> Markup:
    """Return the table for every tenth of what is answered as things are."""
    aims = [points[-1].coverage * cut / _CUTS for cut in range(1, _CUTS + 1)]
    chosen = dict.fromkeys(next(one for one in points if one.coverage >= aim) for aim in aims)
    rows = ((f"{one.coverage:.1%}", f"{one.risk:.1%}", f"{one.certainty:.2f}") for one in chosen)
    header = ("answered", "wrong among them", "certainty of at least")
    return table("What comes of answering only the surest", header, rows)


def _legend(summaries: Sequence[Summary]) -> Markup:
    present = [one for one in VERDICTS if any(summary.verdicts[one] for summary in summaries)]
    keys = (
        tag("li", tag("i", style=f"background:var({VARIABLES[VERDICT_COLOURS[one]]})"), one)
        for one in present
    )
    return tag("ul", *keys, class_="legend")
