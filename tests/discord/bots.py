"""A bot under test over the sources in `harbour/`, and people and places that nobody else uses."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from shutil import copytree
from typing import Any

from tests.discord.loopback.bot_process import BotProcess
from tests.discord.loopback.people import Person
from tests.discord.loopback.server import Discord
from tests.discord.loopback.state.channels import Channel
from tests.discord.loopback.state.guilds import Guild, Permission
from tests.discord.loopback.state.messages import Message

HARBOUR = Path(__file__).with_name("harbour")
"""Two documents, a lighthouse and a ferry."""


@dataclass
class Scene:
    """A bot that runs, with a guild and a data folder; made for tests that share them.

    What a test does with a person or in a channel of its own disturbs no other test.
    """

    discord: Discord
    bot: BotProcess
    data_dir: Path
    reef: Guild
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def somebody(self, *guilds: Guild, may: Permission = Permission.NONE) -> Person:
        """Return a new member of these guilds, or of the one that there is."""
        person = self.discord.add_user(f"person{next(self._numbers)}")
        for guild in guilds or (self.reef,):
            guild.add_member(person, guild.add_role(f"role of {person.name}", may))
        return person

    def moderator(self, *guilds: Guild) -> Person:
        """Return a new member who may manage the guild."""
        return self.somebody(*guilds, may=Permission.MANAGE_GUILD)

    def channel(self, guild: Guild | None = None) -> Channel:
        """Return a new channel."""
        return (guild or self.reef).add_channel(f"channel{next(self._numbers)}")

    async def ask(
        self, question: str, *, by: Person | None = None, where: Channel | None = None, **more: Any
    ) -> Message:
        """Return the answer to `/ask`, by a new person in a new channel unless they are given."""
        asked = await (by or self.somebody()).slash(
            where or self.channel(), "ask", question=question, **more
        )
        return await asked.reply()

    async def restart(self) -> None:
        """End the bot in order and begin it anew."""
        await end(self.bot)
        await self.bot.start()
        await self.bot.ready()


@asynccontextmanager
async def scene(
    folder: Path,
    index: Path | None = None,
    *,
    sources: Path = HARBOUR,
    env: Mapping[str, str] | None = None,
) -> AsyncIterator[Scene]:
    """Give a running bot; at the end nothing may have gone wrong unseen."""
    async with Discord() as discord:
        reef = discord.add_guild("Reef")
        async with bot_process(discord, folder, index, sources=sources, env=env) as bot:
            await bot.ready()
            yield Scene(discord, bot, folder / "data", reef)
        discord.check()


def bot_process(
    discord: Discord,
    folder: Path,
    index: Path | None = None,
    *,
    sources: Path = HARBOUR,
    env: Mapping[str, str] | None = None,
) -> BotProcess:
    """Return a bot with its data in `folder/data`, which begins with a copy of an index."""
    if index is not None:
        copytree(index, folder / "data")
    arguments = ("bot", "--sources", sources, "--data-dir", folder / "data")
    return BotProcess(discord, *arguments, cwd=folder, env=env)


async def end(bot: BotProcess) -> None:
    """Let a bot end in order."""
    bot.terminate()
    assert await bot.exit() == 0, bot.log


def rows(data_dir: Path) -> list[tuple[str, int | None, str, str]]:
    """Return what the question log holds: question, guild, outcome, time."""
    with closing(sqlite3.connect(data_dir / "questions.sqlite")) as connection:
        return connection.execute(
            "SELECT question, guild, outcome, time FROM questions ORDER BY id"
        ).fetchall()
