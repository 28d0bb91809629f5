from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversation.turns import Turn
from retrieval.evaluation.assessment import outcome_of
from retrieval.evaluation.cases import Case, JudgedCase, Outcome, Relevance
from retrieval.evaluation.metrics import FollowUps, Values, follow_ups, turn_of
from tests.retrieval.evaluation.making import answer, asked

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
