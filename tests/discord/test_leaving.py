"""How the bot ends: answers under way are finished, and it is never in the way of a stop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.discord.error_messages import LEAVING
from tests.discord.bots import Scene, bot_process, scene
from tests.discord.loopback.bot_process import BotProcess
from tests.discord.loopback.server import Discord

QUESTION = "who keeps the lighthouse?"
ANSWER = "Tomas Wren has kept the lighthouse"
EDIT = ("PATCH", "/webhooks/.*/messages/@original")
MESSAGE = ("POST", "/channels/.*/messages")

SIGNALS = [BotProcess.terminate, BotProcess.interrupt]
Signal = Callable[[BotProcess], None]


@pytest.mark.parametrize("signal", SIGNALS)
async def test_answers_under_way_are_finished_and_new_questions_refused(
    tmp_path: Path, harbour_index: Path, signal: Signal
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        discord, ana, channel = harbour.discord, harbour.somebody(), harbour.channel()
        for where in (EDIT, MESSAGE):
            discord.faults.hang(*where, seconds=2)
        said = await ana.say(channel, QUESTION, mention_bot=True)
        asked = await ana.slash(channel, "ask", question=QUESTION)
        await asked.acknowledgement()
        await under_way(harbour)
        signal(harbour.bot)
        text = await leaving(harbour)
        assert text == LEAVING
        assert ANSWER in (await asked.reply()).text
        assert ANSWER in (await channel.next_message(reply_to=said)).text
        assert await harbour.bot.exit() == 0
        assert harbour.bot.lines[-1].endswith("event=stopped unfinished=0")
        assert len(channel.by_bot()) == 2


async def under_way(harbour: Scene) -> None:
    """Wait until both answers are held up on their way to Discord."""
    scripted = harbour.discord.faults.scripted
    await harbour.discord.changed.wait_for(
        lambda: True if all(fault.met for fault in scripted) else None, 10, lambda: "two answers"
    )


async def leaving(harbour: Scene) -> str:
    """Return what is said to the first who asks once the bot was asked to leave."""
    while True:
        answer = await harbour.ask("what does a ticket for the ferry cost?")
        if "crowns" not in answer.text:
            return answer.text


@pytest.mark.parametrize("signal", SIGNALS)
async def test_it_ends_at_once_where_nothing_is_under_way(
    tmp_path: Path, harbour_index: Path, signal: Signal
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        await harbour.ask(QUESTION)
        signal(harbour.bot)
        assert await harbour.bot.exit(timeout=10) == 0
        assert "Traceback" not in harbour.bot.log
        assert not harbour.discord.gateway.sessions, "it said goodbye"


@pytest.mark.parametrize("signal", SIGNALS)
async def test_it_ends_while_discord_is_away(
    tmp_path: Path, harbour_index: Path, signal: Signal
) -> None:
    async with scene(tmp_path, harbour_index) as harbour:
        await harbour.discord.go_down()
        await harbour.bot.line("reconnect|disconnected")
        signal(harbour.bot)
        assert await harbour.bot.exit(timeout=10) == 0


@pytest.mark.parametrize("signal", SIGNALS)
async def test_it_ends_while_it_waits_for_a_discord_that_never_was_there(
    tmp_path: Path, harbour_index: Path, signal: Signal
) -> None:
    async with (
        Discord(listening=False) as discord,
        bot_process(discord, tmp_path, harbour_index) as bot,
    ):
        await bot.line("event=disconnected")
        signal(bot)
        assert await bot.exit(timeout=10) == 0


async def test_it_ends_while_it_starts(
    discord: Discord, tmp_path: Path, harbour_index: Path
) -> None:
    discord.faults.hang("GET", "/users/@me", seconds=30)
    async with bot_process(discord, tmp_path, harbour_index) as bot:
        await bot.line("event=opened")
        bot.terminate()
        assert await bot.exit(timeout=10) == 0
        assert "Traceback" not in bot.log
