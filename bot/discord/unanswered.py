"""What could not be answered, gone through by those who moderate.

A question becomes one of the server's own regression questions, or is dropped. Buttons carry
the question's key and the right passage's, so that nothing has to be remembered.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import discord

from bot.discord.failing import noted
from bot.discord.rendering.escaping import escaped, one_line
from bot.discord.rendering.limits import clipped
from bot.discord.rendering.stating import LONGEST_QUESTION
from bot.discord.replying import Payload
from bot.discord.running.events import event
from bot.discord.service import Service
from bot.discord.storage.journal import MOST_ROWS
from bot.discord.storage.unanswered import Unanswered
from bot.discord.unanswered_messages import choice_message
from bot.reviewing.question_book import QuestionBook, note_of
from retrieval.askable import Askable
from retrieval.errors import UsageError
from retrieval.evaluation.cases import Right
from retrieval.evaluation.naming import right_of
from retrieval.model import Quote
from retrieval.passages.keys import passage_key
from retrieval.ranking.ranking import POOL

MODERATORS_ONLY = "Only moderators (Manage Messages or Manage Server) go through these questions."
GONE = "That question is not in the list any more: somebody has dealt with it, or it was forgotten."
CHANGED = (
    "The sources have changed since, and this passage is no longer among those that might be "
    "right. Please choose the question again."
)
ALREADY = (
    "It is among this server's regression questions already, and stays there as it is. I took it "
    "off the list."
)

CANDIDATES = 3
"""Passages that can be said to be right."""


def may_moderate(interaction: discord.Interaction) -> bool:
    """Return whether somebody moderates where they are, which has to be a server."""
    allowed = interaction.permissions
    return interaction.guild_id is not None and (allowed.manage_guild or allowed.manage_messages)


async def choose(service: Service, guild: int, key: str) -> Payload:
    """Return a question with the passages that might be right, and what can be decided."""
    one = await asyncio.to_thread(_waiting, service, guild, key)
    if one is None:
        return Payload(GONE)
    with service.shelves.reading(guild) as library:

        async def look() -> tuple[Quote, ...]:
            return await asyncio.to_thread(_candidates, library, one.question, CANDIDATES)

        return choice_message(one, await service.desk.run(guild, look))


async def settle(service: Service, guild: int, key: str, verdict: str) -> str:
    """Do what was decided on a question; return what to say of it.

    `verdict` is "drop", "silent", or the key of the right passage.
    """
    async with service.reviewing:
        one = await asyncio.to_thread(_waiting, service, guild, key)
        if one is None:
            return GONE
        if verdict == "drop":
            await asyncio.to_thread(service.journal.settle, one.question, guild)
            event("reviewed", guild=guild, verdict="drop")
            return f"Dropped: {_shown(one)}"
        with service.shelves.reading(guild) as library:
            return await asyncio.to_thread(_written, service, guild, library, one, verdict)


def _written(service: Service, guild: int, library: Askable, one: Unanswered, verdict: str) -> str:
    """Write a question down, take it off the list, and return what to say of it."""
    right: Right | None = None
    if verdict != "silent":
        near = _candidates(library, one.question, POOL)
        quote = next((one for one in near if passage_key(one.passage_id) == verdict), None)
        if quote is None:
            return CHANGED
        right = right_of(library, quote)
    try:
        book = QuestionBook.open(_own_file(service, guild))
        if book.place_of(one.question) is not None:
            # Noted again since; or it was written down, and then something came in between.
            service.journal.settle(one.question, guild)
            return ALREADY
        book.add(one.question, right, note_of(one.times, one.last))
    except UsageError as error:
        # It names a file of the operator's, which is nobody else's business.
        error_id = noted(error, guild=guild, doing="review")
        return f"It could not be written down. Please tell my operator the id {error_id}."
    service.journal.settle(one.question, guild)
    event("reviewed", guild=guild, verdict="silent" if right is None else "right")
    said = "must stay silent" if right is None else f"“{_clipped(right.anchor or '')}” is right"
    return f"Written down: {_shown(one)}\n-# {said}"


def _own_file(service: Service, guild: int) -> Path:
    path = service.shelves.additions.questions(guild)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _waiting(service: Service, guild: int, key: str) -> Unanswered | None:
    waiting = service.journal.unanswered(guild, MOST_ROWS)
    return next((one for one in waiting if one.key == key), None)


def _candidates(library: Askable, question: str, most: int) -> tuple[Quote, ...]:
    try:
        return library.nearest(question, most)
    except UsageError:
        # It was asked when more could be asked.
        return ()


def _shown(one: Unanswered) -> str:
    return _clipped(one.question)


def _clipped(text: str) -> str:
    return escaped(clipped(one_line(text), LONGEST_QUESTION))
