"""Gates: what has to hold of a measurement before a change lands, as a question file says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Literal, NamedTuple

from retrieval.errors import UsageError
from retrieval.evaluation.cases import Outcome
from retrieval.evaluation.metrics import ALL, METRICS, Summary
from retrieval.evaluation.question_notation import NotationNode
from retrieval.evaluation.saved_runs import RunComparison

Limit = Literal["failures", "new failures", "worse"]

LIMITS: dict[Limit, str] = {
    "failures": "questions that fail",
    "new failures": "questions that fail and did not in the run compared with",
    "worse": "questions that are answered worse than in the run compared with",
}
"""What can be limited, and what is counted for it. The last two need a run to compare with."""


class Gates(NamedTuple):
    """What was declared: least shares by set and metric, most questions by limit.

    The set `metrics.ALL` is all questions. `places` are `file:line` by floor and by limit.
    """

    floors: Mapping[tuple[str, str], float] = {}
    most: Mapping[Limit, int] = {}
    places: Mapping[object, str] = {}


class BrokenGate(NamedTuple):
    """A gate that does not hold: what was expected, what came, and where it was declared."""

    gate: str
    expected: str
    got: str
    place: str = ""


def broken_gates(
    gates: Gates,
    summaries: Sequence[Summary],
    outcomes: Sequence[Outcome],
    comparison: RunComparison | None = None,
) -> list[BrokenGate]:
    """Return the gates that do not hold, floors first, each in the order of its declaration.

    A floor is broken as well where its set has no question that the metric counts. What needs
    a comparison holds where there is none.
    """
    return [*_floors(gates, summaries), *_limits(gates, outcomes, comparison)]


def limits_of_comparison(gates: Gates) -> list[Limit]:
    """Return the limits that say nothing without a run to compare with."""
    return [limit for limit in gates.most if limit != "failures"]


def _floors(gates: Gates, summaries: Sequence[Summary]) -> Iterator[BrokenGate]:
    by_name = {summary.name: summary.scores for summary in summaries}
    for (name, metric), least in gates.floors.items():
        got = by_name.get(name, {}).get(metric)
        if got is None or got < least:
            of = metric if name == ALL else f"{metric} of {name}"
            came = "no question that counts" if got is None else f"{got:.4f}"
            place = gates.places.get((name, metric), "")
            yield BrokenGate(of, f"at least {least:g}", came, place)


def _limits(
    gates: Gates, outcomes: Sequence[Outcome], comparison: RunComparison | None
) -> Iterator[BrokenGate]:
    counts: dict[Limit, int] = {"failures": sum(not outcome.passed for outcome in outcomes)}
    if comparison is not None:
        counts["new failures"] = sum(change.is_new_failure for change in comparison.changes)
        counts["worse"] = sum(change.is_worse for change in comparison.changes)
    for limit, most in gates.most.items():
        if limit in counts and counts[limit] > most:
            place = gates.places.get(limit, "")
            yield BrokenGate(limit, f"at most {most}", str(counts[limit]), place)


def gates_in(node: NotationNode) -> Gates:
    """Return the gates in a block. Raises UsageError with the line of what cannot be meant."""
    block = node.members("gates with 'floors' or 'at most'", ("floors", "at most"))
    places: dict[object, str] = {}
    floors: dict[tuple[str, str], float] = {}
    if "floors" in block:
        for name, measures in block["floors"].members("floors by set, or 'all'").items():
            for metric, floor in measures.members(f"measures of {name}", METRICS).items():
                floors[name, metric] = floor.share(metric)
                places[name, metric] = floor.place
    most: dict[Limit, int] = {}
    if "at most" in block:
        limits = block["at most"].members("limits by name", LIMITS)
        for limit in LIMITS:
            if limit in limits:
                most[limit] = limits[limit].number(limit)
                places[limit] = limits[limit].place
    return Gates(floors, most, places)


def check_sets(gates: Gates, names: list[str]) -> None:
    """Make sure that each floor is for a set that there is. Raises UsageError otherwise."""
    for name, metric in gates.floors:
        if name not in names:
            close = get_close_matches(name, names, n=1)
            hint = f"; did you mean '{close[0]}'?" if close else ""
            raise UsageError(
                f"{gates.places[name, metric]}: expected floors for {', '.join(names)}, "
                f"got '{name}'{hint}"
            )
