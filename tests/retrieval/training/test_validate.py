"""What cross-validation found, summed up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.evaluation.cases import Case
from retrieval.question.question import Question
from retrieval.training.examples import Example
from retrieval.training.validate import (
    ReliabilityBin,
    ValidatedExample,
    by_set,
    calibration_error,
    reliability,
)

QUESTION = Question("?", "?", "passage", (), frozenset())
LEAST = {"eager": 0.1, "balanced": 0.5, "careful": 0.9}


def judged(
    likelihood: float,
    rank: int | None = 1,
    *,
    set_name: str = "one",
    has_answer: bool = True,
    mark_right: bool | None = None,
) -> ValidatedExample:
    example = Example(Case("q", "?", set_name=set_name), QUESTION, (), "", has_answer)
    return ValidatedExample(example, rank, mark_right, likelihood, LEAST)


def test_each_set_is_measured_and_all_with_and_without_an_answer() -> None:
    rows = by_set(
        [
            judged(0.95, mark_right=True),
            judged(0.2, 3, mark_right=False),
            judged(0.5, None, set_name="two", has_answer=False),
        ]
    )

    assert [(row.name, row.questions, row.first, row.mark) for row in rows] == [
        ("one", 2, 0.5, 0.5),
        ("two", 1, None, None),
        ("with an answer", 2, 0.5, 0.5),
        ("without an answer", 1, None, None),
    ]
    assert rows[0].answered == {"eager": 1.0, "balanced": 0.5, "careful": 0.5}
    assert rows[1].answered == {"eager": 1.0, "balanced": 1.0, "careful": 0.0}


def test_questions_of_no_set_count_in_all() -> None:
    assert [row.name for row in by_set([judged(0.5, set_name="")])] == ["with an answer"]


def test_likelihoods_are_held_against_what_came_first() -> None:
    bins = reliability([judged(0.05, 2), judged(0.75), judged(0.8125, None, has_answer=False)])

    assert bins == [
        ReliabilityBin(0.0, 0.125, 1, 0.05, 0.0, 1.0),
        ReliabilityBin(0.75, 0.875, 2, 0.78125, 0.5, 0.5),
    ]
    assert calibration_error(bins) == pytest.approx((0.05 + 2 * 0.28125) / 3)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_every_question_is_in_one_bin(drawn: list[tuple[float, bool]]) -> None:
    bins = reliability([judged(likely, 1 if right else 2) for likely, right in drawn])

    assert sum(one.questions for one in bins) == len(drawn)
    assert sum(one.questions * one.observed for one in bins) == pytest.approx(
        sum(right for _, right in drawn)
    )
    for one in bins:
        assert one.low - 1e-9 <= one.predicted <= one.high + 1e-9
