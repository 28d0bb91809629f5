"""How sure an answer is, and what would be gained by giving only the surer ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from retrieval.model import Answer

if TYPE_CHECKING:
    from retrieval.evaluation.outcomes import Outcome


class Point(NamedTuple):
    """One cut: answers at least this certain, their share of the questions, and of those wrong."""

    certainty: float
    coverage: float
    risk: float


def certainty(answer: Answer) -> float:
    """Return the likelihood, from 0 to 1, that the first quote answers; 0 without an answer."""
    return answer.certainty if answer.quotes else 0.0


def risk_by_coverage(outcomes: Sequence[Outcome]) -> list[Point]:
    """Return what share would be answered, and what share of that wrongly, for every cut.

    The surest come first; answers of one certainty stand or fall together. The share answered
    is of all questions of which is known whether they have an answer. El-Yaniv and Wiener, "On
    the Foundations of Noise-free Selective Classification", 2010.
    """
    known = [outcome for outcome in outcomes if outcome.verdict != "unjudged"]
    given = sorted((one for one in known if one.answered), key=lambda one: -one.certainty)
    points: list[Point] = []
    wrong = 0
    for number, outcome in enumerate(given, 1):
        wrong += outcome.verdict == "answered wrongly"
        point = Point(outcome.certainty, number / len(known), wrong / number)
        if points and points[-1].certainty == outcome.certainty:
            points[-1] = point
        else:
            points.append(point)
    return points


def area_under(points: Sequence[Point]) -> float | None:
    """Return the mean risk over all cuts, each weighted by the coverage it adds; lower is better.

    None where nothing is answered.
    """
    if not points:
        return None
    before = [0.0, *(point.coverage for point in points)]
    added = [point.coverage - last for point, last in zip(points, before, strict=False)]
    return sum(point.risk * width for point, width in zip(points, added, strict=True)) / sum(added)
