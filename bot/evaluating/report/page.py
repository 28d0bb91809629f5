"""The page as a whole: its head, its parts in order, and the way from one to another."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from bot import __version__
from bot.evaluating.evaluation import Evaluation
from bot.evaluating.report.changing import changing
from bot.evaluating.report.drawn import drawn
from bot.evaluating.report.failing import failing, failure_names
from bot.evaluating.report.glance import gates, glance
from bot.evaluating.report.markup import Markup, given, joined, tag
from bot.evaluating.report.measured import measured
from bot.evaluating.summary_text import telling
from bot.wording import counted
from retrieval.evaluation.follow_ups import follow_ups
from retrieval.evaluation.outcomes import Outcome

_FILES_NAMED = 8


def page(evaluation: Evaluation) -> str:
    """Return a report as one HTML document that needs nothing from elsewhere.

    The same evaluation makes the same document: neither times nor the machine are told.
    """
    summaries = telling(evaluation.summaries)
    asked_after = follow_ups(evaluation.outcomes, evaluation.values)
    parts = {"gates": gates(evaluation), "measures": measured(summaries, asked_after)}
    parts["plots"] = drawn(evaluation, summaries)
    if evaluation.comparison is not None:
        names = failure_names(evaluation.outcomes)
        parts["changes"] = changing(evaluation.comparison, evaluation.against, names)
    parts["failures"] = failing(evaluation.outcomes)
    links = (tag("a", name.capitalize(), href=f"#{name}") for name in parts)
    body = tag(
        "body",
        tag("header", *_title(evaluation), tag("nav", *links, aria_label="Parts of the report")),
        tag("main", glance(evaluation), *parts.values()),
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
    lead = [f"{asked} from ", _files(evaluation.outcomes)]
    if evaluation.against:
        lead += ["; compared with ", given(evaluation.against, "b")]
    return tag("h1", "What came of the questions"), tag("p", *lead, ".", class_="lead")


def _files(outcomes: Sequence[Outcome]) -> Markup:
    """Return which files the questions stand in, as they were named."""
    names = dict.fromkeys(outcome.case.place.rpartition(":")[0] for outcome in outcomes)
    known = [name for name in names if name]
    shown = [given(name, "b") for name in known[:_FILES_NAMED]]
    commas = [part for name in shown for part in (", ", name)][1:]
    if len(known) > _FILES_NAMED:
        commas.append(f" and {counted(len(known) - _FILES_NAMED, 'more file')}")
    return joined(commas or ["no file"])
