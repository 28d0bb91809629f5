from __future__ import annotations

import pytest

from retrieval.evaluation.run_comparison import CaseChange, compare_runs
from retrieval.evaluation.saved_runs import SavedOutcome

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
