"""The page as a whole.

Its head, the figures looked for first, gates, measures and plots, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import chain

from bot import __version__
from bot.eval.evaluation import Evaluation
from bot.eval.evaluation_text import (
    distinct_summaries,
    follow_up_cells,
    gates_hold_text,
    gates_without_run_text,
)
from bot.eval.report.changes import changes_section
from bot.eval.report.failures import failure_names, failures_section
from bot.eval.report.markup import (
    Markup,
    definitions,
    disclosure,
    figure,
    html_table,
    joined_markup,
    outside_text,
    section,
    share_text,
    tag,
)
from bot.eval.report.plots import (
    VERDICT_COLOURS,
    rank_groups,
    rank_plot,
    risk_plot,
    score_plot,
    verdict_plot,
)
from bot.eval.report.svg import VARIABLES, label_width
from bot.terminal.layout import counted
from bot.terminal.streams import Terminal
from retrieval.evaluation.cases import VERDICTS, Outcome
from retrieval.evaluation.metrics import (
    ALL,
    ANSWER_METRICS,
    FOLLOW_UP_METRIC,
    METRICS,
    FollowUps,
    RiskPoint,
    Summary,
    follow_ups,
)


def headline_figures(evaluation: Evaluation) -> Markup:
    """Return the few figures."""
    tiles = (
        tag("li", tag("b", number), " ", tag("span", noun), class_="bad" if is_bad else False)
        for number, noun, is_bad in _tiles(evaluation)
    )
    return tag("ul", *tiles, class_="tiles")


def gates_section(evaluation: Evaluation) -> Markup:
    """Return a section that says which gates are broken."""
    if evaluation.broken:
        rows = (
            (
                gate.gate,
                outside_text(gate.expected),
                outside_text(gate.got),
                outside_text(gate.place, class_="place"),
            )
            for gate in evaluation.broken
        )
        header = ("gate", "expected", "got", "declared at")
        return section("gates", "Gates", html_table("Gates that are broken", header, rows, header))
    told = [gates_hold_text(evaluation.gates)] if evaluation.gates else []
    told += (
        [gates_without_run_text(evaluation.gates_without_run)]
        if evaluation.gates_without_run
        else []
    )
    return section("gates", "Gates", tag("p", " ".join(told) or "None are declared."))


def _tiles(evaluation: Evaluation) -> Iterator[tuple[str, str, bool]]:
    every = next(summary for summary in evaluation.summaries if summary.name == ALL)
    yield f"{every.asked - every.failed:,} of {every.asked:,}", "questions as expected", False
    first = every.scores["success@1"]
    if first is not None:
        yield f"{first:.1%}", "with a right one ranked first", False
    if evaluation.risk:
        yield f"{evaluation.risk[-1].risk:.1%}", "of the answers wrong", False
    if evaluation.comparison is not None:
        fresh = sum(change.is_new_failure for change in evaluation.comparison.changes)
        yield f"{fresh:,}", "failing that did not before", fresh > 0
    broken = len(evaluation.broken)
    if broken:
        yield f"{broken:,}", "broken gate" if broken == 1 else "broken gates", True
    elif evaluation.gates:
        yield (
            f"{evaluation.gates:,}",
            "gate holds" if evaluation.gates == 1 else "gates hold",
            False,
        )


MEASURE_MEANINGS: dict[str, str] = {
    "success@k": "the share of questions with a right one among the first k ranked",
    "mrr@10": "the mean of 1/rank of the first right one, 0 beyond rank 10",
    "ndcg@10": "discounted gain of all right ones by their ranks, as a share of what is possible",
    "recall@10": "the share of all right ones that is among the first 10",
    **ANSWER_METRICS,
}
"""What the measures are, beginning with those of the ranking."""


def measures_section(summaries: Sequence[Summary], follow_ups: Sequence[FollowUps]) -> Markup:
    """Return a section with the measures, how many were answered, and what the measures are."""
    return section(
        "measures",
        "Measures",
        _scores_table(summaries),
        _verdicts_table(summaries),
        *([_follow_ups_table(follow_ups)] if follow_ups else []),
        disclosure("What the measures are", definitions(MEASURE_MEANINGS.items())),
    )


def _scores_table(summaries: Sequence[Summary]) -> Markup:
    counted = [one for one in METRICS if any(it.scores[one] is not None for it in summaries)]
    rows = (
        (summary.name, f"{summary.asked:,}", *(share_text(summary.scores[one]) for one in counted))
        for summary in summaries
    )
    return html_table("Measures by set, from 0 to 1", ("set", "asked", *counted), rows)


def _verdicts_table(summaries: Sequence[Summary]) -> Markup:
    rows = (
        (
            summary.name,
            *(f"{summary.verdicts[verdict]:,}" for verdict in VERDICTS),
            f"{summary.failed:,}",
        )
        for summary in summaries
    )
    header = ("set", *VERDICTS, "with a failure")
    return html_table("Questions by set and verdict", header, rows)


def _follow_ups_table(rows: Sequence[FollowUps]) -> Markup:
    header, cells = follow_up_cells(rows, Terminal())
    return html_table(
        f"{FOLLOW_UP_METRIC} of follow-ups, by turn of the conversation", ("set", *header), cells
    )


MOST_SETS = 40
"""Sets that are drawn; the tables have them all."""

_RISK_CUTS = 10


def plots_section(evaluation: Evaluation, summaries: Sequence[Summary]) -> Markup:
    """Return a section with the plots; the last of the summaries is that of all questions."""
    if not evaluation.outcomes:
        return section("plots", "Plots", tag("p", "Nothing was asked."))
    shown = [*summaries[:-1][:MOST_SETS], summaries[-1]]
    told = _risk_figure(evaluation), _rank_figure(evaluation.outcomes)
    verdicts = figure(verdict_plot(shown), "Verdicts", _verdict_legend(shown))
    if len(shown) == 1:
        return section("plots", "Plots", _plot_grid(*told, _overall_figure(shown[0]), [verdicts]))
    by_set = tag("h3", "Measures by set"), _plot_grid(_set_figures(shown))
    return section("plots", "Plots", _plot_grid(*told, [verdicts]), *by_set)


def _plot_grid(*plots: Iterable[Markup]) -> Markup:
    return tag("div", *chain(*plots), class_="plots")


def _risk_figure(evaluation: Evaluation) -> Iterator[Markup]:
    if evaluation.risk:
        yield figure(
            risk_plot(evaluation.risk),
            "Risk against coverage",
            tag("p", "The share of answers that are wrong, if only the surest were given."),
            disclosure("As a table", _risk_table(evaluation.risk)),
        )


def _rank_figure(outcomes: Sequence[Outcome]) -> Iterator[Markup]:
    groups = rank_groups(outcomes)
    if any(count for _, count in groups):
        rows = ((name, f"{count:,}") for name, count in groups)
        yield figure(
            rank_plot(groups),
            "Rank of the first right one",
            tag("p", "Questions by the place of what is right in the whole ranking."),
            disclosure("As a table", html_table("Questions by rank", ("rank", "questions"), rows)),
        )


def _set_figures(summaries: Sequence[Summary]) -> Iterator[Markup]:
    left = label_width(summary.name for summary in summaries)
    for number, measure in enumerate(METRICS):
        scores = _known_scores((one.name, one.scores[measure]) for one in summaries)
        if scores:
            drawing = score_plot(f"measure-{number}", f"{measure} by set", scores, left)
            yield figure(drawing, measure)


def _overall_figure(summary: Summary) -> Iterator[Markup]:
    scores = _known_scores(summary.scores.items())
    left = label_width(name for name, _ in scores)
    yield figure(score_plot("measures-of-all", "Measures", scores, left), "Measures")


def _known_scores(scores: Iterable[tuple[str, float | None]]) -> list[tuple[str, float]]:
    return [(name, score) for name, score in scores if score is not None]


def _risk_table(points: Sequence[RiskPoint]) -> Markup:
    """Return the table for every tenth of what is answered as things are."""
    aims = [points[-1].coverage * cut / _RISK_CUTS for cut in range(1, _RISK_CUTS + 1)]
    chosen = dict.fromkeys(next(one for one in points if one.coverage >= aim) for aim in aims)
    rows = ((f"{one.coverage:.1%}", f"{one.risk:.1%}", f"{one.certainty:.2f}") for one in chosen)
    header = ("answered", "wrong among them", "certainty of at least")
    return html_table("What comes of answering only the surest", header, rows)


def _verdict_legend(summaries: Sequence[Summary]) -> Markup:
    present = [one for one in VERDICTS if any(summary.verdicts[one] for summary in summaries)]
    keys = (
        tag("li", tag("i", style=f"background:var({VARIABLES[VERDICT_COLOURS[one]]})"), one)
        for one in present
    )
    return tag("ul", *keys, class_="legend")


_FILES_NAMED = 8


def page(evaluation: Evaluation) -> str:
    """Return a report as one HTML document that needs nothing from elsewhere.

    The same evaluation makes the same document: neither times nor the machine are told.
    """
    summaries = distinct_summaries(evaluation.summaries)
    asked_after = follow_ups(evaluation.outcomes, evaluation.values)
    parts = {
        "gates": gates_section(evaluation),
        "measures": measures_section(summaries, asked_after),
    }
    parts["plots"] = plots_section(evaluation, summaries)
    if evaluation.comparison is not None:
        names = failure_names(evaluation.outcomes)
        parts["changes"] = changes_section(evaluation.comparison, evaluation.against, names)
    parts["failures"] = failures_section(evaluation.outcomes)
    links = (tag("a", name.capitalize(), href=f"#{name}") for name in parts)
    body = tag(
        "body",
        tag("header", *_title(evaluation), tag("nav", *links, aria_label="Parts of the report")),
        tag("main", headline_figures(evaluation), *parts.values()),
        tag("footer", tag("p", f"Written by quoth eval, version {__version__}.")),
    )
    return "<!doctype html>\n" + tag("html", _head(), body, lang="en") + "\n"


def _head() -> Markup:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", "Quoth: questions and what came of them"),
        tag("style", Markup(files(__package__).joinpath("style.css").read_text("utf-8"))),
    )


def _title(evaluation: Evaluation) -> Sequence[Markup]:
    asked = counted(len(evaluation.outcomes), "question")
    lead = [f"{asked} from ", _file_names(evaluation.outcomes)]
    if evaluation.against:
        lead += ["; compared with ", outside_text(evaluation.against, "b")]
    return tag("h1", "What came of the questions"), tag("p", *lead, ".", class_="lead")


def _file_names(outcomes: Sequence[Outcome]) -> Markup:
    """Return which files the questions stand in, as they were named."""
    names = dict.fromkeys(outcome.case.place.rpartition(":")[0] for outcome in outcomes)
    known = [name for name in names if name]
    shown = [outside_text(name, "b") for name in known[:_FILES_NAMED]]
    commas = [part for name in shown for part in (", ", name)][1:]
    if len(known) > _FILES_NAMED:
        commas.append(f" and {counted(len(known) - _FILES_NAMED, 'more file')}")
    return joined_markup(commas or ["no file"])
