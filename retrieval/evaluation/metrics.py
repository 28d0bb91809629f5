"""The metrics by name: of each question, as means by set and by turn, and the risk at each cut.

Those of a ranking are ir_measures'; those of an answer are what it has no word for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from retrieval.errors import UsageError
from retrieval.evaluation.cases import VERDICTS, Case, Outcome, Verdict

RANKING_METRICS: dict[str, str] = {
    "success@1": "Success@1",
    "success@3": "Success@3",
    "success@10": "Success@10",
    "mrr@10": "RR@10",
    "ndcg@10": "nDCG@10",
    "recall@10": "R@10",
}
"""Metrics of a ranking, over the questions that have a right passage: our name, ir_measures'."""

ANSWER_METRICS: dict[str, str] = {
    "mark": "the first mark holds an accepted answer, where one is given",
    "answered": "answered rightly, where there is an answer",
    "abstained": "abstained, where there is no answer",
    "disagreement": "one is reported, or none, as it should be, where that is said",
    "passed": "nothing is wrong",
}
"""Metrics of an answer, and what is counted over which questions."""

METRICS = (*RANKING_METRICS, *ANSWER_METRICS)

Values = dict[str, float]
"""Values from 0 to 1 by metric, of one question: only the metrics that count it."""


def require_ir_measures() -> None:
    """Raise UsageError where nothing could be measured: ir_measures is not installed."""
    try:
        import ir_measures  # noqa: F401  # whether it can be
    except ImportError as error:
        raise UsageError("measures need ir-measures: pip install 'quoth[eval]'") from error


def metric_values(outcomes: Sequence[Outcome]) -> list[Values]:
    """Return the values of each question, in order.

    Raises UsageError where ir_measures is not installed.
    """
    standard = _ranking_values(outcomes)
    return [
        {**standard.get(number, {}), **answer_values(outcome)}
        for number, outcome in enumerate(outcomes)
    ]


def answer_values(outcome: Outcome) -> Values:
    """Return the values of the metrics that are not about the ranking."""
    found = {"passed": float(outcome.passed)}
    if outcome.mark_right is not None and outcome.case.expects != "abstain":
        found["mark"] = float(outcome.mark_right)
    if outcome.case.expects == "answer":
        found["answered"] = float(outcome.verdict == "answered rightly")
    elif outcome.case.expects == "abstain":
        found["abstained"] = float(outcome.verdict == "abstained rightly")
    if outcome.case.disagree is not None:
        reported = outcome.answer.disagreement is not None
        found["disagreement"] = float(reported == outcome.case.disagree)
    return found


def _ranking_values(outcomes: Iterable[Outcome]) -> dict[int, Values]:
    """Return the values of the rankings by the number of the outcome."""
    require_ir_measures()
    import ir_measures

    counted = {
        str(number): outcome
        for number, outcome in enumerate(outcomes)
        if any(outcome.judged.grades.values())
    }
    qrels = {number: dict(outcome.judged.grades) for number, outcome in counted.items()}
    # trec_eval orders by score alone, ties by id: therefore the places are the scores.
    run = {
        number: {name: -float(place) for place, name in enumerate(outcome.ranking)}
        for number, outcome in counted.items()
    }
    ours = {ir_measures.parse_measure(theirs): name for name, theirs in RANKING_METRICS.items()}
    found: dict[int, Values] = {int(number): {} for number in counted}
    for metric in ir_measures.iter_calc(list(ours), qrels, run) if counted else ():
        found[int(metric.query_id)][ours[metric.measure]] = float(metric.value)
    return {number: {name: one[name] for name in RANKING_METRICS} for number, one in found.items()}


class RiskPoint(NamedTuple):
    """One cut: answers at least this certain, their share of the questions, and of those wrong."""

    certainty: float
    coverage: float
    risk: float


def risk_by_coverage(outcomes: Sequence[Outcome]) -> list[RiskPoint]:
    """Return what share would be answered, and what share of that wrongly, for every cut.

    The surest come first; answers of one certainty stand or fall together. The share answered
    is of all questions of which is known whether they have an answer. El-Yaniv and Wiener, "On
    the Foundations of Noise-free Selective Classification", 2010.
    """
    known = [outcome for outcome in outcomes if outcome.verdict != "unjudged"]
    given = sorted((one for one in known if one.answered), key=lambda one: -one.certainty)
    points: list[RiskPoint] = []
    wrong = 0
    for number, outcome in enumerate(given, 1):
        wrong += outcome.verdict == "answered wrongly"
        point = RiskPoint(outcome.certainty, number / len(known), wrong / number)
        if points and points[-1].certainty == outcome.certainty:
            points[-1] = point
        else:
            points.append(point)
    return points


ALL = "all"
"""What the total is called, and therefore no set."""

FOLLOW_UPS = "follow-ups"
"""What the questions with a history are called; a set of this name counts among them."""


class Summary(NamedTuple):
    """What came of the questions of a set.

    `asked` is how many there are; `scores` are means by metric, None where the metric counts
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
        {metric: _mean(metric, counted) for metric in METRICS},
        {one: verdicts[one] for one in VERDICTS},
        sum(not outcome.passed for outcome in own),
    )


def _mean(metric: str, values: Sequence[Values]) -> float | None:
    counted = [found[metric] for found in values if metric in found]
    return sum(counted) / len(counted) if counted else None


FOLLOW_UP_METRIC = "success@1"


class FollowUps(NamedTuple):
    """The follow-ups of a set that are a conversation's n-th question, or all: `turn` is None.

    `asked` is how many there are, `counted` how many of them have a right passage, and
    `success` the share of those that has it ranked first, None where none has one.
    """

    set_name: str
    turn: int | None
    asked: int
    counted: int
    success: float | None


def turn_of(case: Case) -> int:
    """Return which question of its conversation a question is, 1 without a history."""
    return 1 + sum(turn.role == "user" for turn in case.history)


def follow_ups(outcomes: Sequence[Outcome], values: Sequence[Values]) -> list[FollowUps]:
    """Return the follow-ups by set, each in all and then by turn, and last those of all sets."""
    asked = [
        (outcome.case, found)
        for outcome, found in zip(outcomes, values, strict=True)
        if outcome.case.history
    ]
    sets = [name for name in dict.fromkeys(case.set_name for case, _ in asked) if name]
    return [
        *(row for name in sets for row in _by_turn(name, _of(name, asked))),
        *(_by_turn(ALL, asked) if asked else ()),
    ]


def _of(name: str, asked: Sequence[tuple[Case, Values]]) -> list[tuple[Case, Values]]:
    return [(case, found) for case, found in asked if case.set_name == name]


def _by_turn(name: str, asked: Sequence[tuple[Case, Values]]) -> Iterator[FollowUps]:
    yield _summed(name, None, [found for _, found in asked])
    for turn in sorted({turn_of(case) for case, _ in asked}):
        yield _summed(name, turn, [found for case, found in asked if turn_of(case) == turn])


def _summed(name: str, turn: int | None, values: Sequence[Values]) -> FollowUps:
    counted = [found[FOLLOW_UP_METRIC] for found in values if FOLLOW_UP_METRIC in found]
    success = sum(counted) / len(counted) if counted else None
    return FollowUps(name, turn, len(values), len(counted), success)
