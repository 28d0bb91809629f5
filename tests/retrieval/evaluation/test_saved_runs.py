"""Runs saved and read back, one question a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given

from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case, Outcome, Relevance
from retrieval.evaluation.metrics import metric_values
from retrieval.evaluation.saved_runs import (
    SavedOutcome,
    read_run,
    ready_to_save,
    saved_outcomes,
    saved_run_text,
    write_run,
)
from tests.retrieval.evaluation.making import made, quote
from tests.retrieval.evaluation.strategies import cases


def run_of(*outcomes: Outcome) -> list[SavedOutcome]:
    return saved_outcomes(outcomes, metric_values(outcomes))


CASE = Case("b", "When?", (Relevance("a"),), ("nine",), expects="answer", set_name="s")
OUTCOME = made(case=CASE, grades={"a": 1}, ranking=["a#1", "c#1"], quotes=[quote("a#1", "Ten.")])


def test_a_run_is_one_question_a_line_sorted_and_without_time() -> None:
    other = made("a")

    lines = saved_run_text(run_of(OUTCOME, other)).splitlines()

    assert json.loads(lines[0]) == {"quoth_run": 1}
    assert [json.loads(line)["_id"] for line in lines[1:]] == ["a", "b"]
    assert json.loads(lines[2]) == {
        "_id": "b",
        "set": "s",
        "question": "When?",
        "verdict": "answered rightly",
        "wrong": ["mark"],
        "rank": 1,
        "first": "a#1",
        "mark": "Ten.",
        "values": {
            **dict.fromkeys(("success@1", "success@3", "success@10"), 1.0),
            **dict.fromkeys(("mrr@10", "ndcg@10", "recall@10"), 1.0),
            "mark": 0.0,
            "answered": 1.0,
            "passed": 0.0,
        },
    }


@pytest.mark.parametrize("there", [None, "", saved_run_text([])])
def test_a_run_may_be_new_or_take_the_place_of_another(tmp_path: Path, there: str | None) -> None:
    path = tmp_path / "main.run"
    if there is not None:
        path.write_text(there)

    ready_to_save(path)


def test_what_is_no_run_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text("- ask: why?\n  abstain: yes\n")

    with pytest.raises(UsageError, match=r"^--save: expected a new file, or a run to write over"):
        ready_to_save(path)
    with pytest.raises(UsageError, match=r"^--save: expected a file in a folder, got .*no such"):
        ready_to_save(tmp_path / "nowhere" / "main.run")


def test_the_same_outcomes_make_the_same_file_however_long_they_took(tmp_path: Path) -> None:
    slower = OUTCOME._replace(seconds=9.0, certainty=OUTCOME.certainty + 1e-9)

    assert saved_run_text(run_of(OUTCOME)) == saved_run_text(run_of(slower))


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    run = run_of(OUTCOME, made("a"), made("é \u2028"))

    write_run(tmp_path / "main.run", run)

    assert read_run(tmp_path / "main.run") == run


@given(cases())
def test_any_question_is_kept(tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    path = tmp_path_factory.mktemp("runs") / "a.run"
    run = run_of(made(case=case, quotes=[quote("a#1", "Ten.")]))

    write_run(path, run)

    assert read_run(path) == run


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ": expected a run of `quoth eval --save`, got an empty file"),
        ("nonsense\n", ":1: expected a JSON object, got 'nonsense'"),
        ('{"_id": "a"}\n', ':1: expected {"quoth_run": 1}, got {"_id": "a"}'),
        ('{"quoth_run": 2}\n', ':1: expected {"quoth_run": 1}, got {"quoth_run": 2}'),
        ('{"quoth_run": 1}\n[]\n', ":2: expected a JSON object, got '[]'"),
        ('{"quoth_run": 1}\n{"_id": "a"}\n', ":2: expected a question of a run"),
    ],
)
def test_a_file_that_is_no_run_is_refused_with_its_line(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "main.run"
    path.write_text(text)

    with pytest.raises(UsageError) as raised:
        read_run(path)
    assert str(raised.value).startswith(f"{path}{told}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("_id", 1), ("verdict", "fine"), ("rank", 0), ("rank", True), ("first", 1)),
        *(("wrong", "mark"), ("wrong", [1]), ("values", []), ("values", {"mark": "1"})),
    ],
)
def test_a_line_with_a_wrong_member_is_refused(tmp_path: Path, name: str, value: object) -> None:
    path = tmp_path / "main.run"
    head, line = saved_run_text(run_of(OUTCOME)).splitlines()
    path.write_text(f"{head}\n{json.dumps({**json.loads(line), name: value})}\n")

    with pytest.raises(UsageError, match=r"main\.run:2: expected a question of a run"):
        read_run(path)


def test_a_run_that_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"expected a run of `quoth eval --save`: No such file"):
        read_run(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="cannot write the run: Is a directory"):
        write_run(tmp_path, [])
