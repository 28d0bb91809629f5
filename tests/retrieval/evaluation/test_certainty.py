from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.evaluation.cases import Case, Outcome
from retrieval.evaluation.metrics import (
    RiskPoint,
    answer_probability,
    area_under_risk,
    risk_by_coverage,
)
from tests.retrieval.evaluation.making import answer, made, quote

SURE = Case("q", "?", answers=("ten",), expects="answer")
TEXTS = {True: "It was ten.", False: "It was nine."}


def answered(sure: float, *, rightly: bool) -> Outcome:
    return made(case=SURE, quotes=[quote("a#1", TEXTS[rightly])])._replace(certainty=sure)


def test_an_answer_is_as_certain_as_its_first_quote_is_likely_to_answer() -> None:
    assert answer_probability(answer(quote("a#1"))._replace(certainty=0.8)) == 0.8
    assert answer_probability(answer()._replace(certainty=0.2)) == 0


def test_the_surest_answers_come_first_and_abstentions_never() -> None:
    outcomes = [
        answered(1, rightly=False),
        answered(3, rightly=True),
        made(case=SURE),
        answered(2, rightly=False),
    ]

    assert risk_by_coverage(outcomes) == [
        RiskPoint(3, 0.25, 0),
        RiskPoint(2, 0.5, 1 / 2),
        RiskPoint(1, 0.75, 2 / 3),
    ]


def test_answers_of_one_certainty_stand_or_fall_together() -> None:
    outcomes = [answered(1, rightly=True), answered(1, rightly=False)]

    assert risk_by_coverage(outcomes) == [RiskPoint(1, 1, 0.5)]


def test_what_is_not_known_to_be_right_or_wrong_is_left_out() -> None:
    unjudged = made(case=Case("q", "?"), quotes=[quote("a#1")])

    assert risk_by_coverage([unjudged]) == []
    assert area_under_risk([]) is None


def test_the_area_is_the_mean_risk_over_coverage() -> None:
    assert area_under_risk([RiskPoint(3, 0.25, 0), RiskPoint(2, 0.75, 0.5)]) == pytest.approx(1 / 3)


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1))
def test_coverage_grows_to_the_share_that_is_answered(given_: list[tuple[int, bool]]) -> None:
    outcomes = [answered(score, rightly=rightly) for score, rightly in given_]

    points = risk_by_coverage(outcomes)

    assert [point.coverage for point in points] == sorted({point.coverage for point in points})
    assert points[-1].coverage == 1
    assert points[-1].risk == pytest.approx(sum(not right for _, right in given_) / len(given_))
