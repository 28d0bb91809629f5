"""What came of questions, saved in a file that reads well in a diff, and two such runs compared.

JSON Lines: a first line that says what the file is, then one question a line, sorted by id.
Nothing in it depends on the machine or the time, so that the same answers make the same file.
Two runs side by side show what changed for each question, and whether it is more than chance.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from retrieval.errors import UsageError
from retrieval.evaluation.cases import VERDICTS, Outcome, Verdict
from retrieval.evaluation.metrics import METRICS, Values
from retrieval.evaluation.text_lines import SHOWN, json_object, utf8_text

FORMAT = "quoth_run"
VERSION = 1
_REFUSAL = "expected a run of `quoth eval --save`"
_DIGITS = 4
_LONGEST_HEAD = 100


class SavedOutcome(NamedTuple):
    """What is kept of a question.

    `rank` is that of the first right passage or document, `first` the passage id of the first
    quote, `mark` its first mark; `wrong` names the kinds of failures; `values` are those of
    the metrics that count the question, to four digits.
    """

    case_id: str
    set_name: str
    question: str
    verdict: Verdict
    rank: int | None
    first: str | None
    mark: str
    wrong: tuple[str, ...]
    values: Values

    @property
    def passed(self) -> bool:
        """Whether nothing was wrong."""
        return not self.wrong


def saved_outcomes(outcomes: Sequence[Outcome], values: Sequence[Values]) -> list[SavedOutcome]:
    """Return what is kept of outcomes and their values, sorted by id."""
    saved = (
        _saved_outcome(outcome, found) for outcome, found in zip(outcomes, values, strict=True)
    )
    return sorted(saved, key=lambda outcome: outcome.case_id)


def saved_run_text(run: Iterable[SavedOutcome]) -> str:
    """Return a run as the text of a file."""
    records = [{FORMAT: VERSION}, *map(_record, run)]
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def ready_to_save(path: Path) -> None:
    """Raise UsageError where no run could be written, before anything is asked.

    That is where the folder is missing, and where something else is in the file.
    """
    if not path.parent.is_dir():
        raise UsageError(f"--save: expected a file in a folder, got {path}: no such folder")
    if path.is_file() and path.stat().st_size and not _is_run(path):
        raise UsageError(f"--save: expected a new file, or a run to write over, got {path}")


def _is_run(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline(_LONGEST_HEAD).startswith(f'{{"{FORMAT}"'.encode())


def write_run(path: Path, run: Iterable[SavedOutcome]) -> None:
    """Write a run to a file. Raises UsageError where that is not possible."""
    text = saved_run_text(run).encode("utf-8", "backslashreplace")
    try:
        path.write_bytes(text)
    except OSError as error:
        raise UsageError(f"{path}: cannot write the run: {error.strerror}") from error


def read_run(path: Path) -> list[SavedOutcome]:
    """Return the run in a file. Raises UsageError with the line that is not as expected."""
    lines = utf8_text(path, _REFUSAL).removesuffix("\n").split("\n")
    if lines == [""]:
        raise UsageError(f"{path}: {_REFUSAL}, got an empty file")
    found = []
    for number, line in enumerate(lines, 1):
        place = f"{path}:{number}"
        record = json_object(line, place)
        if number > 1:
            found.append(_read(record, place))
        elif record.get(FORMAT) != VERSION:
            raise UsageError(f'{place}: expected {{"{FORMAT}": {VERSION}}}, got {line[:SHOWN]}')
    return found


def _saved_outcome(outcome: Outcome, values: Mapping[str, float]) -> SavedOutcome:
    case = outcome.case
    return SavedOutcome(
        case.case_id,
        case.set_name,
        case.question,
        outcome.verdict,
        outcome.rank,
        outcome.first,
        outcome.mark,
        tuple(dict.fromkeys(failure.kind for failure in outcome.failures)),
        {name: round(values[name], _DIGITS) for name in METRICS if name in values},
    )


def _record(outcome: SavedOutcome) -> dict[str, Any]:
    return {
        "_id": outcome.case_id,
        "set": outcome.set_name,
        "question": outcome.question,
        "verdict": outcome.verdict,
        "wrong": list(outcome.wrong),
        "rank": outcome.rank,
        "first": outcome.first,
        "mark": outcome.mark,
        "values": outcome.values,
    }


def _read(record: Mapping[str, Any], place: str) -> SavedOutcome:
    texts = [record.get(name) for name in ("_id", "set", "question", "verdict", "mark")]
    rank, first, wrong = record.get("rank"), record.get("first"), record.get("wrong")
    values = record.get("values")
    good = (
        all(isinstance(text, str) for text in texts)
        and record["verdict"] in VERDICTS
        and (rank is None or (type(rank) is int and rank > 0))
        and isinstance(first, str | None)
        and isinstance(wrong, list)
        and all(isinstance(kind, str) for kind in wrong)
        and isinstance(values, dict)
        and all(type(value) in (int, float) for value in values.values())
    )
    if not good:
        raise UsageError(f"{place}: expected a question of a run, as `quoth eval --save` writes it")
    case_id, set_name, question, verdict, mark = texts
    checked: Any = (
        case_id,
        set_name,
        question,
        verdict,
        rank,
        first,
        mark,
        tuple(wrong or ()),
        values,
    )
    return SavedOutcome(*checked)


class CaseChange(NamedTuple):
    """A question that is in both runs, as it was and as it is."""

    before: SavedOutcome
    after: SavedOutcome

    @property
    def is_new_failure(self) -> bool:
        """Whether it fails and did not before."""
        return self.before.passed and not self.after.passed

    @property
    def is_mended(self) -> bool:
        """Whether it fails no more."""
        return self.after.passed and not self.before.passed

    @property
    def is_worse(self) -> bool:
        """Whether the right passage comes later, or a metric of the answer fell."""
        return _falls(self.before, self.after)

    @property
    def is_better(self) -> bool:
        """Whether the right passage comes earlier, or a metric of the answer rose."""
        return _falls(self.after, self.before)

    @property
    def is_any(self) -> bool:
        """Whether a person would see a difference: rank, mark, first quote, or verdict."""
        return _visible_part(self.before) != _visible_part(self.after)


def _falls(one: SavedOutcome, other: SavedOutcome) -> bool:
    """Return whether the other is worse in anything that is measured of a question."""
    ranks = [outcome.rank or float("inf") for outcome in (one, other)]
    return ranks[1] > ranks[0] or any(
        other.values.get(metric, value) < value
        for metric, value in one.values.items()
        if "@" not in metric
    )


def _visible_part(outcome: SavedOutcome) -> tuple[object, ...]:
    return outcome.rank, outcome.first, outcome.mark, outcome.verdict, outcome.wrong


class MetricComparison(NamedTuple):
    """A metric over the questions that it counts in both runs.

    `better` and `worse` say for how many the value rose and fell; `p_value` is what
    `p_value` returns for the values.
    """

    measure: str
    questions: int
    before: float
    after: float
    better: int
    worse: int
    p_value: float


class RunComparison(NamedTuple):
    """`changes` are the questions that changed, by id; `added` and `gone` are in one run only."""

    questions: int
    changes: tuple[CaseChange, ...]
    totals: tuple[MetricComparison, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]


def compare_runs(before: Sequence[SavedOutcome], after: Sequence[SavedOutcome]) -> RunComparison:
    """Return what changed from one run to another, question by question and over all."""
    then = {outcome.case_id: outcome for outcome in before}
    now = {outcome.case_id: outcome for outcome in after}
    both = [CaseChange(then[name], now[name]) for name in sorted(then.keys() & now.keys())]
    totals = (_total(metric, both) for metric in METRICS)
    return RunComparison(
        questions=len(both),
        changes=tuple(change for change in both if change.is_any),
        totals=tuple(total for total in totals if total.questions),
        added=tuple(sorted(now.keys() - then.keys())),
        gone=tuple(sorted(then.keys() - now.keys())),
    )


def _total(metric: str, changes: Sequence[CaseChange]) -> MetricComparison:
    pairs = [
        (change.before.values[metric], change.after.values[metric])
        for change in changes
        if metric in change.before.values and metric in change.after.values
    ]
    before, after = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return MetricComparison(
        metric,
        len(pairs),
        sum(before) / len(pairs) if pairs else 0.0,
        sum(after) / len(pairs) if pairs else 0.0,
        sum(new > old for old, new in pairs),
        sum(new < old for old, new in pairs),
        p_value(before, after),
    )


RESAMPLES = 1 << 16
"""Assignments that are looked at: all there are for up to 16 questions that differ."""

_SEED = 20070618
_AT_ONCE = 1 << 20
_TOLERANCE = 1e-9


def p_value(before: Sequence[float], after: Sequence[float]) -> float:
    """Return how likely a mean difference at least this large is if the runs are alike.

    The two-sided paired randomisation test of Fisher and Pitman: were the runs alike, each
    question's two values could as well be the other way round. Where more assignments are
    possible than are looked at, they are random, and always the same. As Smucker, Allan and
    Carterette recommend, "A Comparison of Statistical Significance Tests for Information
    Retrieval Evaluation", CIKM 2007.
    """
    differences = np.subtract(after, before, dtype=np.float64)
    # A question without a difference adds nothing whichever way round it is.
    differences = differences[np.abs(differences) > _TOLERANCE]
    if len(differences) < 2:
        return 1.0
    from scipy.stats import permutation_test

    found = permutation_test(
        (differences,),
        lambda signed, axis: np.abs(signed.sum(axis=axis)),
        permutation_type="samples",
        alternative="greater",
        n_resamples=RESAMPLES,
        batch=max(1, _AT_ONCE // len(differences)),
        vectorized=True,
        rng=np.random.default_rng(_SEED),
    )
    return float(found.pvalue)
