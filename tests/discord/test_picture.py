"""README shows an answer as the bot sends it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from tests.discord.picture import PICTURE, payload, picture


def test_the_picture_is_what_the_bot_sends() -> None:
    drawn = picture(payload())

    assert PICTURE.read_text(encoding="utf-8") == drawn, (
        "run `python -m tests.discord.picture` to draw the answer anew"
    )
    ET.fromstring(drawn)
