"""Which words a question takes along from what was said before it, and when it does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversation import understand
from retrieval.conversation.turns import (
    LONGEST_READING,
    BestPassage,
    FollowUpDegree,
    RewrittenQuestion,
    Turn,
    as_read,
    is_follow_up,
)
from retrieval.text.analyzer import analyzer_for
from tests.retrieval.conversation.talks import LIN, reading, turns

WORDS = st.text("abcdefgh 'é-", min_size=1).map(str.strip).filter(bool)


def test_without_a_history_a_question_is_read_as_it_is() -> None:
    assert reading("who replaced him?") == RewrittenQuestion("who replaced him?")


def test_words_of_the_last_question_come_before_those_of_earlier_ones_and_of_the_reply() -> None:
    read = reading(
        "and the height?", "which voltage?", "", "how about polder windmills?", "Sails turn."
    )

    assert read.read_as == "and the height? (about: polder windmills, voltage, Sails turn)"


def test_words_that_no_passage_has_and_those_of_the_question_are_not_taken_along() -> None:
    known = {"polder": 3.0, "deep": 2.0}
    history = turns("how deep is the frobnicated polder pump?")

    read = understand(
        "is this polder safe?", history, analyzer_for("english"), lambda term: known.get(term, 0)
    )

    assert read.about == ("deep",)


def test_the_words_that_tell_most_are_taken_along() -> None:
    tells = {"common": 0.1, "rare": 9.0, "dull": 1.0}
    words = [f"word{number}" for number in range(9)]
    history = turns(f"common dull {' '.join(words)} rare")

    read = understand(
        "is this enough?", history, analyzer_for("english"), lambda term: tells.get(term, 0.5)
    )

    assert read.about[0].split()[-1] == "rare"
    assert "common" not in read.read_as


@pytest.mark.parametrize(
    ("question", "follow_up"),
    [
        ("is that enough?", "surely"),
        ("what about the price?", "surely"),
        ("and who paid?", "surely"),
        ("how long is this bridge?", "surely"),
        ("which one is the fastest?", "surely"),
        ("library parking", "perhaps"),
        ("anything special for a child", "perhaps"),
        ("who praised the models?", "hardly"),
        ("is there a small claims court?", "hardly"),
    ],
)
def test_what_points_back_goes_on_and_a_whole_question_hardly_does(
    question: str, follow_up: FollowUpDegree
) -> None:
    read = reading(question, "what does a polder cost in Orrin?", "It costs four crowns.")

    assert read.follow_up == follow_up


COVERED = BestPassage(1, 1.0)
HALF = BestPassage(1, 0.5)
OTHER = BestPassage(2, 0.5, has_earlier=True)


@pytest.mark.parametrize(
    ("follow_up", "concepts", "alone", "after", "expected"),
    [
        ("surely", 3, COVERED, OTHER, True),
        ("perhaps", 3, HALF, OTHER, True),
        ("perhaps", 2, COVERED, OTHER, True),
        ("perhaps", 3, COVERED, OTHER, False),
        ("perhaps", 3, HALF, HALF._replace(has_earlier=True), False),
        ("perhaps", 3, HALF, OTHER._replace(has_earlier=False), False),
        ("perhaps", 1, None, OTHER, False),
        ("perhaps", 1, None, None, False),
        ("hardly", 1, COVERED, OTHER, False),
        ("hardly", 3, HALF, OTHER, True),
        ("hardly", 3, HALF._replace(covered=0.7), OTHER, False),
    ],
)
def test_a_question_leans_on_what_was_said_only_where_that_finds_something_else(
    follow_up: FollowUpDegree,
    concepts: int,
    alone: BestPassage | None,
    after: BestPassage | None,
    *,
    expected: bool,
) -> None:
    assert is_follow_up(follow_up, concepts, alone, after) is expected


@given(WORDS, st.lists(WORDS, max_size=4))
def test_a_reading_comes_back_from_its_text(question: str, about: list[str]) -> None:
    read = RewrittenQuestion(question, tuple(about))

    assert as_read(read.read_as) == read


@given(st.text())
def test_any_text_reads_as_itself(text: str) -> None:
    assert as_read(text).read_as == text.rstrip() if as_read(text).about else text == text


def test_a_reading_is_not_read_a_second_time() -> None:
    read = "how does it work? (about: SAML)"

    assert reading(read, "when did Lin leave?", LIN).read_as == read


def test_what_the_question_before_was_about_is_not_forgotten() -> None:
    read = reading("is this enough?", "how does it work? (about: acetylene lamp)", "")

    assert read.read_as == "is this enough? (about: acetylene lamp)"


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("warum? und wer ersetzte ihn?", turns("when did Lin leave?", LIN)),
        ("x " * (LONGEST_READING // 2) + "he?", turns("when did Lin leave?", LIN)),
        ("who is he?", [Turn("bot", LIN)]),
        ("who is he?", turns("  ", "")),
    ],
)
def test_what_cannot_be_resolved_is_left_alone(question: str, history: list[Turn]) -> None:
    language = "german" if question.startswith("warum") else "english"

    read = understand(question, history, analyzer_for(language), lambda _term: 1.0)

    assert read.read_as == question


@given(st.lists(st.text(max_size=600), max_size=20), st.text(max_size=500))
def test_a_reading_is_never_longer_than_what_is_shown_of_it(said: list[str], text: str) -> None:
    read = reading(text, *said)

    assert len(read.read_as) <= max(LONGEST_READING, len(text))
