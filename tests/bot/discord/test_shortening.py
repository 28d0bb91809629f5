from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.rendering.cards import quote_in_parts, quote_within
from bot.discord.rendering.message_format import block_quote
from bot.discord.rendering.message_limits import units
from retrieval.model import Span
from retrieval.text.sentences import sentences
from tests.bot.discord.seeing import marked_characters, seen_characters
from tests.bot.discord.texts import marked_texts

Marked = tuple[str, tuple[Span, ...]]

TEXT = "One came. Two saw it. Three won. Four lost all. Five left."


def sentence(number: int) -> Span:
    return sentences(TEXT)[number - 1]


@given(marked_texts(), st.integers(0, 200))
def test_a_quote_keeps_to_its_room(marked: Marked, room: int) -> None:
    text, marks = marked
    shown = quote_within(text, marks, room)

    assert units(shown.markup) <= room
    assert shown.is_whole == (units(block_quote(text, marks)) <= room)


@given(marked_texts(), st.integers(0, 200))
def test_what_is_shown_of_a_quote_stands_in_it_as_it_is_marked_there(
    marked: Marked, room: int
) -> None:
    text, marks = marked
    part = seen_characters(quote_within(text, marks, room).markup)
    whole = marked_characters(text, marks)

    assert any(whole[at : at + len(part)] == part for at in range(len(whole) + 1))


@given(marked_texts(), st.integers(9, 60))
def test_the_parts_of_a_quote_are_all_of_it_in_order(marked: Marked, room: int) -> None:
    text, marks = marked
    parts = quote_in_parts(text, marks, room)

    assert all(0 < units(part) <= room for part in parts)
    seen = [character for part in parts for character in seen_characters(part)]
    assert seen == marked_characters(text, marks)


@pytest.mark.parametrize(
    ("marked", "room", "shown"),
    [
        (3, 200, "> One came. Two saw it. **Three won.** Four lost all. Five left."),
        (3, 50, "> Two saw it. **Three won.** Four lost all."),
        (3, 30, "> Two saw it. **Three won.**"),
        (3, 20, "> **Three won.**"),
        (1, 30, "> **One came.** Two saw it."),
        (5, 35, "> Four lost all. **Five left.**"),
        (3, 15, "> **Three**"),
        (3, 9, "> **Thr**"),
        (3, 3, ""),
    ],
)
def test_a_long_quote_is_shortened_to_the_sentences_around_its_mark(
    marked: int, room: int, shown: str
) -> None:
    assert quote_within(TEXT, [sentence(marked)], room).markup == shown


def test_without_a_mark_a_long_quote_keeps_its_beginning() -> None:
    assert quote_within(TEXT, (), 25).markup == "> One came. Two saw it."


def test_what_stands_before_something_else_keeps_its_end() -> None:
    end = len(TEXT)

    assert quote_within(TEXT, (), 30, around=(end - 1, end)).markup == "> Four lost all. Five left."


def test_the_first_mark_is_the_one_that_is_kept() -> None:
    marks = [sentence(5), sentence(1)]

    assert quote_within(TEXT, marks, 35).markup == "> Four lost all. **Five left.**"


def test_parts_are_cut_between_words() -> None:
    assert quote_in_parts(TEXT, [sentence(3)], 30) == [
        "> One came. Two saw it.",
        "> **Three won.** Four lost",
        "> all. Five left.",
    ]
