"""What came of questions, saved in a file that is compared with later and reads well in a diff.

JSON Lines: a first line that says what the file is, then one question a line, sorted by id.
Nothing in it tells of the machine or the time, so that the same answers make the same file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

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
