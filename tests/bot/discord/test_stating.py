from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.rendering.message_format import (
    LONGEST_QUESTION,
    as_question,
    question_line,
    stated_question,
)
from bot.discord.rendering.message_limits import units
from tests.bot.discord.texts import texts
from tests.discord.markdown import shown

questions = texts.map(as_question).filter(bool)


@given(questions, texts)
def test_a_stated_question_comes_back_whatever_follows_it(question: str, after: str) -> None:
    assert stated_question(question_line(question)) == question
    assert stated_question(f"{question_line(question)}\n{after}") == question


@given(texts)
def test_a_question_is_stated_in_its_normal_form(text: str) -> None:
    question = as_question(text)

    assert question == as_question(question)
    assert "\n" not in question
    assert stated_question(question_line(text)) == (question or None)


@given(questions)
def test_a_stated_question_is_seen_in_bold_and_nothing_of_it_acts(question: str) -> None:
    seen = shown(question_line(question))

    assert seen.text == question
    assert seen.styles == {"bold"}
    assert not seen.acts


@given(st.text(max_size=LONGEST_QUESTION))
def test_the_line_of_the_longest_question_leaves_most_of_a_message(text: str) -> None:
    assert units(question_line(text)) <= 2 * LONGEST_QUESTION + 4


@pytest.mark.parametrize(
    "content",
    [
        "",
        "Nothing in the sources answers this.",
        "**",
        "****",
        "**bold** and more",
        "**two** **bolds**",
        "**not\nclosed**",
        "see **this**",
    ],
)
def test_another_text_states_no_question(content: str) -> None:
    assert stated_question(content) is None


def test_white_space_alone_is_no_question() -> None:
    assert question_line(" \n\t") == ""
