"""Questions over the seeds that do not hold yet: what is reached is held, and stays apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.app import run
from bot.settings import SETTINGS
from retrieval.evaluation.question_files import check_ids, question_files, read_question_file

HERE = Path(__file__).parent
HARD = HERE / "hard.yaml"


@pytest.fixture
def evaluated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the arguments that measure the questions, whatever is set outside."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QUOTH_READER", "none")
    return ["eval", str(HARD), "--data-dir", str(tmp_path), "--show", "0"]


def test_what_does_not_hold_yet_gets_no_worse(
    evaluated: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(evaluated)

    assert status == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("setting", "value", "gate"),
    [("QUOTH_LANGUAGE", "german", "worse"), ("QUOTH_CAUTION", "careful", "worse")],
)
def test_what_ranks_or_answers_worse_breaks_a_gate(
    evaluated: list[str],
    setting: str,
    value: str,
    gate: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(setting, value)

    assert run(evaluated) == 1
    assert f"  {gate}: expected " in capsys.readouterr().out


def test_no_question_is_both_among_those_that_hold_and_those_that_do_not() -> None:
    held = [read_question_file(file) for file in question_files(HERE)]

    assert HARD not in question_files(HERE)
    check_ids([case for file in (*held, read_question_file(HARD)) for case in file.cases])
