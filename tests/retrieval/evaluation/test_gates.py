"""Gates that hold, and gates that do not."""

from __future__ import annotations

import pytest

from retrieval.evaluation.cases import Case, Outcome
from retrieval.evaluation.gates import BrokenGate, Gates, broken_gates, limits_of_comparison
from retrieval.evaluation.metrics import metric_values, summaries
from retrieval.evaluation.saved_runs import compare_runs, saved_outcomes
from tests.retrieval.evaluation.making import made, quote


def outcome(case_id: str, said: str) -> Outcome:
    case = Case(case_id, "?", answers=("ten",), expects="answer", set_name="s")
    return made(case=case, quotes=[quote("a#1", said)])


RIGHT, WRONG = outcome("a", "It was ten."), outcome("b", "It was nine.")


def held(gates: Gates, before: list[Outcome] | None = None) -> list[BrokenGate]:
    now = [RIGHT, WRONG]
    found = metric_values(now)
    comparison = None
    if before is not None:
        comparison = compare_runs(
            saved_outcomes(before, metric_values(before)), saved_outcomes(now, found)
        )
    return broken_gates(gates, summaries(now, found), now, comparison)


@pytest.mark.parametrize(
    ("floors", "expected"),
    [
        ({("all", "mark"): 0.5}, []),
        ({("s", "mark"): 0.51}, [BrokenGate("mark of s", "at least 0.51", "0.5000", "q.yaml:4")]),
        ({("all", "mark"): 0.9}, [BrokenGate("mark", "at least 0.9", "0.5000")]),
        (
            {("all", "success@1"): 0},
            [BrokenGate("success@1", "at least 0", "no question that counts")],
        ),
    ],
)
def test_a_floor_holds_what_is_measured(
    floors: dict[tuple[str, str], float], expected: list[BrokenGate]
) -> None:
    assert held(Gates(floors, places={("s", "mark"): "q.yaml:4"})) == expected


def test_at_most_so_many_questions_fail() -> None:
    assert held(Gates(most={"failures": 1})) == []
    assert held(Gates(most={"failures": 0}, places={"failures": "q.yaml:9"})) == [
        BrokenGate("failures", "at most 0", "1", "q.yaml:9")
    ]


@pytest.mark.parametrize(
    ("said_before", "expected"),
    [
        ("It was ten.", ["new failures", "worse"]),
        ("It was nine.", []),
        ("It was eight.", []),
    ],
)
def test_new_failures_and_worse_answers_are_told_from_old_ones(
    said_before: str, expected: list[str]
) -> None:
    gates = Gates(most={"new failures": 0, "worse": 0})

    found = held(gates, [RIGHT, outcome("b", said_before)])

    assert [gate.gate for gate in found] == expected


def test_without_a_run_to_compare_with_there_is_no_news() -> None:
    gates = Gates(most={"new failures": 0, "worse": 0})

    assert limits_of_comparison(gates) == ["new failures", "worse"]
    assert held(gates) == []
    assert limits_of_comparison(Gates(most={"failures": 0})) == []


def test_without_gates_nothing_is_broken() -> None:
    assert held(Gates()) == []
