"""Messages that ask: mentions, replies that ping the bot, and direct messages."""

from __future__ import annotations

import re

import discord

from bot.discord.answering import answer
from bot.discord.gate import ELSEWHERE
from bot.discord.pages import Asked
from bot.discord.replying import MessageReply
from bot.discord.running.events import event
from bot.discord.service import Service
from retrieval.passages.sentences import sentences

_EMOJI = re.compile(r"<a?(:\w+:)\d+>")
_NO_CARDS = (
    "I may not show quotes in this channel: please ask a moderator to give me the permission "
    "“Embed Links” here. In the meantime `/ask` works."
)


async def heard(service: Service, message: discord.Message, me: discord.ClientUser) -> None:
    """Answer a message that is meant for the bot; leave every other one alone."""
    if not _is_meant(message, me):
        return
    guild = message.guild
    if guild is not None and not service.serves(guild.id):
        if guild.id not in service.told_guilds and _may_send(message, _permissions(message)):
            service.told_guilds.add(guild.id)
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
        await answer(service, reply, Asked(question_in(message, me)))


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
