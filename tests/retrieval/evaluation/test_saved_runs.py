"""Runs saved and read back, one question a line."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case, Outcome, Relevance
from retrieval.evaluation.metrics import metric_values
from retrieval.evaluation.saved_runs import (
    CaseChange,
    SavedOutcome,
    compare_runs,
    p_value,
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


GOOD = SavedOutcome(
    *("q", "s", "When?", "answered rightly", 1, "a#1", "Ten.", ()),
    {"success@1": 1.0, "mrr@10": 1.0, "answered": 1.0, "passed": 1.0},
)
LATER = GOOD._replace(
    rank=3,
    first="b#1",
    mark="Nine.",
    verdict="answered wrongly",
    wrong=("passage",),
    values={"success@1": 0.0, "mrr@10": 1 / 3, "answered": 0.0, "passed": 0.0},
)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (GOOD, LATER, {"is_new_failure", "is_worse"}),
        (LATER, GOOD, {"is_mended", "is_better"}),
        (GOOD, GOOD._replace(mark="Ten o'clock."), set()),
        (LATER, LATER._replace(rank=2), {"is_better"}),
        (LATER, LATER._replace(rank=None), {"is_worse"}),
        (GOOD._replace(rank=None), GOOD._replace(rank=None, first="c#1"), set()),
        (
            GOOD._replace(values={"mark": 1.0, "passed": 1.0}),
            GOOD._replace(values={"mark": 0.0, "passed": 0.0}, wrong=("mark",)),
            {"is_new_failure", "is_worse"},
        ),
        (LATER, LATER._replace(rank=1, verdict="abstained wrongly"), {"is_better"}),
    ],
)
def test_a_change_is_told_by_rank_and_by_what_is_measured(
    before: SavedOutcome, after: SavedOutcome, told: set[str]
) -> None:
    change = CaseChange(before, after)

    names = ("is_new_failure", "is_mended", "is_worse", "is_better")
    assert {name for name in names if getattr(change, name)} == told
    assert change.is_any


def test_only_what_a_person_would_see_is_a_change() -> None:
    other = GOOD._replace(question="When, then?", values={"passed": 1.0})

    assert compare_runs([GOOD], [other]).changes == ()


def test_questions_of_one_run_only_are_named_and_not_compared() -> None:
    before = [GOOD, GOOD._replace(case_id="gone")]
    after = [LATER, GOOD._replace(case_id="new")]

    found = compare_runs(before, after)

    assert (found.questions, found.gone, found.added) == (1, ("gone",), ("new",))
    assert found.changes == (CaseChange(GOOD, LATER),)


def test_totals_are_over_the_questions_that_both_runs_count() -> None:
    names = [f"q{number}" for number in range(6)]
    before = [LATER._replace(case_id=name) for name in names]
    after = [GOOD._replace(case_id=name) for name in names]
    after[0] = after[0]._replace(values={"passed": 1.0})

    totals = {total.measure: total for total in compare_runs(before, after).totals}

    assert list(totals) == ["success@1", "mrr@10", "answered", "passed"]
    assert totals["success@1"][1:] == (5, 0.0, 1.0, 5, 0, 2 / 2**5)
    assert totals["passed"][1:] == (6, 0.0, 1.0, 6, 0, 2 / 2**6)


def test_two_runs_without_a_question_in_common_compare_to_nothing() -> None:
    found = compare_runs([GOOD], [GOOD._replace(case_id="other")])

    assert (found.questions, found.changes, found.totals) == (0, (), ())


VALUES = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 1.0])
PAIRS = st.lists(st.tuples(VALUES, VALUES), max_size=9)


def by_hand(before: list[float], after: list[float]) -> float:
    """Return the share of all assignments with a difference at least as large."""
    differences = [new - old for old, new in zip(before, after, strict=True)]
    observed = abs(sum(differences)) - 1e-9
    sums = [
        abs(sum(sign * one for sign, one in zip(signs, differences, strict=True)))
        for signs in product((1, -1), repeat=len(differences))
    ]
    return sum(one >= observed for one in sums) / len(sums)


@given(PAIRS)
def test_few_differences_are_looked_at_in_every_assignment(
    pairs: list[tuple[float, float]],
) -> None:
    before, after = [old for old, _ in pairs], [new for _, new in pairs]

    assert p_value(before, after) == pytest.approx(by_hand(before, after))


@pytest.mark.parametrize(
    ("better", "worse", "expected"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),
        (5, 0, 2 / 2**5),
        (10, 0, 2 / 2**10),
        (1, 1, 1.0),
        # Twice the probability of at most 5 heads in 20 throws of a coin.
        (15, 5, pytest.approx(0.0414, abs=0.003)),
        (12, 8, pytest.approx(0.5034, abs=0.006)),
    ],
)
def test_it_is_the_sign_test_where_all_differences_are_alike(
    better: int, worse: int, expected: float
) -> None:
    before = [0.0] * better + [1.0] * worse + [1.0] * 50
    after = [1.0] * better + [0.0] * worse + [1.0] * 50

    assert p_value(before, after) == expected


def test_it_does_not_matter_which_run_is_which_nor_when_it_is_asked() -> None:
    before = [(7 * at % 11) / 11 for at in range(60)]
    after = [(5 * at % 13) / 13 for at in range(60)]

    assert p_value(before, after) == p_value(after, before) == p_value(before, after)


def test_a_large_difference_is_never_said_to_be_impossible() -> None:
    assert 0 < p_value([0.0] * 400, [1.0] * 400) < 1e-4


def test_nothing_differs_where_there_is_nothing() -> None:
    assert p_value([], []) == 1.0
