"""An evaluation as JSON objects and as rows of a table: names are added, never changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from bot.evaluating.evaluation import Evaluation
from retrieval.evaluation.comparing import Comparison
from retrieval.evaluation.follow_ups import follow_ups
from retrieval.evaluation.measures import MEASURES, Values
from retrieval.evaluation.outcomes import Outcome

_RANKED = 10


def evaluation_objects(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    """Yield an object for each question, then one that sums them up."""
    for outcome, values in zip(evaluation.outcomes, evaluation.values, strict=True):
        yield outcome_object(outcome, values)
    yield {
        "summary": [
            {**summary._asdict(), "scores": dict(summary.scores)}
            for summary in evaluation.summaries
        ],
        "risk": [point._asdict() for point in evaluation.risk],
        "comparison": evaluation.comparison and _comparison(evaluation.comparison),
        "against": evaluation.against or None,
        "broken": [gate._asdict() for gate in evaluation.broken],
        "gates": evaluation.gates,
        "unheld": evaluation.unheld,
        "follow_ups": [row._asdict() for row in follow_ups(evaluation.outcomes, evaluation.values)],
    }


def outcome_object(outcome: Outcome, values: Values) -> dict[str, Any]:
    """Return what came of a question."""
    case = outcome.case
    return {
        "_id": case.case_id,
        "question": case.question,
        "read_as": outcome.read_as,
        "set": case.set_name,
        "tags": list(case.tags),
        "place": case.place,
        "expects": case.expects,
        "verdict": outcome.verdict,
        "passed": outcome.passed,
        "failures": [failure._asdict() for failure in outcome.failures],
        "judged_by": outcome.judged.unit,
        "rank": outcome.rank,
        "ranking": list(outcome.ranking[:_RANKED]),
        "first": outcome.first,
        "mark": outcome.mark,
        "mark_right": outcome.mark_right,
        "certainty": outcome.certainty,
        "seconds": round(outcome.seconds, 6),
        "values": values,
    }


def evaluation_csv(evaluation: Evaluation) -> str:
    """Return a table with a header and a row for each question; what does not apply is empty."""
    text = io.StringIO()
    plain = "_id set question expects verdict rank first certainty seconds".split()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*plain, "marked", *MEASURES])
    for outcome, values in zip(evaluation.outcomes, evaluation.values, strict=True):
        told = outcome_object(outcome, values)
        cells = [told[name] for name in plain]
        writer.writerow([*cells, outcome.mark, *map(values.get, MEASURES)])
    return text.getvalue()


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "questions": comparison.questions,
        "changes": [
            {
                "_id": change.after.case_id,
                "question": change.after.question,
                "is_new_failure": change.is_new_failure,
                "is_mended": change.is_mended,
                "is_worse": change.is_worse,
                "is_better": change.is_better,
                "before": _kept(change.before._asdict()),
                "after": _kept(change.after._asdict()),
            }
            for change in comparison.changes
        ],
        "totals": [total._asdict() for total in comparison.totals],
        "added": list(comparison.added),
        "gone": list(comparison.gone),
    }


def _kept(line: dict[str, Any]) -> dict[str, Any]:
    return {name: line[name] for name in ("verdict", "wrong", "rank", "first", "mark")}
