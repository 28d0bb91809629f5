"""`Ask the sources`, in the menu of a message: its text is the question."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.discord.answering import answer
from bot.discord.messages import asked_in, question_in
from bot.discord.pages import Asked
from bot.discord.rendering.stating import LONGEST_QUESTION, stated_question
from bot.discord.replying import InteractionReply
from bot.discord.service import service_of


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
    await answer(service_of(interaction), reply, Asked(question))
