from __future__ import annotations

from pathlib import Path

import pytest

from tests.discord.loopback.guilds import Guild
from tests.discord.loopback.launching import BotProcess
from tests.discord.loopback.people import Person
from tests.discord.loopback.server import Discord

STANDIN = "tests.discord.loopback.standin"


async def test_a_bot_runs_as_a_process_and_ends_when_told_to(
    discord: Discord, ana: Person, reef: Guild, tmp_path: Path
) -> None:
    async with BotProcess(
        discord, "bot", "--sources", tmp_path, cwd=tmp_path, program=STANDIN
    ) as bot:
        (session,) = await bot.ready()
        assert session.shard.total == 1
        assert await bot.line("^arguments ") == f"arguments bot --sources {tmp_path}"
        asked = await ana.slash(reef.general, "echo", text="hello")
        assert (await asked.reply()).text == "hello"
        bot.terminate()
        assert await bot.exit() == 0
        await bot.start()
        await bot.ready()
        bot.interrupt()
        assert await bot.exit() == 0
    assert discord.gateway.identified == 2


async def test_a_bot_has_only_the_settings_that_the_test_gives(
    discord: Discord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_SOURCES", "elsewhere")
    monkeypatch.setenv("DISCORD_TOKEN", "somebody's")
    env = {"QUOTH_GUILDS": "1"}
    async with BotProcess(discord, cwd=tmp_path, env=env, program=STANDIN) as bot:
        assert await bot.line("^settings") == "settings DISCORD_TOKEN QUOTH_GUILDS"
        await bot.ready()
        bot.kill()
        assert await bot.exit() < 0


async def test_a_bot_that_ends_before_it_is_ready_shows_why(
    discord: Discord, tmp_path: Path
) -> None:
    async with BotProcess(discord, cwd=tmp_path, program="tests.discord.nothing") as bot:
        with pytest.raises(AssertionError, match=r"No module named 'tests.discord.nothing'"):
            await bot.ready()
        with pytest.raises(TimeoutError, match="a line with 'serving' in"):
            await bot.line("serving", timeout=0.01)
    assert bot.status == 1


async def test_a_bot_that_goes_on_can_only_be_waited_for_so_long(
    discord: Discord, tmp_path: Path
) -> None:
    async with BotProcess(discord, cwd=tmp_path, program=STANDIN) as bot:
        with pytest.raises(TimeoutError, match=r"still running after 0.05 s"):
            await bot.exit(timeout=0.05)
    assert bot.status is not None
