"""Which noun phrase a question is about, and when that is not to be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversation.topics import topic_of
from retrieval.conversation.turns import exchanges_of, is_courtesy
from tests.retrieval.conversation.talks import reading, turns


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("what is a polder?", "a polder"),
        ("who is the mayor now?", "the mayor"),
        ("when does the pool close?", "the pool"),
        ("when will the cycle lane open?", "the cycle lane"),
        ("where will the new stadium be built?", "the new stadium"),
        ("when was the pool built?", "the pool"),
        ("is the library open?", "the library"),
        ("why has the old ground been closed?", "the old ground"),
        ("has the council approved the budget?", "the council"),
        ("when does the mayor of Orrin resign?", "the mayor of Orrin"),
        ("how many parameters do the models have?", "the models"),
        ("where are backups stored?", "backups"),
        ("how do I apply for a permit?", "a permit"),
        ("who owns the club?", "the club"),
    ],
)
def test_the_form_of_a_question_tells_what_it_is_about(question: str, topic: str) -> None:
    assert topic_of(question) == topic


@pytest.mark.parametrize(
    "question",
    [
        "what was removed in 3.0?",
        "when did Lin leave?",
        "is there a successor?",
        "does the web console support two-factor login?",
        "do you think the market crashes?",
        "how long does it take to get the visa?",
        "and the pool, when was it built?",
    ],
)
def test_where_the_form_does_not_tell_there_is_no_topic(question: str) -> None:
    assert topic_of(question) is None


@given(
    st.lists(
        st.sampled_from(
            "who what when is does the a pool of old close built I apply for be , ?".split()
        ),
        max_size=9,
    ).map(" ".join)
    | st.text(max_size=60)
)
def test_a_topic_stands_in_the_question(question: str) -> None:
    assert (topic_of(question) or "") in question


@pytest.mark.parametrize("text", ["thanks!", "ok thx", "Great, thank you so much", "hi there"])
def test_thanks_and_greetings_ask_nothing(text: str) -> None:
    assert is_courtesy(text)
    assert exchanges_of(turns(text, "Ann Ray thanked the staff.")) == []


@pytest.mark.parametrize(
    "text", ["is it good?", "thanks to whom?", "ok and Lin?", "good pools", "?"]
)
def test_what_says_anything_besides_is_a_question(text: str) -> None:
    assert not is_courtesy(text)


def test_thanks_are_not_read_together_with_what_was_said() -> None:
    assert reading("thanks!", "when did Lin leave?", "").read_as == "thanks!"
