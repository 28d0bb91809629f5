"""What could not be answered, gone through by those who moderate.

A question becomes one of the server's own regression questions, or is dropped. Buttons carry
the question's key and the right passage's, so that nothing has to be remembered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import discord
from discord import ButtonStyle, SelectOption
from discord.ui import Button, Select, View

from bot.discord.event_log import event, log_error
from bot.discord.journal import MOST_ROWS, UnansweredQuestion
from bot.discord.rendering import custom_ids
from bot.discord.rendering.cards import cards
from bot.discord.rendering.custom_ids import stateless
from bot.discord.rendering.markdown_escape import escaped, escaped_line, one_line
from bot.discord.rendering.message_format import LONGEST_QUESTION, question_line
from bot.discord.rendering.message_limits import CHOICE, CONTENT, OPTIONS, clipped, units
from bot.discord.reply import Payload
from bot.discord.state import BotState
from bot.eval.review import ReviewedQuestions, asked_note
from retrieval.askable import Askable, passage_key
from retrieval.errors import UsageError
from retrieval.evaluation.cases import Relevance, relevance_of
from retrieval.model import Quote
from retrieval.ranking.reranker import CANDIDATE_COUNT

MODERATORS_ONLY = "Only moderators (Manage Messages or Manage Server) go through these questions."
QUESTION_GONE = (
    "That question is not in the list any more: somebody has dealt with it, or it was forgotten."
)
SOURCES_CHANGED = (
    "The sources have changed since, and this passage is no longer among those that might be "
    "right. Please choose the question again."
)
ALREADY_WRITTEN = (
    "It is among this server's regression questions already, and stays there as it is. I took it "
    "off the list."
)

CANDIDATES = 3
"""Passages that can be said to be right."""

_WHICH = "Which of these is right? It becomes one of this server's regression questions."
_NO_PASSAGE = "No passage shares a word with this. Is it right to stay silent?"


def list_message(questions: Sequence[UnansweredQuestion]) -> Payload:
    """Return the list of questions, with a menu to choose one from."""
    options = [
        SelectOption(
            label=clipped(one_line(one.question), CHOICE) or "(nothing to be seen)",
            value=one.key,
            description=f"{often(one)}, last {one.last[:10]}",
        )
        for one in questions[:OPTIONS]
    ]
    menu = Select[View](
        custom_id=custom_ids.UNANSWERED, placeholder="Go through a question", options=options
    )
    return Payload(unanswered_text(questions), view=stateless([menu]) if questions else None)


def unanswered_text(questions: Sequence[UnansweredQuestion]) -> str:
    """Return the questions as a list, as many as fit into a message."""
    if not questions:
        return "Nothing is noted here: every question was answered, or no record is kept."
    text = "What I could not answer here, or not well:"
    for one in questions:
        line = f"\n- {escaped(one_line(one.question))} · {often(one)} · last {one.last[:10]}"
        if units(text) + units(line) > CONTENT:
            break
        text += line
    return text


def often(one: UnansweredQuestion) -> str:
    """Return how often a question was noted."""
    return "once" if one.times == 1 else f"{one.times} times"


def may_moderate(interaction: discord.Interaction) -> bool:
    """Return whether somebody moderates where they are, which has to be a server."""
    allowed = interaction.permissions
    return interaction.guild_id is not None and (allowed.manage_guild or allowed.manage_messages)


async def choose_question(state: BotState, guild: int, key: str) -> Payload:
    """Return a question with the passages that might be right, and what can be decided."""
    one = await asyncio.to_thread(_waiting, state, guild, key)
    if one is None:
        return Payload(QUESTION_GONE)
    with state.libraries.reading(guild) as library:

        async def look() -> tuple[Quote, ...]:
            return await asyncio.to_thread(_candidates, library, one.question, CANDIDATES)

        return choice_message(one, await state.queue.run(guild, look))


def choice_message(one: UnansweredQuestion, quotes: Sequence[Quote]) -> Payload:
    """Return a question with passages that might be right, and a button for each verdict."""
    lines = (
        question_line(one.question[:LONGEST_QUESTION]),
        f"-# {often(one)} · last {one.last[:10]}",
        _WHICH if quotes else _NO_PASSAGE,
    )
    numbers = [
        _verdict(str(quote.citation.number), one, quote, ButtonStyle.primary) for quote in quotes
    ]
    silent = _verdict("Must stay silent", one, "silent", ButtonStyle.secondary)
    drop = _verdict("Drop", one, "drop", ButtonStyle.danger)
    embeds = tuple(card.embed for card in cards(quotes))
    return Payload("\n".join(lines), embeds, stateless([*numbers, silent, drop]))


def _verdict(
    label: str, one: UnansweredQuestion, verdict: Quote | str, style: ButtonStyle
) -> Button[View]:
    return Button(label=label, style=style, custom_id=custom_ids.settle(one.key, verdict))


async def settle_question(state: BotState, guild: int, key: str, verdict: str) -> str:
    """Do what was decided on a question; return what to say of it.

    `verdict` is "drop", "silent", or the key of the right passage.
    """
    async with state.review_lock:
        one = await asyncio.to_thread(_waiting, state, guild, key)
        if one is None:
            return QUESTION_GONE
        if verdict == "drop":
            await asyncio.to_thread(state.journal.settle, one.question, guild)
            event("reviewed", guild=guild, verdict="drop")
            return f"Dropped: {_shown(one.question)}"
        with state.libraries.reading(guild) as library:
            return await asyncio.to_thread(_written, state, guild, library, one, verdict)


def _written(
    state: BotState, guild: int, library: Askable, one: UnansweredQuestion, verdict: str
) -> str:
    """Write a question down, take it off the list, and return what to say of it."""
    right: Relevance | None = None
    if verdict != "silent":
        near = _candidates(library, one.question, CANDIDATE_COUNT)
        quote = next((one for one in near if passage_key(one.passage_id) == verdict), None)
        if quote is None:
            return SOURCES_CHANGED
        right = relevance_of(library, quote)
    try:
        book = ReviewedQuestions.open(_own_file(state, guild))
        if book.place_of(one.question) is not None:
            # Noted again since; or it was written down, and then something came in between.
            state.journal.settle(one.question, guild)
            return ALREADY_WRITTEN
        book.add(one.question, right, asked_note(one.times, one.last))
    except UsageError as error:
        # It names a file of the operator's, which is nobody else's business.
        error_id = log_error(error, guild=guild, doing="review")
        return f"It could not be written down. Please tell my operator the id {error_id}."
    state.journal.settle(one.question, guild)
    event("reviewed", guild=guild, verdict="silent" if right is None else "right")
    decided = (
        "must stay silent"
        if right is None
        else f"“{escaped_line(right.anchor or '', LONGEST_QUESTION)}” is right"
    )
    return f"Written down: {_shown(one.question)}\n-# {decided}"


def _own_file(state: BotState, guild: int) -> Path:
    path = state.libraries.files.questions(guild)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _waiting(state: BotState, guild: int, key: str) -> UnansweredQuestion | None:
    waiting = state.journal.unanswered(guild, MOST_ROWS)
    return next((one for one in waiting if one.key == key), None)


def _candidates(library: Askable, question: str, most: int) -> tuple[Quote, ...]:
    try:
        return library.nearest(question, most)
    except UsageError:
        # It was asked when more could be asked.
        return ()


def _shown(text: str) -> str:
    return escaped_line(text, LONGEST_QUESTION)
