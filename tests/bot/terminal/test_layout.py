"""What can be shown, and where lines end."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.terminal.layout import SPACES, clipped, columns, one_line, visible, wrap

# Unicode counts these as format characters, and yet they are drawn, or shape what is drawn.
DRAWN = re.compile(
    "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001345f]"
)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("a\x00b\x07c\x7f", "a␀b␇c␡"),
        ("csi \x9b2J", "csi ␦2J"),
        ("evil \u202etxt.exe", "evil ␦txt.exe"),
        ("soft\xadhyphen", "soft␦hyphen"),
        ("half \udce9", "half ␦"),
        ("tag \U000e0041", "tag ␦"),
        ("👩\u200d🚀 and क\u200dष", "👩\u200d🚀 and क\u200dष"),
        ("line\nfeed\tand tab", "line\nfeed\tand tab"),
    ],
)
def test_what_acts_on_a_terminal_is_shown_as_a_picture(raw: str, shown: str) -> None:
    assert visible(raw) == shown


@given(st.text())
def test_nothing_that_acts_or_hides_reaches_a_terminal(text: str) -> None:
    for character in visible(text):
        if character not in "\t\n\x0b\x0c\r\u200c\u200d" and not DRAWN.match(character):
            assert unicodedata.category(character) not in ("Cc", "Cf", "Cs")


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert not set("\n\r\x0b\x0c\u2028\u2029\t") & set(one_line(text))


WORDS = st.text(
    st.sampled_from("ab, é-/日本語。」ÀñK\u0301\u200d\ufe0f👩🏽🚀\u00a0\u3000\n\t"), max_size=80
)


@given(st.text() | WORDS, st.integers(8, 60))
def test_no_line_is_wider_than_the_width(text: str, width: int) -> None:
    assert all(columns(line) <= width for line in wrap(text, width))


@given(st.text() | WORDS, st.integers(8, 60))
def test_every_character_but_white_space_is_kept_in_order(text: str, width: int) -> None:
    assert "".join(SPACES.split("".join(wrap(text, width)))) == "".join(SPACES.split(text))


@given(st.text(st.sampled_from("abc \n"), max_size=200), st.integers(3, 60))
def test_words_that_fit_a_line_are_never_cut(text: str, width: int) -> None:
    short = " ".join(word[:width] for word in text.split())

    assert " ".join(wrap(short, width)) == short


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60))
def test_columns_are_never_fewer_than_a_terminal_takes(text: str) -> None:
    assigned = "".join(c for c in text if unicodedata.category(c) != "Cn")

    assert columns(assigned) >= cell_len(assigned) - sum(map(_newer_in_rich, assigned))


def _newer_in_rich(character: str) -> int:
    """Rich knows a later Unicode than Python, in which a few characters have become wide."""
    return max(cell_len(character) - columns(character), 0)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one\n two\t\tthree", 20, ["one two three"]),
        ("日本語の文。", 6, ["日本語", "の文。"]),
        ("日本語です。", 10, ["日本語で", "す。"]),
        ("a 10\u00a0000 b", 7, ["a", "10\u00a0000", "b"]),
        ("release-notes.md:10", 12, ["release-", "notes.md:10"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("cafe\u0301 noir", 4, ["cafe\u0301", "noir"]),
        (" \n ", 10, []),
    ],
)
def test_lines_end_where_a_reader_expects_it(text: str, width: int, lines: list[str]) -> None:
    assert list(wrap(text, width)) == lines


def test_a_clipped_text_ends_in_an_ellipsis_only_if_something_is_missing() -> None:
    assert clipped("one two", 7, "…") == "one two"
    assert clipped("one two three", 8, "…") == "one two…"
