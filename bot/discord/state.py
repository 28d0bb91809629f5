"""What the bot is made of, built once and passed to whoever answers: `state` everywhere."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Protocol, cast

import discord

from bot.discord.guild_libraries import GuildLibraries
from bot.discord.journal import AnyJournal
from bot.discord.queue import Cooldown, FairQueue, Rate
from bot.settings import Settings

CLOSING_DELAY = 0.5
"""Seconds for which the bot goes on listening before it leaves."""

WORKERS = 4
"""Questions that are searched for at the same time."""


@dataclass(slots=True)
class BotState:
    """The bot's parts. They outlive a connection to Discord.

    `began` is the monotonic time of the start; `refused_guilds` holds the servers that know
    that they are not served; whoever adds a file holds `upload_lock`, whoever reviews a
    question `review_lock`; `closing` says that the end is near.
    """

    settings: Settings
    libraries: GuildLibraries
    journal: AnyJournal
    queue: FairQueue
    cooldown: Cooldown
    began: float = field(default_factory=time.monotonic)
    refused_guilds: set[int] = field(default_factory=set)
    upload_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    review_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    closing: bool = False
    _busy: int = 0
    _idle: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def of(cls, settings: Settings, libraries: GuildLibraries, journal: AnyJournal) -> BotState:
        """Return the parts that settings ask for, over opened libraries and an opened journal."""
        cooldown = Cooldown(Rate(*settings.person_cooldown), Rate(*settings.guild_cooldown))
        return cls(settings, libraries, journal, FairQueue(WORKERS, settings.queue), cooldown)

    def serves(self, guild: int | None) -> bool:
        """Return whether questions from a server, or from direct messages (None), are answered."""
        if guild is None:
            wanted = self.settings.direct_messages
            return not self.settings.guilds if wanted is None else wanted
        return not self.settings.guilds or guild in self.settings.guilds

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Hold off the end of the program while something is being answered."""
        self._busy += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()

    async def finish(self, seconds: float) -> int:
        """Take nothing new, wait for what is under way; return how much of it was left."""
        self.closing = True
        # Who asks in this moment is still refused in words, and who asked just before answered.
        await asyncio.sleep(CLOSING_DELAY)
        if self._busy:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), seconds)
        return self._busy

    async def forget(self, guild: int) -> None:
        """Let go of what a server has added and asked."""
        async with self.upload_lock, self.review_lock:
            await self.libraries.keep_nothing_more(guild)
            # The files first: whoever builds an index after that finds nothing.
            await asyncio.to_thread(self.libraries.files.forget, guild)
            await self.libraries.forget(guild)
            await asyncio.to_thread(self.journal.forget, guild)
        self.refused_guilds.discard(guild)


class _HasState(Protocol):
    """What a client of Discord has that carries the bot's parts."""

    state: BotState


def state_of(interaction: discord.Interaction) -> BotState:
    """Return the parts of the bot that an interaction reached."""
    return cast("_HasState", interaction.client).state
