"""An evaluation as one HTML file with plots, which opens anywhere and needs nothing else.

The figures looked for first, gates, measures and plots, and the rest. The markup is in templates,
which show every text as it stands: jinja2 escapes it, and what a browser would act upon or swallow
is made visible before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from bot import __version__
from bot.eval.evaluation import Evaluation
from bot.eval.evaluation_text import (
    distinct_summaries,
    follow_up_cells,
    gates_hold_text,
    gates_without_run_text,
    share_text,
)
from bot.eval.report.plots import (
    VERDICT_COLOURS,
    rank_groups,
    rank_plot,
    risk_plot,
    score_plot,
    verdict_plot,
)
from bot.eval.report.questions_view import changes_view, failure_groups, failure_names
from bot.eval.report.svg import VARIABLES, label_width
from bot.terminal.layout import counted, visible
from bot.terminal.streams import Terminal
from retrieval.errors import UsageError
from retrieval.evaluation.cases import VERDICTS, Outcome
from retrieval.evaluation.metrics import (
    ALL,
    ANSWER_METRICS,
    FOLLOW_UP_METRIC,
    METRICS,
    RiskPoint,
    Summary,
    follow_ups,
)


def check_report_path(path: Path, option: str = "--html") -> None:
    """Raise UsageError where no report could be made and written, before anything is asked.

    That is where what makes it is not installed, and where the folder of `path` is missing;
    `option` is what was given.
    """
    try:
        import jinja2  # noqa: F401  # for the page
        import matplotlib.figure
        import matplotlib.style  # noqa: F401  # for its plots
    except ImportError as error:
        raise UsageError(
            f"{option} needs what makes reports: pip install 'quoth[report]'"
        ) from error
    if not path.parent.is_dir():
        raise UsageError(f"{option}: expected a file in a folder, got {path}: no such folder")


def report_html(evaluation: Evaluation) -> str:
    """Return the report as HTML that needs nothing from elsewhere."""
    return page(evaluation)


def write_report(path: Path, evaluation: Evaluation) -> None:
    """Write the report to a file. Raises UsageError where that is not possible."""
    text = report_html(evaluation).encode()
    try:
        path.write_bytes(text)
    except OSError as error:
        raise UsageError(f"{path}: cannot write the report: {error.strerror}") from error


MOST_SETS = 40
"""Sets that are drawn; the tables have them all."""

MEASURE_MEANINGS: dict[str, str] = {
    "success@k": "the share of questions with a right one among the first k ranked",
    "mrr@10": "the mean of 1/rank of the first right one, 0 beyond rank 10",
    "ndcg@10": "discounted gain of all right ones by their ranks, as a share of what is possible",
    "recall@10": "the share of all right ones that is among the first 10",
    **ANSWER_METRICS,
}
"""What the measures are, beginning with those of the ranking."""

_FILES_NAMED = 8
_RISK_CUTS = 10

Table = tuple[Sequence[str], Iterable[Sequence[str]]]
"""What columns are called, and rows of as many cells."""


def page(evaluation: Evaluation) -> str:
    """Return a report as one HTML document that needs nothing from elsewhere.

    The same evaluation makes the same document: neither times nor the machine are in it.
    """
    summaries = distinct_summaries(evaluation.summaries)
    outcomes = evaluation.outcomes
    sections = {}
    if evaluation.comparison is not None:
        view = changes_view(evaluation.comparison, evaluation.against, failure_names(outcomes))
        sections["changes"] = render("changes.html", **view)
    sections["failures"] = render("failures.html", groups=failure_groups(outcomes))
    return render(
        "page.html",
        version=__version__,
        style=Markup(files(__package__).joinpath("style.css").read_text("utf-8")),  # noqa: S704  # ours
        evaluation=evaluation,
        files=_file_names(outcomes),
        tiles=_tiles(evaluation),
        gates=_gates_text(evaluation),
        measures=_measures(evaluation, summaries),
        plots=_plots(evaluation, summaries) if outcomes else None,
        parts=["gates", "measures", "plots", *sections],
        sections=sections,
    )


def render(template: str, **values: object) -> Markup:
    """Return what a template makes of values, every text among them escaped."""
    return Markup(_environment().get_template(template).render(values))  # noqa: S704  # escaped


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        finalize=_as_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"counted": counted, "number": "{:,}".format}
    return environment


def _as_shown(value: object) -> object:
    """Return a text as HTML that shows it, what acts or hides in it as pictures of that.

    A browser would take a carriage return for a line feed, so that is spelled out.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return escape(visible(value)).replace("\r", Markup("&#13;"))


class FileNames(NamedTuple):
    """Which files the questions stand in, as they were named; `left_out` is how many more."""

    shown: list[str]
    left_out: int


def _file_names(outcomes: Sequence[Outcome]) -> FileNames:
    names = dict.fromkeys(outcome.case.place.rpartition(":")[0] for outcome in outcomes)
    known = [name for name in names if name]
    return FileNames(known[:_FILES_NAMED], max(0, len(known) - _FILES_NAMED))


class Tile(NamedTuple):
    """One of the few figures that are looked for first."""

    figure: str
    noun: str
    is_bad: bool = False


def _tiles(evaluation: Evaluation) -> Iterator[Tile]:
    total = next(summary for summary in evaluation.summaries if summary.name == ALL)
    yield Tile(f"{total.asked - total.failed:,} of {total.asked:,}", "questions as expected")
    first = total.scores["success@1"]
    if first is not None:
        yield Tile(f"{first:.1%}", "with a right one ranked first")
    if evaluation.risk:
        yield Tile(f"{evaluation.risk[-1].risk:.1%}", "of the answers wrong")
    if evaluation.comparison is not None:
        new = sum(change.is_new_failure for change in evaluation.comparison.changes)
        yield Tile(f"{new:,}", "failing that did not before", new > 0)
    broken, gates = len(evaluation.broken), evaluation.gates
    if broken:
        yield Tile(f"{broken:,}", "broken gate" if broken == 1 else "broken gates", is_bad=True)
    elif gates:
        yield Tile(f"{gates:,}", "gate holds" if gates == 1 else "gates hold")


def _gates_text(evaluation: Evaluation) -> str:
    """Return how many gates hold, for where none is broken."""
    sentences = [gates_hold_text(evaluation.gates)] if evaluation.gates else []
    if evaluation.gates_without_run:
        sentences.append(gates_without_run_text(evaluation.gates_without_run))
    return " ".join(sentences) or "None are declared."


def _measures(evaluation: Evaluation, summaries: Sequence[Summary]) -> dict[str, Any]:
    asked_after = follow_ups(evaluation.outcomes, evaluation.values)
    header, cells = follow_up_cells(asked_after, Terminal()) if asked_after else ((), [])
    return {
        "scores": _scores_table(summaries),
        "verdicts": _verdicts_table(summaries),
        "follow_ups": (("set", *header), cells) if asked_after else None,
        "follow_up_metric": FOLLOW_UP_METRIC,
        "meanings": MEASURE_MEANINGS,
    }


def _scores_table(summaries: Sequence[Summary]) -> Table:
    known = [name for name in METRICS if any(one.scores[name] is not None for one in summaries)]
    rows = (
        (
            summary.name,
            f"{summary.asked:,}",
            *(share_text(summary.scores[name], Terminal()) for name in known),
        )
        for summary in summaries
    )
    return ("set", "asked", *known), rows


def _verdicts_table(summaries: Sequence[Summary]) -> Table:
    rows = (
        (
            summary.name,
            *(f"{summary.verdicts[verdict]:,}" for verdict in VERDICTS),
            f"{summary.failed:,}",
        )
        for summary in summaries
    )
    return ("set", *VERDICTS, "with a failure"), rows


def _plots(evaluation: Evaluation, summaries: Sequence[Summary]) -> dict[str, Any]:
    """Return the plots by name; the last of the summaries is that of all questions."""
    shown = [*summaries[:-1][:MOST_SETS], summaries[-1]]
    ranks = rank_groups(evaluation.outcomes)
    is_single = len(shown) == 1
    return {
        "risk": risk_plot(evaluation.risk) if evaluation.risk else None,
        "risk_rows": _risk_rows(evaluation.risk) if evaluation.risk else (),
        "ranks": rank_plot(ranks) if any(count for _, count in ranks) else None,
        "rank_rows": [(name, f"{count:,}") for name, count in ranks],
        "verdicts": verdict_plot(shown),
        "legend": list(_legend(shown)),
        "overall": _overall_plot(shown[0]) if is_single else None,
        "by_set": [] if is_single else list(_plots_by_set(shown)),
    }


def _risk_rows(points: Sequence[RiskPoint]) -> Iterator[Sequence[str]]:
    """Yield a row for every tenth of what is answered as things are."""
    aims = [points[-1].coverage * cut / _RISK_CUTS for cut in range(1, _RISK_CUTS + 1)]
    chosen = dict.fromkeys(next(one for one in points if one.coverage >= aim) for aim in aims)
    return ((f"{one.coverage:.1%}", f"{one.risk:.1%}", f"{one.certainty:.2f}") for one in chosen)


def _legend(summaries: Sequence[Summary]) -> Iterator[tuple[str, str]]:
    """Yield the verdicts that there are, and the variable of the style that each is drawn in."""
    for verdict in VERDICTS:
        if any(summary.verdicts[verdict] for summary in summaries):
            yield verdict, VARIABLES[VERDICT_COLOURS[verdict]]


def _overall_plot(summary: Summary) -> Markup:
    scores = _known_scores(summary.scores.items())
    left = label_width(name for name, _ in scores)
    return score_plot("measures-of-all", "Measures", scores, left)


def _plots_by_set(summaries: Sequence[Summary]) -> Iterator[tuple[str, Markup]]:
    left = label_width(summary.name for summary in summaries)
    for number, measure in enumerate(METRICS):
        scores = _known_scores((one.name, one.scores[measure]) for one in summaries)
        if scores:
            name = f"measure-{number}"
            yield measure, score_plot(name, f"{measure} by set", scores, left)


def _known_scores(scores: Iterable[tuple[str, float | None]]) -> list[tuple[str, float]]:
    return [(name, score) for name, score in scores if score is not None]
