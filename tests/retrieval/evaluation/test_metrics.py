"""The metrics of each question, by set and by turn, and the risk at every coverage."""

from __future__ import annotations

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError
from retrieval.evaluation.assessment import outcome_of
from retrieval.evaluation.cases import Case, JudgedCase, Outcome, Relevance
from retrieval.evaluation.metrics import (
    METRICS,
    RANKING_METRICS,
    FollowUps,
    RiskPoint,
    Summary,
    Values,
    answer_values,
    follow_ups,
    metric_values,
    risk_by_coverage,
    summaries,
    turn_of,
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
                assert found[f"success@{k}"] == (one.rank is not None and one.rank <= k)
            expected = 1 / one.rank if one.rank is not None and one.rank <= 10 else 0
            assert found["mrr@10"] == pytest.approx(expected)


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


def summed(*cases: tuple[Case, str]) -> dict[str, Summary]:
    """Return the summaries of questions, each answered from a document or not at all."""
    outcomes = [
        made(case=case, quotes=[quote(f"{name}#1", "It was ten.")] if name else [])
        for case, name in cases
    ]
    return {one.name: one for one in summaries(outcomes, metric_values(outcomes))}


ANSWERED = Case("a", "?", answers=("ten",), expects="answer", set_name="one")
ANSWERED_WRONGLY = ANSWERED._replace(case_id="b", answers=("nine",), set_name="two")
ABSENT = Case("c", "?", expects="abstain", set_name="two")


def test_each_set_is_summed_up_in_the_order_of_its_first_question_then_all() -> None:
    found = summed((ANSWERED_WRONGLY, "d"), (ANSWERED, "d"), (ABSENT, ""))

    assert list(found) == ["two", "one", "all"]
    assert [one.asked for one in found.values()] == [2, 1, 3]
    assert [one.failed for one in found.values()] == [1, 0, 1]


def test_a_mean_is_taken_over_the_questions_that_count() -> None:
    found = summed((ANSWERED_WRONGLY, "d"), (ANSWERED, "d"), (ABSENT, ""))

    assert found["all"].scores["mark"] == 0.5
    assert found["all"].scores["abstained"] == 1
    assert found["all"].scores["passed"] == 2 / 3
    assert found["one"].scores["abstained"] is None
    assert found["all"].scores["success@1"] is None


def test_answers_and_abstentions_are_counted() -> None:
    found = summed(
        (ANSWERED_WRONGLY, "d"), (ANSWERED, "d"), (ANSWERED, ""), (ABSENT, ""), (ABSENT, "d")
    )

    assert found["all"].verdicts == {
        "answered rightly": 1,
        "answered wrongly": 2,
        "abstained rightly": 1,
        "abstained wrongly": 1,
        "unjudged": 0,
    }


def test_follow_ups_are_summed_up_once_more() -> None:
    follow_up = ANSWERED._replace(case_id="f", history=(Turn("user", "why?"),))

    found = summed((ANSWERED, "d"), (follow_up, "d"))

    assert [(one.name, one.asked) for one in found.values()] == [
        ("one", 2),
        ("follow-ups", 1),
        ("all", 2),
    ]


def test_a_set_that_is_called_like_the_follow_ups_counts_among_them() -> None:
    first = ANSWERED._replace(set_name="follow-ups")
    follow_up = ANSWERED._replace(case_id="f", history=(Turn("user", "why?"),))

    found = summed((first, "d"), (follow_up, "d"), (ABSENT, ""))

    assert [(one.name, one.asked) for one in found.values()] == [
        ("follow-ups", 2),
        ("one", 1),
        ("two", 1),
        ("all", 3),
    ]


def test_questions_of_no_set_are_in_all() -> None:
    assert list(summed((ANSWERED._replace(set_name=""), "d"))) == ["all"]


ASKED, TOLD = Turn("user", "When?"), Turn("bot", "At ten.")


def after(*history: Turn, set_name: str = "s") -> Outcome:
    """Return a question that was asked after something."""
    case = Case("q", "And then?", (Relevance("a"),), history=history, set_name=set_name)
    return outcome_of(JudgedCase(case, {"a": 1}, "document"), asked(answer(), ()))


RIGHT, WRONG, UNJUDGED = {"success@1": 1.0}, {"success@1": 0.0}, {"passed": 1.0}


@pytest.mark.parametrize(
    ("history", "turn"),
    [((), 1), ((ASKED, TOLD), 2), ((ASKED, ASKED, TOLD), 3), ((TOLD,), 1)],
)
def test_a_turn_counts_what_the_person_asked_before(history: tuple[Turn, ...], turn: int) -> None:
    assert turn_of(after(*history).case) == turn


def test_follow_ups_are_summed_up_by_set_and_turn_and_over_all() -> None:
    second, third = (ASKED, TOLD), (ASKED, TOLD, ASKED, TOLD)
    outcomes = [after(*second), after(*third), after(*second, set_name="t"), after()]

    assert follow_ups(outcomes, [RIGHT, WRONG, UNJUDGED, WRONG]) == [
        FollowUps("s", None, 2, 2, 0.5),
        FollowUps("s", 2, 1, 1, 1.0),
        FollowUps("s", 3, 1, 1, 0.0),
        FollowUps("t", None, 1, 0, None),
        FollowUps("t", 2, 1, 0, None),
        FollowUps("all", None, 3, 2, 0.5),
        FollowUps("all", 2, 2, 1, 1.0),
        FollowUps("all", 3, 1, 1, 0.0),
    ]


def test_without_follow_ups_there_is_nothing_to_sum_up() -> None:
    assert follow_ups([after()], [RIGHT]) == []


@given(
    st.lists(
        st.tuples(
            st.integers(0, 8), st.sampled_from(("", "s", "t")), st.sampled_from((RIGHT, WRONG))
        )
    )
)
def test_the_turns_of_a_set_are_all_of_it(made_up: list[tuple[int, str, Values]]) -> None:
    outcomes = [after(*[ASKED] * turns, set_name=name) for turns, name, _ in made_up]

    rows = follow_ups(outcomes, [found for *_, found in made_up])

    for name in {row.set_name for row in rows}:
        every, *by_turn = (row for row in rows if row.set_name == name)
        assert every.turn is None
        assert every.asked == sum(row.asked for row in by_turn)
        assert every.counted == sum(row.counted for row in by_turn)


SURE = Case("q", "?", answers=("ten",), expects="answer")
TEXTS = {True: "It was ten.", False: "It was nine."}


def answered(sure: float, *, rightly: bool) -> Outcome:
    return made(case=SURE, quotes=[quote("a#1", TEXTS[rightly])])._replace(certainty=sure)


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


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1))
def test_coverage_grows_to_the_share_that_is_answered(given_: list[tuple[int, bool]]) -> None:
    outcomes = [answered(score, rightly=rightly) for score, rightly in given_]

    points = risk_by_coverage(outcomes)

    assert [point.coverage for point in points] == sorted({point.coverage for point in points})
    assert points[-1].coverage == 1
    assert points[-1].risk == pytest.approx(sum(not right for _, right in given_) / len(given_))
