"""Measures over many questions: by set, over all, and over the follow-ups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from retrieval.evaluation.measures import MEASURES, Values
from retrieval.evaluation.outcomes import VERDICTS, Outcome, Verdict

ALL = "all"
"""What the total is called, and therefore no set."""

FOLLOW_UPS = "follow-ups"
"""What the questions with a history are called; a set of this name counts among them."""


class Summary(NamedTuple):
    """What came of the questions of a set.

    `asked` is how many there are; `scores` are means by measure, None where the measure counts
    none of them; `verdicts` says how many were answered and abstained from, and whether
    rightly; `failed` how many have something wrong.
    """

    name: str
    asked: int
    scores: Mapping[str, float | None]
    verdicts: Mapping[Verdict, int]
    failed: int


def summaries(outcomes: Sequence[Outcome], values: Sequence[Values]) -> list[Summary]:
    """Return a summary of each set in the order of its first question, then of all.

    Questions with a history are summed up once more, before all.
    """
    named = dict.fromkeys(outcome.case.set_name for outcome in outcomes)
    by_set = {name: [one.case.set_name == name for one in outcomes] for name in named if name}
    follow = [bool(one.case.history) or one.case.set_name == FOLLOW_UPS for one in outcomes]
    groups = {**by_set, **({FOLLOW_UPS: follow} if any(follow) else {})}
    groups[ALL] = [True] * len(outcomes)
    return [_summary(name, chosen, outcomes, values) for name, chosen in groups.items()]


def _summary(
    name: str, chosen: Sequence[bool], outcomes: Sequence[Outcome], values: Sequence[Values]
) -> Summary:
    own = [outcome for outcome, is_in in zip(outcomes, chosen, strict=True) if is_in]
    counted = [found for found, is_in in zip(values, chosen, strict=True) if is_in]
    verdicts = Counter(outcome.verdict for outcome in own)
    return Summary(
        name,
        len(own),
        {measure: _mean(measure, counted) for measure in MEASURES},
        {one: verdicts[one] for one in VERDICTS},
        sum(not outcome.passed for outcome in own),
    )


def _mean(measure: str, values: Sequence[Values]) -> float | None:
    counted = [found[measure] for found in values if measure in found]
    return sum(counted) / len(counted) if counted else None
