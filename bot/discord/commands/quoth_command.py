"""`/quoth`: how the bot is doing, how to use it, and what it could not answer."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands

from bot.discord.bot_status import help_text, status_text
from bot.discord.interactions import deferred, show_privately
from bot.discord.reply import Payload
from bot.discord.source_list import list_of
from bot.discord.state import state_of
from bot.discord.unanswered import list_message, may_moderate
from retrieval.errors import UsageError

MOST = 20
"""Questions that the list of unanswered ones shows."""


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
class Quoth(app_commands.Group, name="quoth", description="About this bot."):
    """The commands below `/quoth`. All of them answer to the person alone."""

    @app_commands.command(description="What is quoted, how old the index is, how fast it answers.")
    @deferred
    async def status(self, interaction: discord.Interaction) -> None:
        """Show how the bot is doing."""
        service = state_of(interaction)
        told = status_text(service, interaction.guild_id, interaction.client.latency)
        await show_privately(interaction, Payload(told))

    @app_commands.command(description="List the documents that are quoted here.")
    @deferred
    async def sources(self, interaction: discord.Interaction) -> None:
        """Show the first page of what `/sources list` shows those who may change it."""
        shelves = state_of(interaction).shelves
        await show_privately(interaction, await list_of(shelves, interaction.guild_id, 0))

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
        asked = await asyncio.to_thread(journal.unanswered, guild, MOST)
        await show_privately(interaction, list_message(asked))
