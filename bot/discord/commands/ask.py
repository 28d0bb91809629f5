"""`/ask`: one question, answered in quotes."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands

from bot.discord.answering import answer
from bot.discord.choosing import choices
from bot.discord.pages import Asked
from bot.discord.rendering.stating import LONGEST_QUESTION
from bot.discord.replying import InteractionReply
from bot.discord.service import service_of


@app_commands.command(description="Ask, and get the sources' own words.")
@app_commands.describe(
    question="What you want to know",
    private="Show the answer to you alone",
    source="Quote from this source only",
)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def ask(
    interaction: discord.Interaction,
    question: app_commands.Range[str, 1, LONGEST_QUESTION],
    private: bool = False,
    source: str | None = None,
) -> None:
    """Answer a question, from one source where it is named."""
    reply = InteractionReply(interaction, ephemeral=private)
    await answer(service_of(interaction), reply, Asked(question, source, is_private=private))


@ask.autocomplete("source")
async def _sources(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    service, guild = service_of(interaction), interaction.guild_id
    if not service.serves(guild):
        return []
    return choices(await asyncio.to_thread(service.shelves.of(guild).suggest, typed))
