"""Bots under test over the sources in `harbour/`, and people and places that nobody else uses."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from shutil import copytree
from typing import Any

from tests.discord.loopback import (
    BotProcess,
    Channel,
    Discord,
    Guild,
    Message,
    Permission,
    Person,
    Upload,
)

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
    alike = {"QUOTH_READER": "none", **(env or {})}
    return BotProcess(discord, *arguments, cwd=folder, env=alike)


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


MASTER = "The harbour master of the reef is called Bo Fenn, and he is never late."
NOTES = Upload("notes.md", f"# Notes of the reef\n\n{MASTER}\n".encode())
QUESTION = "who is the harbour master of the reef?"
LIMITS = {
    "QUOTH_GUILD_FILES": "2",
    "QUOTH_GUILD_FILE_MB": "1",
    "QUOTH_PERSON_COOLDOWN": "1000/60",
    "QUOTH_GUILD_COOLDOWN": "1000/60",
}
SLOW = 60
"""Seconds within which a file is read and indexed, however busy the machine is."""


@dataclass
class Neighbours:
    """Two guilds that one person moderates."""

    harbour: Scene
    reef: Guild
    cove: Guild
    person: Person

    async def use(self, guild: Guild, command: str, **values: object) -> Message:
        used = await self.person.slash(guild.general, command, **values)
        return await used.reply(timeout=SLOW)

    async def ask(self, guild: Guild | None, question: str = QUESTION, **more: object) -> Message:
        where = self.person.dm_channel if guild is None else guild.general
        return await self.harbour.ask(question, by=self.person, where=where, **more)

    async def offered(self, guild: Guild | None, command: str, option: str) -> set[str]:
        where = self.person.dm_channel if guild is None else guild.general
        others: dict[str, Any] = {"question": QUESTION} if command == "ask" else {}
        choices = await self.person.autocomplete(where, command, option=option, **others)
        return {choice["value"] for choice in choices}

    async def press(self, answer: Message, label: str) -> Message:
        button = next(button for button in answer.buttons if button.label.startswith(label))
        return await (await self.person.press(answer, custom_id=button.custom_id)).reply()


@asynccontextmanager
async def neighbours(folder: Path, index: Path) -> AsyncIterator[Neighbours]:
    async with scene(folder, index, env=LIMITS) as harbour:
        cove = harbour.discord.add_guild("Cove")
        yield Neighbours(harbour, harbour.reef, cove, harbour.moderator(harbour.reef, cove))
