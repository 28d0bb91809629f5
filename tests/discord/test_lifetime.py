"""A bot's life as a process: how it starts, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web

from bot.discord.error_messages import LEAVING
from tests.discord.bots import HARBOUR, Scene, bot_process, scene
from tests.discord.loopback import BotProcess, Discord, Guild, Person

QUESTION = "who keeps the lighthouse?"
ANSWER = "Tomas Wren has kept the lighthouse"


async def assert_answers(person: Person, guild: Guild) -> None:
    said = await person.say(guild.general, QUESTION, mention_bot=True)
    answer = await guild.general.next_message(reply_to=said, timeout=30)
    assert ANSWER in answer.text


async def test_a_discord_that_is_down_at_the_start_is_waited_for(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with Discord(listening=False) as discord:
        ana = discord.add_user("ana")
        reef = discord.add_guild("Reef", members=[ana])
        async with bot_process(discord, tmp_path, harbour_index) as bot:
            line = await bot.line("event=disconnected")
            assert "again_in_s=" in line
            await discord.come_up()
            await bot.ready()
            await assert_answers(ana, reef)
        discord.check()


@pytest.mark.slow
async def test_a_gateway_that_refuses_at_the_start_is_tried_again(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with Discord(listening=False) as discord:
        ana = discord.add_user("ana")
        reef = discord.add_guild("Reef", members=[ana])
        serve, refusals = discord.gateway.serve, 1

        async def serve_later(request: web.Request) -> web.StreamResponse:
            nonlocal refusals
            if refusals:
                refusals -= 1
                raise web.HTTPServiceUnavailable
            return await serve(request)

        discord.gateway.serve = serve_later  # type: ignore[assignment,method-assign]
        await discord.come_up()
        async with bot_process(discord, tmp_path, harbour_index) as bot:
            await bot.ready()
            assert refusals == 0
            await assert_answers(ana, reef)
        discord.check()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/users/@me"),
        ("GET", "/gateway/bot"),
        ("GET", "/applications/.*/commands"),
        ("PUT", "/applications/.*/commands"),
    ],
)
async def test_a_request_that_is_cut_while_it_starts_is_made_again(
    discord: Discord,
    ana: Person,
    reef: Guild,
    tmp_path: Path,
    harbour_index: Path,
    method: str,
    path: str,
) -> None:
    cut = discord.faults.drop(method, path)
    async with bot_process(discord, tmp_path, harbour_index) as bot:
        await bot.ready()
        assert cut.met == 1
        await assert_answers(ana, reef)


async def test_a_token_that_discord_refuses_is_one_line_and_status_5(
    discord: Discord, tmp_path: Path, harbour_index: Path
) -> None:
    discord.violations.expect("401")
    wrong = {"DISCORD_TOKEN": "some.other.token"}
    async with bot_process(discord, tmp_path, harbour_index, env=wrong) as bot:
        assert await bot.exit() == 5
        (line,) = [line for line in bot.lines if "INFO" not in line]
        assert line == (
            "quoth: Discord refused the token: expected DISCORD_TOKEN to be a bot's token"
        )
        assert "some.other.token" not in bot.log


@pytest.mark.parametrize("token", ["", "two words"])
async def test_a_token_that_is_missing_or_none_is_one_line_and_status_2(
    discord: Discord, tmp_path: Path, token: str
) -> None:
    async with bot_process(discord, tmp_path, env={"DISCORD_TOKEN": token}) as bot:
        assert await bot.exit() == 2
        (line,) = bot.lines
        assert line.startswith("quoth: DISCORD_TOKEN: expected the token of a Discord bot, got ")
        assert token not in line or not token
    assert not discord.requests


async def test_sources_that_are_not_there_are_one_line_and_status_3(
    discord: Discord, tmp_path: Path
) -> None:
    async with bot_process(discord, tmp_path, sources=tmp_path / "nowhere") as bot:
        assert await bot.exit() == 3
        assert len([line for line in bot.lines if "nowhere" in line]) == 1
    assert not discord.requests


async def test_one_line_says_what_is_served_and_the_check_whether_it_is_connected(
    tmp_path: Path, harbour_index: Path
) -> None:
    async with Discord() as discord:
        status, (line,) = await checked(discord, tmp_path)
    assert status == 1
    assert line.startswith("not connected: the bot is not running")
    async with scene(tmp_path, harbour_index) as harbour:
        ready = await harbour.bot.line("event=ready")
        assert "documents=2 passages=10 guilds=1 shards=1 latency_ms=" in ready
        assert "event=opened" in harbour.bot.lines[0], "before it connected"
        assert await checked(harbour.discord, tmp_path) == (0, ["connected"])
        harbour.bot.kill()
        await harbour.bot.exit()
        status, (line,) = await checked(harbour.discord, tmp_path)
        assert status == 1
        assert line.startswith("not connected: the process ")


async def checked(discord: Discord, folder: Path) -> tuple[int, list[str]]:
    arguments = ("bot", "--check", "--sources", HARBOUR, "--data-dir", folder / "data")
    async with BotProcess(discord, *arguments, cwd=folder) as check:
        return await check.exit(), check.lines


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
