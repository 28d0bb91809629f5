"""What was said before a message, read from the bot's own answers: nothing is kept for it.

An answer states its question, and how it was read, in its first lines, and what was marked in
its quotes is bold. Messages of other people are never read for it; of those that an answer
replies to, only which message they reply to themselves.
"""

from __future__ import annotations

import discord
from discord.abc import Messageable

from bot.discord.rendering.block_quotes import bold_in
from bot.discord.rendering.stating import stated_question, stated_reading
from retrieval.conversation import Turn

MOST = 3
"""Answers that are read at most, the last ones of a chain of replies."""


def turns_of(message: discord.Message) -> tuple[Turn, ...]:
    """Return the question that an answer states, as it was read, and what it marked in reply."""
    reading = stated_reading(message.content)
    if reading is None:
        return ()
    asked = Turn("user", reading)
    marked = "\n".join(filter(None, (bold_in(card.description or "") for card in message.embeds)))
    return (asked, Turn("bot", marked)) if marked else (asked,)


async def turns_before(message: discord.Message, me: int) -> tuple[Turn, ...]:
    """Return what was said before a message that replies to an answer of the bot `me`.

    As long as a question was read together with the one before it, that one is looked up too,
    with two requests to Discord at most. What cannot be looked up is left out.
    """
    turns: tuple[Turn, ...] = ()
    may_look = _may_look_back(message)
    answer = await _replied_to(message, may_look)
    for further in reversed(range(MOST)):
        if answer is None or answer.author.id != me:
            break
        turns = (*turns_of(answer), *turns)
        if not further or stated_question(answer.content) == stated_reading(answer.content):
            break
        asked = await _replied_to(answer, may_look)
        answer = asked and await _replied_to(asked, may_look)
    return turns


def _may_look_back(message: discord.Message) -> bool:
    guild = message.guild
    return guild is None or message.channel.permissions_for(guild.me).read_message_history


async def _replied_to(message: discord.Message, may_look: bool) -> discord.Message | None:
    reference = message.reference
    if reference is None and message.type is discord.MessageType.reply and may_look:
        # It came as what another message replies to, which may not say what it replies to.
        whole = await _fetched(message.channel, message.id)
        reference = None if whole is None else whole.reference
    if reference is None or reference.message_id is None:
        return None
    if isinstance(reference.resolved, discord.DeletedReferencedMessage):
        return None
    if reference.resolved is not None or not may_look:
        return reference.resolved
    return await _fetched(message.channel, reference.message_id)


async def _fetched(channel: Messageable, message_id: int) -> discord.Message | None:
    try:
        return await channel.fetch_message(message_id)
    except (discord.HTTPException, OSError):
        return None
