from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal.layout import one_line, visible

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
