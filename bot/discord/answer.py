"""From a question that somebody asked to the message that answers it.

Questions come from commands, buttons and modals, and from messages that are meant for the bot:
mentions, replies that ping it, and direct messages.
"""

from __future__ import annotations

import asyncio
import re
import time

import discord

from bot.discord.answer_page import AnswerPage, AskRequest, page_of
from bot.discord.error_messages import or_apology
from bot.discord.event_log import event
from bot.discord.refusal import ELSEWHERE, refusal
from bot.discord.rendering.answer_message import answer_message, answer_row
from bot.discord.rendering.message_format import as_question
from bot.discord.reply import MessageReply, Payload, Reply
from bot.discord.state import BotState
from retrieval.text.sentences import sentences

_MENTIONS = {r"<@!?\d+>": "@someone", r"<@&\d+>": "@role", r"<#\d+>": "#channel"}

CHANGED = (
    "The sources have changed since this answer, and what follows it is no longer the same. "
    "Please ask again."
)


async def answer(service: BotState, reply: Reply, asked: AskRequest) -> None:
    """Answer a question wherever it was asked: with quotes, or with one polite sentence."""
    asked = asked._replace(question=as_question(_without_ids(asked.question)))
    with service.busy():
        refused = refusal(service, reply.person, reply.guild, asked.question)
        if refused is not None:
            event("refused", guild=reply.guild, reason=refused)
            await reply.refuse(refused)
            return
        page = await or_apology(_answered_page(service, reply, asked), reply.give_up, reply.guild)
        if page is not None and _is_unanswered(page, asked):
            # As it was read: who goes through it later has not seen what was said before.
            question = page.answer.read_as
            await asyncio.to_thread(service.journal.note, question, reply.guild, "unanswered")


def _is_unanswered(page: AnswerPage, asked: AskRequest) -> bool:
    """Return whether nothing answered a question that may be kept."""
    is_silent = page.answer.status == "no_answer" and not page.is_changed
    return is_silent and asked.first == 1 and not asked.is_private


def _without_ids(question: str) -> str:
    """Return a question in which nobody is named by an id: it is shown, and may be kept."""
    for mention, name in _MENTIONS.items():
        question = re.sub(mention, name, question)
    return question


async def _answered_page(service: BotState, reply: Reply, asked: AskRequest) -> AnswerPage:
    await reply.begin()
    if not asked.reading:
        asked = asked._replace(history=await reply.earlier())
    began = time.perf_counter()
    with service.shelves.reading(reply.guild) as library:

        async def look() -> AnswerPage:
            return await asyncio.to_thread(page_of, library, asked)

        page = await service.desk.run(reply.guild, look)
        await reply.show(_payload(service, page, asked))
    event(
        "answered",
        guild=reply.guild,
        status="changed" if page.is_changed else page.answer.status,
        quotes=len(page.answer.quotes),
        ms=round(1000 * (time.perf_counter() - began)),
    )
    return page


def _payload(service: BotState, page: AnswerPage, asked: AskRequest) -> Payload:
    if page.is_changed:
        return Payload(CHANGED)
    rendered = answer_message(page.answer, further=asked.first > 1)
    view = answer_row(page, asked, feedback=service.settings.question_log)
    return Payload(rendered.content, tuple(rendered.embeds), view)


_EMOJI = re.compile(r"<a?(:\w+:)\d+>")
_NO_CARDS = (
    "I may not show quotes in this channel: please ask a moderator to give me the permission "
    "“Embed Links” here. In the meantime `/ask` works."
)


async def handle_message(
    service: BotState, message: discord.Message, me: discord.ClientUser
) -> None:
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
        await answer(service, reply, AskRequest(question_in(message, me)))


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
