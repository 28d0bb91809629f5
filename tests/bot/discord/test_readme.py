"""The page for operators says what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.discord.client import PERMISSIONS
from bot.discord.journal import MOST_ROWS
from bot.discord.run import FINISH_TIMEOUT, HEARTBEAT_INTERVAL
from bot.settings import SETTINGS


@pytest.fixture
def page(project: Path) -> str:
    return (project / "bot" / "discord" / "README.md").read_text(encoding="utf-8")


def test_every_event_that_is_logged_is_explained_and_no_other(project: Path, page: str) -> None:
    files = (project / "bot" / "discord").rglob("*.py")
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    logged = set(re.findall(r"\bevent\(\s*\"(\w+)\"", code))
    table = page.partition("| event | when |")[2]

    assert set(re.findall(r"`(\w+)`(?=[^|]*\|)", table)) - {"id"} == logged


def test_the_settings_of_the_bot_are_explained_and_there_are_no_others(
    project: Path, page: str
) -> None:
    example = (project / ".env.example").read_text(encoding="utf-8")
    of_the_bot = example.partition("# The rest is for the Discord bot.")[2]
    named = set(re.findall(r"`((?:QUOTH|DISCORD)_[A-Z_]+)`", page))

    assert named >= set(re.findall(r"^#(QUOTH_[A-Z_]+)=", of_the_bot, re.MULTILINE))
    assert named <= set(SETTINGS)


def test_the_invitation_asks_for_what_the_bot_uses(page: str) -> None:
    assert f"permissions={PERMISSIONS.value}\n" in page


def test_the_numbers_are_those_of_the_program(page: str) -> None:
    assert f"have {FINISH_TIMEOUT} seconds" in page
    assert f"every {HEARTBEAT_INTERVAL} seconds" in page
    assert f"at most {MOST_ROWS:,} of them" in page
