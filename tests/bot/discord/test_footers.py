from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.discord.rendering.cards import SHORTENED, footer
from bot.discord.rendering.message_limits import units
from bot.terminal.answer_text import file_location
from retrieval.model import Citation
from tests.bot.discord.answers import citations
from tests.bot.discord.texts import texts
from tests.bot.samples import quote


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
