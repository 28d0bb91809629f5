from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.discord.rendering.answer_message import answer_message
from bot.discord.rendering.markdown_escape import one_line
from bot.discord.rendering.message_format import (
    block_quote,
    bold_in,
    question_line,
    reading_line,
    stated_reading,
    turns_of,
)
from retrieval.conversation.turns import LONGEST_READING, Turn
from retrieval.model import Answer
from tests.bot.discord.texts import marked_texts, texts


def test_an_answer_says_how_its_question_was_read_and_what_it_marked() -> None:
    content = f"{question_line('who replaced him?')}\n{reading_line('who replaced Lin?')}\n-# more"
    cards = (block_quote("It is said. Zhou *did*.", ((12, 23),)), block_quote("Nobody."))

    assert turns_of(content, cards) == (
        Turn("user", "who replaced Lin?"),
        Turn("bot", "Zhou *did*."),
    )


def test_a_message_that_states_no_question_says_nothing() -> None:
    assert turns_of("I am restarting.", ["> **bold**"]) == ()


@given(texts.filter(lambda text: bool(one_line(text))), texts)
def test_a_reading_comes_back_from_the_message_that_shows_it(question: str, read_as: str) -> None:
    question, read_as = one_line(question[:100]), one_line(read_as[: LONGEST_READING // 2])
    answer = Answer(question, read_as or question, "no_answer", missing=("x",))

    assert stated_reading(answer_message(answer).content) == (read_as or question)


@given(marked_texts())
def test_what_is_bold_of_a_quote_is_what_was_marked(marked: tuple[str, Any]) -> None:
    text, marks = marked
    bold = "".join(bold_in(block_quote(text, marks)).split())

    covered = {place for start, end in marks for place in range(start, end)}
    expected = "".join(text[place] for place in sorted(covered) if place < len(text))
    assert bold == "".join(one_line(expected).split()) or "\r" in text or not expected.isprintable()


@given(st.text(max_size=200))
def test_any_markup_has_bold_words_or_none(markup: str) -> None:
    assert isinstance(bold_in(markup), str)
