from __future__ import annotations

from pathlib import Path

import pytest

from bot.pytest_plugin.nodes import broken_gates_text
from retrieval.errors import UsageError
from retrieval.evaluation.assessment import assess
from retrieval.evaluation.cases import Outcome
from retrieval.evaluation.metrics import metric_values
from retrieval.evaluation.question_files import QuestionFile, parsed_questions
from retrieval.evaluation.saved_runs import saved_outcomes, write_run
from retrieval.library import Library
from tests.bot.pytest_plugin.making import KEYS

ASKED = """
questions:
- {ask: Who pays for a lost key?, id: lost, says: paid by the tenant}
- {ask: What does the gate key open?, id: opens, says: %s}
"""
FINE, WRONG = "closes at ten", "paid by the tenant"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "keys.md").write_text(KEYS, encoding="utf-8")
    return Library.open([folder], None)


def asked(library: Library, gates: str, says: str) -> tuple[QuestionFile, list[Outcome]]:
    file = parsed_questions(gates + ASKED % says, Path("questions.yaml"))
    return file, assess(library, file.cases)


@pytest.mark.parametrize(
    ("gates", "expected"),
    [
        ("gates: {at most: {failures: 1}}", ""),
        ("gates: {floors: {all: {success@1: 0.5}}}", ""),
        (
            "gates: {at most: {failures: 0}}",
            """1 gate of 1 broken
  failures: expected at most 0, got 1 (questions.yaml:1)
    opens""",
        ),
        (
            "gates:\n  floors: {all: {success@1: 0.9, success@3: 1}}",
            "1 gate of 2 broken\n  success@1: expected at least 0.9, got 0.5000 (questions.yaml:2)",
        ),
    ],
)
def test_gates_that_are_broken_are_told(library: Library, gates: str, expected: str) -> None:
    assert broken_gates_text(*asked(library, gates, WRONG)) == expected


def test_what_fails_now_and_did_not_is_told_by_its_id(library: Library, tmp_path: Path) -> None:
    _, before = asked(library, "", FINE)
    run = tmp_path / "main.run"
    write_run(run, saved_outcomes(before, metric_values(before)))
    gates = "gates: {at most: {new failures: 0, worse: 0}}"
    file, outcomes = asked(library, gates, WRONG)
    assert broken_gates_text(file._replace(baseline=run), outcomes).splitlines() == [
        "2 gates of 2 broken",
        "  new failures: expected at most 0, got 1 (questions.yaml:1)",
        "    opens",
        "  worse: expected at most 0, got 1 (questions.yaml:1)",
        "    opens",
    ]
    file, outcomes = asked(library, gates, FINE)
    assert not broken_gates_text(file._replace(baseline=run), outcomes)


def test_a_limit_on_changes_wants_to_know_since_when(library: Library) -> None:
    with pytest.raises(UsageError, match=r"^questions\.yaml:1: 'worse' needs a run to"):
        broken_gates_text(*asked(library, "gates: {at most: {worse: 0}}", FINE))


def test_a_baseline_that_is_not_there_is_told_with_how_to_make_it(library: Library) -> None:
    gates = "baseline: gone.run\ngates: {at most: {worse: 0}}"
    with pytest.raises(UsageError, match=r"gone\.run, which is not there: make it with --save"):
        broken_gates_text(*asked(library, gates, FINE))
