from __future__ import annotations

from retrieval.conversation.turns import Turn
from retrieval.evaluation.cases import Case
from retrieval.evaluation.metrics import Summary, metric_values, summaries
from tests.retrieval.evaluation.making import made, quote


def summed(*cases: tuple[Case, str]) -> dict[str, Summary]:
    """Return the summaries of questions, each answered from a document or not at all."""
    outcomes = [
        made(case=case, quotes=[quote(f"{name}#1", "It was ten.")] if name else [])
        for case, name in cases
    ]
    return {one.name: one for one in summaries(outcomes, metric_values(outcomes))}


ANSWERED = Case("a", "?", answers=("ten",), expects="answer", set_name="one")
WRONG = ANSWERED._replace(case_id="b", answers=("nine",), set_name="two")
ABSENT = Case("c", "?", expects="abstain", set_name="two")


def test_each_set_is_summed_up_in_the_order_of_its_first_question_then_all() -> None:
    found = summed((WRONG, "d"), (ANSWERED, "d"), (ABSENT, ""))

    assert list(found) == ["two", "one", "all"]
    assert [one.asked for one in found.values()] == [2, 1, 3]
    assert [one.failed for one in found.values()] == [1, 0, 1]


def test_a_mean_is_taken_over_the_questions_that_count() -> None:
    found = summed((WRONG, "d"), (ANSWERED, "d"), (ABSENT, ""))

    assert found["all"].scores["mark"] == 0.5
    assert found["all"].scores["abstained"] == 1
    assert found["all"].scores["passed"] == 2 / 3
    assert found["one"].scores["abstained"] is None
    assert found["all"].scores["success@1"] is None


def test_answers_and_abstentions_are_counted() -> None:
    found = summed((WRONG, "d"), (ANSWERED, "d"), (ANSWERED, ""), (ABSENT, ""), (ABSENT, "d"))

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
