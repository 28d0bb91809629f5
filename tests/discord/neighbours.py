"""Two guilds that watch each other: what one adds must be nothing to the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.discord.bots import Scene, scene
from tests.discord.loopback.people import Person
from tests.discord.loopback.state.guilds import Guild
from tests.discord.loopback.state.messages import Message, Upload

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
