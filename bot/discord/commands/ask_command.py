"""What a person asks with: `/ask`, `Ask the sources` in the menu of a message, and messages.

Messages are meant for the bot where they mention it, reply to it with the ping on, or are direct.
"""

from __future__ import annotations

import re

import discord
from discord import app_commands

from bot.discord.answer import AskRequest, answer
from bot.discord.error_messages import ELSEWHERE
from bot.discord.event_log import event
from bot.discord.rendering.message_format import LONGEST_QUESTION, stated_question
from bot.discord.reply import InteractionReply, MessageReply
from bot.discord.source_list import offered_sources
from bot.discord.state import BotState, state_of
from retrieval.text.sentences import sentences

_EMOJI = re.compile(r"<a?(:\w+:)\d+>")
_NO_CARDS = (
    "I may not show quotes in this channel: please ask a moderator to give me the permission "
    "“Embed Links” here. In the meantime `/ask` works."
)


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


ask.autocomplete("source")(offered_sources)


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


async def handle_message(state: BotState, message: discord.Message, me: discord.ClientUser) -> None:
    """Answer a message that is meant for the bot; leave every other one alone."""
    if not _is_meant(message, me):
        return
    guild = message.guild
    if guild is not None and not state.serves(guild.id):
        if guild.id not in state.refused_guilds and _may_send(message, _permissions(message)):
            state.refused_guilds.add(guild.id)
            event("refused", guild=guild.id, reason="not a listed server")
            await _say(message, ELSEWHERE)
        return
    permissions = _permissions(message)
    if not _may_send(message, permissions):
        event("refused", guild=guild.id if guild else None, reason="may not send messages")
    elif not permissions.embed_links:
        await _say(message, _NO_CARDS)
    else:
        reply = MessageReply(message, me.id)
        await answer(state, reply, AskRequest(question_in(message, me)))


def _is_meant(message: discord.Message, me: discord.ClientUser) -> bool:
    if message.author.bot or message.webhook_id is not None or message.is_system():
        return False
    if message.guild is None or any(person.id == me.id for person in message.mentions):
        return True
    # The role that Discord makes for a bot has its name, and is easily picked in its place.
    return any(role.tags and role.tags.bot_id == me.id for role in message.role_mentions)


def _permissions(message: discord.Message) -> discord.Permissions:
    if message.guild is None:
        return discord.Permissions.all()
    return message.channel.permissions_for(message.guild.me)


def _may_send(message: discord.Message, permissions: discord.Permissions) -> bool:
    if isinstance(message.channel, discord.Thread):
        return permissions.send_messages_in_threads
    return permissions.send_messages


async def _say(message: discord.Message, sentence: str) -> None:
    await MessageReply(message).refuse(sentence)


def question_in(message: discord.Message, me: discord.ClientUser | None) -> str:
    """Return the text of a message as it reads, without the mention of the bot."""
    text = message.content
    for person in message.mentions:
        name = "" if me and person.id == me.id else f"@{person.display_name}"
        text = re.sub(rf"<@!?{person.id}>", name.replace("\\", r"\\"), text)
    if me is not None:
        text = re.sub(rf"<@!?{me.id}>", "", text)
    for role in message.role_mentions:
        text = text.replace(f"<@&{role.id}>", f"@{role.name}")
    for channel in message.channel_mentions:
        text = text.replace(f"<#{channel.id}>", f"#{channel.name}")
    return _EMOJI.sub(r"\1", text).strip()


def asked_in(text: str, longest: int) -> str:
    """Return a text, or of one that is too long for a question what it asks.

    Those are its sentences with a question mark, or else its first ones, as far as they fit; a
    single one that does not is left as it is.
    """
    if len(text) <= longest:
        return text
    spoken = [text[start:end] for start, end in sentences(text)]
    asking = [sentence for sentence in spoken if sentence.endswith(("?", "？", "؟"))] or spoken
    chosen = asking[0]
    for sentence in asking[1:]:
        if len(chosen) + 1 + len(sentence) > longest:
            break
        chosen += f" {sentence}"
    return chosen
