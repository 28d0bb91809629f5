"""Quotes shortened to their room, and the footers below them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.rendering.cards import SHORTENED, footer, quote_in_parts, quote_within
from bot.discord.rendering.message_format import block_quote
from bot.discord.rendering.message_limits import units
from bot.terminal.answer_text import file_location
from retrieval.model import Citation, Span
from retrieval.text.sentences import sentences
from tests.bot.discord.as_shown import marked_characters, seen_characters
from tests.bot.discord.strategies import citations, marked_texts, texts
from tests.bot.samples import quote

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


@given(marked_texts(), marked_texts(), st.integers(20, 60))
def test_the_parts_of_a_quote_hold_all_of_its_code(
    marked: Marked, other: Marked, room: int
) -> None:
    text, marks = marked
    parts = quote_in_parts(text, marks, room, other[1])

    assert all(0 < units(part) <= room for part in parts)
    seen = [character for part in parts for character, _ in seen_characters(part)]
    assert seen == [character for character, _ in marked_characters(text, marks)]


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


def of(
    citation: Citation,
    *,
    room: int = 600,
    heading: str = "",
    also_in: tuple[str, ...] = (),
    note: str = "",
) -> str:
    return footer(citation, room, heading=heading, also_in=also_in, note=note)


@given(citations(), st.integers(100, 700), texts, st.lists(texts, max_size=12), st.booleans())
def test_a_footer_keeps_to_its_room_and_always_has_the_note_and_the_place(
    citation: Citation, room: int, heading: str, also_in: list[str], noted: bool
) -> None:
    note = SHORTENED if noted else ""
    text = of(citation, room=room, heading=heading, also_in=tuple(also_in), note=note)

    assert units(text) <= room
    assert note in text
    where = file_location(citation.doc_id, citation.path, citation.locator)
    assert where in text or (where[:8] in text and where[-20:] in text)


def test_a_footer_says_who_when_where_and_who_else() -> None:
    citation = quote(lines=(3, 5)).citation

    assert of(citation, heading="Lin takes over › In June", also_in=("b.md", "c.md")) == (
        "The Daily · 2026-06-02 · notes/lin.md:3-5 · In June · also in: b.md, c.md"
    )


def test_an_address_that_is_no_link_is_shown_as_text() -> None:
    assert "http://localhost/a" in of(quote(url="http://localhost/a").citation)
    assert "x.org" not in of(quote(url="https://x.org/a").citation)


def test_the_heading_is_left_out_where_it_is_the_title() -> None:
    assert "takes over" not in of(quote().citation, heading="Lin takes over")


def test_many_other_documents_are_counted() -> None:
    names = tuple(f"{name}.md" for name in "abcdefghij")

    assert of(quote().citation, also_in=names).endswith("g.md, h.md and 2 more")


def test_what_there_is_no_room_for_is_left_out_and_the_place_stays() -> None:
    citation = quote(publisher="The Daily of Everything There Is").citation

    assert of(citation, room=20) == "notes/lin.md:3"
    assert of(citation, room=35) == "The Daily of Ever… · notes/lin.md:3"
