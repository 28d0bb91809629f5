from __future__ import annotations

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UsageError
from retrieval.evaluation.assessment import outcome_of
from retrieval.evaluation.cases import Case, JudgedCase, Outcome
from retrieval.evaluation.metrics import (
    METRICS,
    RANKING_METRICS,
    answer_values,
    metric_values,
    reciprocal_rank,
    success_at,
)
from retrieval.model import Disagreement
from tests.retrieval.evaluation.making import answer, asked, made, quote

NAMES = [f"d{number:02}" for number in range(15)]


def ndcg(gains: list[int], ideal: list[int]) -> float:
    def dcg(values: list[int]) -> float:
        return sum(gain / math.log2(place + 2) for place, gain in enumerate(values[:10]))

    return dcg(gains) / dcg(sorted(ideal, reverse=True))


@pytest.mark.parametrize(
    ("grades", "ranking", "expected"),
    [
        ({"a": 1}, "abc", [1, 1, 1, 1, 1, 1]),
        ({"a": 1}, "bca", [0, 1, 1, 1 / 3, 0.5, 1]),
        ({"a": 1, "z": 1}, "bcda", [0, 0, 1, 1 / 4, ndcg([0, 0, 0, 1], [1, 1]), 0.5]),
        ({"a": 1, "b": 2}, "ab", [1, 1, 1, 1, ndcg([1, 2], [2, 1]), 1]),
        ({"a": 1, "b": 0}, "ba", [0, 1, 1, 0.5, ndcg([0, 1], [1]), 1]),
        ({"k": 1}, "abcdefghijk", [0, 0, 0, 0, 0, 0]),
        ({"a": 1}, "", [0, 0, 0, 0, 0, 0]),
        ({"a": 0}, "a", None),
        ({}, "a", None),
    ],
)
def test_rankings_are_measured(
    grades: dict[str, int], ranking: str, expected: list[float] | None
) -> None:
    (found,) = metric_values([made(grades=grades, ranking=[f"{name}#1" for name in ranking])])

    told = [found[name] for name in RANKING_METRICS if name in found]
    assert told == ([] if expected is None else pytest.approx(expected))


@st.composite
def outcomes(draw: st.DrawFn) -> list[Outcome]:
    made_up = []
    for number in range(draw(st.integers(1, 5))):
        ranking = draw(st.lists(st.sampled_from(NAMES), max_size=15, unique=True))
        grades = draw(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3), max_size=4))
        made_up.append(made(f"q{number}", grades=grades, ranking=[f"{name}#1" for name in ranking]))
    return made_up


@given(outcomes())
def test_what_a_rank_tells_agrees_with_ir_measures(made_up: list[Outcome]) -> None:
    for one, found in zip(made_up, metric_values(made_up), strict=True):
        if any(one.judged.grades.values()):
            for k in (1, 3, 10):
                assert found[f"success@{k}"] == success_at(one.rank, k)
            assert found["mrr@10"] == pytest.approx(reciprocal_rank(one.rank, 10))


@given(outcomes())
def test_all_values_are_shares_of_known_names(made_up: list[Outcome]) -> None:
    for found in metric_values(made_up):
        assert set(found) <= set(METRICS)
        assert all(0 <= value <= 1 for value in found.values())


TEN, NINE = quote("a#1", "It was ten."), quote("b#1", "It was nine.")


@pytest.mark.parametrize(
    ("case", "quotes", "expected"),
    [
        (Case("q", "?", answers=("ten",), expects="answer"), [TEN], {"mark": 1, "answered": 1}),
        (Case("q", "?", answers=("ten",), expects="answer"), [NINE], {"mark": 0, "answered": 0}),
        (Case("q", "?", answers=("ten",), expects="answer"), [], {"mark": 0, "answered": 0}),
        (Case("q", "?", expects="abstain"), [], {"abstained": 1}),
        (Case("q", "?", expects="abstain"), [TEN], {"abstained": 0}),
        (Case("q", "?"), [TEN], {}),
    ],
)
def test_answers_are_measured_where_it_is_known_what_is_right(
    case: Case, quotes: list[object], expected: dict[str, float]
) -> None:
    one = made(case=case, quotes=quotes)  # type: ignore[arg-type]  # quotes

    (found,) = metric_values([one])

    assert found.pop("passed") == float(one.passed)
    assert found == expected


@pytest.mark.parametrize("reported", [True, False])
@pytest.mark.parametrize(("disagree", "expected"), [(True, 1.0), (False, 0.0), (None, None)])
def test_a_disagreement_is_measured_where_it_is_said_whether_there_is_one(
    disagree: bool | None, expected: float | None, reported: bool
) -> None:
    case = Case("q", "?", expects="answer", disagree=disagree)
    said = answer(TEN, disagreement=Disagreement("date", ()) if reported else None)
    found = answer_values(outcome_of(JudgedCase(case, {}, "document"), asked(said, ())))

    right = None if expected is None else expected if reported else 1 - expected
    assert found.get("disagreement") == right


def test_without_ir_measures_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)

    with pytest.raises(UsageError, match=r"pip install 'quoth\[eval\]'"):
        metric_values([made()])


def test_nothing_is_measured_of_nothing() -> None:
    assert metric_values([]) == []
