"""An evaluation as text, JSON or CSV, and its questions as BEIR folders or qrels.

In JSON, names are added, never changed.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.eval.evaluation import Evaluation
from bot.terminal.streams import json_line, write, write_bytes
from retrieval.errors import UsageError
from retrieval.evaluation.beir import documents_with_texts, qrels_text, write_beir
from retrieval.evaluation.cases import JudgedCase, Outcome
from retrieval.evaluation.metrics import METRICS, Values, follow_ups
from retrieval.evaluation.saved_runs import RunComparison, SavedOutcome
from retrieval.library import Library

ShowEvaluation = Callable[[Evaluation, int], None]
"""Takes an evaluation, and how many questions that fail or changed are shown at most."""


def show_evaluation_text(evaluation: Evaluation, limit: int) -> None:
    """Show it as lines for a person."""
    from bot.eval.evaluation_text import evaluation_text
    from bot.terminal.streams import Terminal

    write("".join(evaluation_text(evaluation, limit, Terminal.of(sys.stdout))))


def show_evaluation_json(evaluation: Evaluation, _limit: int) -> None:
    """Show it as lines of JSON: the questions, then the sum."""
    for record in evaluation_objects(evaluation):
        write_bytes(json_line(record))


def show_evaluation_csv(evaluation: Evaluation, _limit: int) -> None:
    """Show the questions as comma-separated values."""
    write_bytes(evaluation_csv(evaluation).encode("utf-8", "backslashreplace"))


EVALUATION_FORMATS: dict[str, ShowEvaluation] = {
    "text": show_evaluation_text,
    "json": show_evaluation_json,
    "csv": show_evaluation_csv,
}


_RANKING_DEPTH = 10
_CSV_FIELDS = "_id set question expects verdict rank first certainty seconds".split()


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
        "comparison": evaluation.comparison and _comparison_object(evaluation.comparison),
        "against": evaluation.against or None,
        "broken": [gate._asdict() for gate in evaluation.broken],
        "gates": evaluation.gates,
        "unheld": evaluation.gates_without_run,
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
        "ranking": list(outcome.ranking[:_RANKING_DEPTH]),
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
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_CSV_FIELDS, "marked", *METRICS])
    for outcome, values in zip(evaluation.outcomes, evaluation.values, strict=True):
        fields = outcome_object(outcome, values)
        cells = [fields[name] for name in _CSV_FIELDS]
        writer.writerow([*cells, outcome.mark, *map(values.get, METRICS)])
    return text.getvalue()


def _comparison_object(comparison: RunComparison) -> dict[str, Any]:
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
                "before": _side_object(change.before),
                "after": _side_object(change.after),
            }
            for change in comparison.changes
        ],
        "totals": [total._asdict() for total in comparison.totals],
        "added": list(comparison.added),
        "gone": list(comparison.gone),
    }


def _side_object(line: SavedOutcome) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ("verdict", "wrong", "rank", "first", "mark")}


def export_beir(folder: Path, judged: Sequence[JudgedCase], library: Library) -> None:
    """Write questions with all documents of a library. Raises UsageError where that fails."""
    qrels = {case.case.case_id: document_grades(case) for case in judged}
    write_beir(folder, [case.case for case in judged], qrels, documents_with_texts(library))


def document_grades(judged: JudgedCase) -> dict[str, int]:
    """Return the grades of documents: of each, that of its best passage."""
    grades: dict[str, int] = {}
    for name, grade in judged.grades.items():
        doc_id = name.rpartition("#")[0] if judged.unit == "passage" else name
        grades[doc_id] = max(grade, grades.get(doc_id, 0))
    return grades


def write_qrels(path: Path, judged: Sequence[JudgedCase]) -> None:
    """Write TREC qrels. Raises UsageError where that is not possible."""
    try:
        path.write_text(qrels_text(judged), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot write the qrels: {error.strerror}") from error
