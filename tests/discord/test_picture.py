"""Markdown as Discord's client shows it, and the picture of an answer that is drawn by it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from tests.discord.markdown import shown
from tests.discord.picture import PICTURE, payload, picture


@pytest.mark.parametrize(
    ("markup", "text", "styles"),
    [
        ("plain - text, 1. and # more", "plain - text, 1. and # more", set()),
        ("**a** b", "a b", {"bold"}),
        ("*a* _b_", "a b", {"italics"}),
        ("***a***", "a", {"bold", "italics"}),
        ("__a__", "a", {"underline"}),
        ("~~a~~", "a", {"strike"}),
        ("||a||", "a", {"spoiler"}),
        ("`*a*`", "*a*", {"code"}),
        ("```py\n*a*\n```", "*a*", {"code block"}),
        ("# a", "a", {"heading"}),
        ("x\n-# a", "x\na", {"subtext"}),
        ("> a\n> b", "a\nb", {"quote"}),
        (">>> a\nb", "a\nb", {"quote"}),
        ("x\n  - a\n  - b", "x\n  a\nb", {"list"}),
        ("12. a", "a", {"list"}),
        ("> - a", "a", {"quote", "list"}),
        ("**# a**", "a", {"bold", "heading"}),
        (r"\*a\* \# \<@1>", "*a* # <@1>", set()),
        (r"\a \ b", r"\a \ b", set()),
        ("snake_case_name * 2 * 3", "snake_case_name * 2 * 3", set()),
    ],
)
def test_styles_are_taken_as_discord_takes_them(markup: str, text: str, styles: set[str]) -> None:
    seen = shown(markup)

    assert (seen.text, set(seen.styles), seen.acts) == (text, styles, ())


@pytest.mark.parametrize(
    ("markup", "acts"),
    [
        ("<@1>", "mention"),
        ("<@&1>", "mention"),
        ("<#1>", "mention"),
        ("@everyone", "mention"),
        ("<:a:1>", "custom emoji"),
        (":smile:", "emoji"),
        ("10:30:40", "emoji"),
        ("<t:1:R>", "timestamp"),
        ("</ask me:1>", "command"),
        ("<id:browse>", "place"),
        ("[a](https://x.org)", "link"),
        ("see https://x.org", "link"),
        ("xhttps://x.org", "link"),
        ("<https://x.org>", "link"),
        ("<a@b.org>", "mail"),
        ("discord.gg/abc", "unfolds"),
        ("**@silent** a", "silence"),
    ],
)
def test_what_acts_in_discord_is_said_to_act(markup: str, acts: str) -> None:
    assert shown(markup).acts[0].startswith(acts)


def test_the_picture_is_what_the_bot_sends() -> None:
    drawn = picture(payload())

    assert PICTURE.read_text(encoding="utf-8") == drawn, (
        "run `python -m tests.discord.picture` to draw the answer anew"
    )
    ET.fromstring(drawn)
