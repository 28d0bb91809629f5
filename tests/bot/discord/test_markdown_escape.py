"""Texts that Discord shows as they are written."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given

from bot.discord.rendering.markdown_escape import displayable, escaped, one_line, pieces, unescaped
from tests.bot.discord.strategies import texts
from tests.discord.markdown import shown


def lines(text: str) -> list[str]:
    """Lines as they look: a tab is four spaces, and spaces at a line's end are not seen."""
    return [line.rstrip(" ") for line in text.replace("\t", "    ").split("\n")]


@given(texts)
@example("<\u00a0x:/y>")
@example("#\n\ufeffa")
@example("a\n\t- b")
@example("| a || b ||| c")
@example("12. a\n3.\tb\n4.")
def test_a_reader_sees_just_the_characters_and_nothing_acts(text: str) -> None:
    seen = shown(escaped(text))

    assert lines(seen.text) == lines(displayable(text))
    assert not seen.styles
    assert not seen.acts


@given(texts)
def test_escaping_is_undone_character_by_character(text: str) -> None:
    assert unescaped(escaped(text)) == displayable(text)


@given(texts)
def test_each_character_has_a_piece_of_its_own(text: str) -> None:
    assert len(pieces(text)) == len(text)


@given(texts)
def test_nothing_that_acts_on_a_line_or_cannot_be_carried_is_left(text: str) -> None:
    unshown = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
    assert not re.search(unshown, escaped(text))
    escaped(text).encode("utf-8")


@given(texts)
def test_one_line_is_one_line_without_white_space_around_it(text: str) -> None:
    line = one_line(text)

    assert not set("\n\r\t\u2028\u2029") & set(line)
    assert line == line.strip()
    assert one_line(line) == line


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("Prose (with brackets), 50 - 60 %; a < b > c [1] | #2 ~3 & 1.5!", None),
        ("- no list, no # heading", "\\- no list, no # heading"),
        ("-5 degrees\n#tag\n1.5 times\n->", None),
        ("  1. first", "  1\\. first"),
        ("2*3_4`5\\", "2\\*3\\_4\\`5\\\\"),
        ("@everyone and @anyone", "\\@everyone and @anyone"),
        ("at 10:30, a: b", None),
        ("https://x.org/a", "https\\://x.org/a"),
        ("Discord.js is not discord.gg/x", "Discord\\.js is not discord\\.gg/x"),
        ("[a](b)", "[a]\\(b)"),
        ("soft\u00adhyphen, 👩\u200d🚀, a\u200bb, ❤\ufe0f, \u200fא", None),
    ],
)
def test_no_more_is_escaped_than_must_be(text: str, markup: str | None) -> None:
    assert escaped(text) == (markup or text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\x00b\x1bc\x7fd\x85e\x0bf", "a␀b␛c␡d␦e␋f"),
        ("evil \u202etxt.exe \u2067x\u2069", "evil ␦txt.exe ␦x␦"),
        ("half \ud83d", "half ␦"),
        ("a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"),
    ],
)
def test_what_discord_cannot_carry_is_shown_as_a_picture(text: str, seen: str) -> None:
    assert displayable(text) == seen
    assert shown(escaped(text)).text == seen
