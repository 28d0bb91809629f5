"""`/ask`, and `Ask the sources` in the menu of a message: one question, answered in quotes."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands

from bot.discord.answer import answer, asked_in, question_in
from bot.discord.answer_page import AskRequest, source_choices
from bot.discord.rendering.message_format import LONGEST_QUESTION, stated_question
from bot.discord.reply import InteractionReply
from bot.discord.state import state_of


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
    await answer(state_of(interaction), reply, AskRequest(question, source, is_private=private))


@ask.autocomplete("source")
async def _sources(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    service, guild = state_of(interaction), interaction.guild_id
    if not service.serves(guild):
        return []
    return source_choices(await asyncio.to_thread(service.shelves.of(guild).suggest, typed))


@app_commands.context_menu(name="Ask the sources")
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def ask_the_sources(interaction: discord.Interaction, message: discord.Message) -> None:
    """Answer the message for everybody, as if it had been asked."""
    reply = InteractionReply(interaction, ephemeral=False)
    me = interaction.client.user
    question = question_in(message, me)
    if me is not None and message.author.id == me.id:
        # An answer of the bot's own: what is asked again is its question.
        question = stated_question(message.content) or question
    question = asked_in(question, LONGEST_QUESTION)
    await answer(state_of(interaction), reply, AskRequest(question))
