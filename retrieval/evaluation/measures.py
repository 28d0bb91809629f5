"""The measures by name, for each question: those of ir_measures, and what it has no word for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retrieval.errors import UsageError
from retrieval.evaluation.outcomes import Outcome

STANDARD: dict[str, str] = {
    "success@1": "Success@1",
    "success@3": "Success@3",
    "success@10": "Success@10",
    "mrr@10": "RR@10",
    "ndcg@10": "nDCG@10",
    "recall@10": "R@10",
}
"""Measures of a ranking, over the questions that have a right passage: our name, ir_measures'."""

OWN: dict[str, str] = {
    "mark": "the first mark holds an accepted answer, where one is given",
    "answered": "answered rightly, where there is an answer",
    "abstained": "abstained, where there is no answer",
    "disagreement": "one is reported, or none, as it should be, where that is said",
    "passed": "nothing is wrong",
}
"""Measures of an answer, and what is counted over which questions."""

MEASURES = (*STANDARD, *OWN)

Values = dict[str, float]
"""Values from 0 to 1 by measure, of one question: only the measures that count it."""


def ready() -> None:
    """Raise UsageError where nothing could be measured: ir_measures is not installed."""
    try:
        import ir_measures  # noqa: F401  # whether it can be
    except ImportError as error:
        raise UsageError("measures need ir-measures: pip install 'quoth[eval]'") from error


def values(outcomes: Sequence[Outcome]) -> list[Values]:
    """Return the values of each question, in order.

    Raises UsageError where ir_measures is not installed.
    """
    standard = _standard(outcomes)
    return [{**standard.get(number, {}), **own(outcome)} for number, outcome in enumerate(outcomes)]


def own(outcome: Outcome) -> Values:
    """Return the values of the measures that are not about the ranking."""
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


def _standard(outcomes: Iterable[Outcome]) -> dict[int, Values]:
    """Return the values of the rankings by the number of the outcome."""
    ready()
    import ir_measures

    counted = {
        str(number): outcome
        for number, outcome in enumerate(outcomes)
        if any(outcome.judged.grades.values())
    }
    qrels = {number: dict(outcome.judged.grades) for number, outcome in counted.items()}
    # trec_eval orders by score alone, ties by id: the order is told by the places themselves.
    run = {
        number: {name: -float(place) for place, name in enumerate(outcome.ranking)}
        for number, outcome in counted.items()
    }
    ours = {ir_measures.parse_measure(theirs): name for name, theirs in STANDARD.items()}
    found: dict[int, Values] = {int(number): {} for number in counted}
    for metric in ir_measures.iter_calc(list(ours), qrels, run) if counted else ():
        found[int(metric.query_id)][ours[metric.measure]] = float(metric.value)
    return {number: {name: one[name] for name in STANDARD} for number, one in found.items()}
