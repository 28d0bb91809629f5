"""Texts cut to what Discord takes, and links that it takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.rendering.message_limits import URL, clipped, clipped_inside, link, units
from tests.bot.discord.strategies import texts

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


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.org", "https://x.org"),
        ("HTTPS://X.ORG/A", "HTTPS://X.ORG/A"),
        ("http://a.b-c.example.com:8080/d/e.html?f=g&h=%20#i", None),
        (" https://x.org/a\n", "https://x.org/a"),
        ("https://x.org?a", "https://x.org?a"),
        (
            "https://de.wikipedia.org/wiki/Köln (Stadt)",
            "https://de.wikipedia.org/wiki/K%C3%B6ln%20(Stadt)",
        ),
        ("https://x.org/" + "a" * (URL - 14), None),
    ],
)
def test_an_address_that_discord_takes_is_a_link(url: str, expected: str | None) -> None:
    assert link(url) == (expected or url)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "x.org",
        "ftp://x.org",
        "javascript:alert(1)",
        "//x.org",
        "https://",
        "https://localhost/a",
        "http://quoth:8000",
        "https://1.2.3.4/",
        "https://[::1]/",
        "https://-a.org",
        "https://a..org",
        "https://x.org:0",
        "https://x.org:65536",
        "https://user@x.org/",
        "https://user:secret@x.org/",
        "https://köln.de/",
        "https://x.org\\@y.org",
        "https://x.org/\ud800",
        f"https://{'a' * 64}.org",
        f"https://{'a.' * 130}org",
        "https://x.org/" + "a" * URL,
        "https://x.org\x00/",
    ],
)
def test_an_address_that_discord_would_refuse_is_none(url: str | None) -> None:
    assert link(url) is None


@given(texts)
def test_a_link_is_plain_ascii_and_takes_no_more_than_there_is(text: str) -> None:
    for url in (text, f"https://x.org/{text}", f"https://{text}"):
        made = link(url)
        if made is not None:
            assert made.isascii()
            assert made.isprintable()
            assert " " not in made
            assert len(made) <= URL
