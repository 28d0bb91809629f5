"""`/quoth`: how the bot is doing, how to use it, and what it could not answer."""

from __future__ import annotations

import asyncio
import math
import time

import discord
from discord import app_commands

from bot import __version__
from bot.discord.interactions import deferred, show_privately
from bot.discord.rendering.markdown_escape import escaped
from bot.discord.reply import Payload
from bot.discord.source_list import list_of
from bot.discord.state import BotState, state_of
from bot.discord.unanswered import list_message, may_moderate
from bot.terminal.layout import counted
from retrieval.errors import UsageError

MOST_LISTED = 20
"""Questions that the list of unanswered ones shows."""

_STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))
_OUTDATED = "The last look at the sources failed: what I quote may be out of date."


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
class Quoth(app_commands.Group, name="quoth", description="About this bot."):
    """The commands below `/quoth`. All of them answer to the person alone."""

    @app_commands.command(description="What is quoted, how old the index is, how fast it answers.")
    @deferred
    async def status(self, interaction: discord.Interaction) -> None:
        """Show how the bot is doing."""
        state = state_of(interaction)
        text = status_text(state, interaction.guild_id, interaction.client.latency)
        await show_privately(interaction, Payload(text))

    @app_commands.command(description="List the documents that are quoted here.")
    @deferred
    async def sources(self, interaction: discord.Interaction) -> None:
        """Show the first page of what `/sources list` shows those who may change it."""
        libraries = state_of(interaction).libraries
        await show_privately(interaction, await list_of(libraries, interaction.guild_id, 0))

    @app_commands.command(name="help", description="How to ask, and what the buttons do.")
    @deferred
    async def help_me(self, interaction: discord.Interaction) -> None:
        """Show how to use the bot."""
        await show_privately(interaction, Payload(help_text(interaction.client.user)))

    @app_commands.command(description="What could not be answered here lately (for moderators).")
    @deferred
    async def unanswered(self, interaction: discord.Interaction) -> None:
        """Show moderators the questions that nothing answered, or not well, to go through."""
        guild = interaction.guild_id
        if guild is None or not may_moderate(interaction):
            raise UsageError("only moderators (Manage Messages or Manage Server) see this list")
        journal = state_of(interaction).journal
        questions = await asyncio.to_thread(journal.unanswered, guild, MOST_LISTED)
        await show_privately(interaction, list_message(questions))


def status_text(state: BotState, guild: int | None, latency: float) -> str:
    """Return what is quoted here, how old the index is and how long things take.

    `latency` is in seconds, not a number or infinite where nothing is known yet.
    """
    libraries = state.libraries
    library, own = libraries.of(guild), libraries.own(guild)
    documents = counted(library.corpus.documents, "document")
    added = f", {own.corpus.documents} of them added here" if own else ""
    ping = f"{1000 * latency:.0f} ms" if math.isfinite(latency) else "not measured yet"
    lines = [
        f"**Quoth {__version__}** · up for {_span(time.monotonic() - state.began)}",
        f"Sources: {documents}{added}, {counted(len(library), 'passage')}",
        f"Index: {_span(time.time() - libraries.refreshed)} old",
        f"Latency to Discord: {ping}",
        f"Waiting questions: {state.queue.waiting}",
    ]
    return "\n".join([*lines, _OUTDATED] if libraries.last_error else lines)


def _span(seconds: float) -> str:
    for length, unit in _STEPS:
        if seconds >= length:
            return counted(int(seconds // length), unit)
    return counted(int(seconds), "second")


def help_text(me: discord.ClientUser | None) -> str:
    """Return how to ask, and what the buttons do."""
    name = f"@{me.name}" if me else "me"
    return (
        "I answer only in the words of my sources, and cite every one. Where they don't say, "
        "I say so.\n"
        f"**Ask**: `/ask`, mention {escaped(name)}, write me a direct message, reply to one of my "
        "messages with the ping on, or choose *Ask the sources* in the menu of a message "
        "(Apps). `/ask private:True` answers you alone, `source:` quotes one document.\n"
        "**In context** shows the whole passage and what stands around it, **More** the "
        "passages that follow, **Follow up** asks on. **Good** and **Not it** tell the "
        "moderators how I did.\n"
        "`/quoth status` says how I am doing. Moderators: `/sources` lists, adds and removes "
        "what I quote on this server, `/quoth unanswered` goes through what I could not answer."
    )
