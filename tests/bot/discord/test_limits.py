from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.rendering.message_limits import clipped, clipped_inside, units
from tests.bot.discord.texts import texts

rooms = st.integers(0, 60)


@given(texts)
def test_a_text_is_counted_as_the_stricter_of_two_would(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2
    assert units(text) >= len(text)


@given(texts, rooms)
def test_a_clipped_text_keeps_to_its_room_and_its_beginning(text: str, room: int) -> None:
    short = clipped(text, room)

    assert units(short) <= room
    assert text.startswith(short.removesuffix("…"))
    assert short == text or short.endswith("…") or room == 0


@given(texts, rooms)
def test_a_text_clipped_inside_keeps_both_ends(text: str, room: int) -> None:
    short = clipped_inside(text, room)

    assert units(short) <= room
    if short != text and room:
        head, _, tail = short.partition("…")
        assert text.startswith(head) or "…" in text
        assert text.endswith(tail) or "…" in text


@pytest.mark.parametrize(
    ("text", "room", "short"),
    [
        ("in full", 7, "in full"),
        ("too long", 7, "too lo…"),
        ("too  long", 6, "too…"),
        ("👩🚀👩", 4, "👩…"),
        ("ab", 0, ""),
    ],
)
def test_an_ellipsis_stands_where_a_text_is_cut(text: str, room: int, short: str) -> None:
    assert clipped(text, room) == short


def test_a_path_keeps_its_file_and_line() -> None:
    assert clipped_inside("a/long/way/down/to/notes.md:12-14", 24) == "a/long/…o/notes.md:12-14"
