"""Gates: what has to hold of a measurement before a change lands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from retrieval.evaluation.comparing import Comparison
from retrieval.evaluation.outcomes import Outcome
from retrieval.evaluation.summary import ALL, Summary

Limit = Literal["failures", "new failures", "worse"]

LIMITS: dict[Limit, str] = {
    "failures": "questions that fail",
    "new failures": "questions that fail and did not in the run compared with",
    "worse": "questions that are answered worse than in the run compared with",
}
"""What can be limited, and what is counted for it. The last two need a run to compare with."""


class Gates(NamedTuple):
    """What was declared: least shares by set and measure, most questions by limit.

    The set `summary.ALL` is all questions. `places` are `file:line` by floor and by limit.
    """

    floors: Mapping[tuple[str, str], float] = {}
    most: Mapping[Limit, int] = {}
    places: Mapping[object, str] = {}


class Broken(NamedTuple):
    """A gate that does not hold: what was expected, what came, and where it was declared."""

    gate: str
    expected: str
    got: str
    place: str = ""


def broken(
    gates: Gates,
    summaries: Sequence[Summary],
    outcomes: Sequence[Outcome],
    comparison: Comparison | None = None,
) -> list[Broken]:
    """Return the gates that do not hold, floors first, each in the order of its declaration.

    A floor is broken as well where its set has no question that the measure counts. What needs
    a comparison holds where there is none.
    """
    return [*_floors(gates, summaries), *_limits(gates, outcomes, comparison)]


def comparing(gates: Gates) -> list[Limit]:
    """Return the limits that say nothing without a run to compare with."""
    return [limit for limit in gates.most if limit != "failures"]


def _floors(gates: Gates, summaries: Sequence[Summary]) -> Iterator[Broken]:
    by_name = {summary.name: summary.scores for summary in summaries}
    for (name, measure), least in gates.floors.items():
        got = by_name.get(name, {}).get(measure)
        if got is None or got < least:
            of = measure if name == ALL else f"{measure} of {name}"
            came = "no question that counts" if got is None else f"{got:.4f}"
            place = gates.places.get((name, measure), "")
            yield Broken(of, f"at least {least:g}", came, place)


def _limits(
    gates: Gates, outcomes: Sequence[Outcome], comparison: Comparison | None
) -> Iterator[Broken]:
    counts: dict[Limit, int] = {"failures": sum(not outcome.passed for outcome in outcomes)}
    if comparison is not None:
        counts["new failures"] = sum(change.is_new_failure for change in comparison.changes)
        counts["worse"] = sum(change.is_worse for change in comparison.changes)
    for limit, most in gates.most.items():
        if limit in counts and counts[limit] > most:
            place = gates.places.get(limit, "")
            yield Broken(limit, f"at most {most}", str(counts[limit]), place)
