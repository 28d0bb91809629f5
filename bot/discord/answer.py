"""From a question that somebody asked to the message that answers it.

An answer is shown in pages of a few quotes. Nothing of it is kept: the next page is taken from
the same question asked again, and a stamp shows whether the quotes before it are still the same.
"""

from __future__ import annotations

import asyncio
import re
import time
from hashlib import blake2b
from typing import NamedTuple

from bot.discord.error_messages import or_apology, refusal
from bot.discord.event_log import event
from bot.discord.rendering import custom_ids
from bot.discord.rendering.answer_message import answer_message, button_rows
from bot.discord.rendering.message_format import as_question
from bot.discord.reply import Payload, Reply
from bot.discord.source_list import chosen_source
from bot.discord.state import BotState
from retrieval.answering.selection import is_worth_showing
from retrieval.askable import Askable
from retrieval.conversation.turns import Turn
from retrieval.model import Answer, Quote

PAGE_SIZE = 3
"""Quotes that one message shows."""

CHANGED = (
    "The sources have changed since this answer, and what follows it is no longer the same. "
    "Please ask again."
)

_MENTIONS = {r"<@!?\d+>": "@someone", r"<@&\d+>": "@role", r"<#\d+>": "#channel"}


class AskRequest(NamedTuple):
    """A question, and which of its quotes are wanted.

    `within` names the only document to quote, by its id or as a person did. `first` is the
    rank of the first quote to show, and `stamp` what `stamp_of` gave for the quotes before it
    when they were shown. `within_key` is the key of a passage of the only document. What
    `is_private` is not noted anywhere. `history` is what was said before; `reading` is how the
    question was read already, where that is known.
    """

    question: str
    within: str | None = None
    first: int = 1
    stamp: str = ""
    within_key: str = ""
    is_private: bool = False
    history: tuple[Turn, ...] = ()
    reading: str = ""


class AnswerPage(NamedTuple):
    """The part of an answer that one message shows, and the stamp of all quotes up to its end.

    `further` says whether there are more quotes; `is_changed` that those before it are no
    longer the ones that were shown: then there is nothing to show.
    """

    answer: Answer
    stamp: str
    further: bool
    is_changed: bool = False


async def answer(state: BotState, reply: Reply, request: AskRequest) -> None:
    """Answer a question wherever it was asked: with quotes, or with one polite sentence."""
    request = request._replace(question=as_question(_without_ids(request.question)))
    with state.busy():
        refused = refusal(state, reply.person, reply.guild, request.question)
        if refused is not None:
            event("refused", guild=reply.guild, reason=refused)
            await reply.refuse(refused)
            return
        page = await or_apology(_shown_page(state, reply, request), reply.fail, reply.guild)
        if page is not None:
            # It may have to load a model first, and nobody waits for it any more.
            await asyncio.to_thread(state.libraries.of(reply.guild).grow_vectors)
        if page is not None and _is_unanswered(page, request):
            # As it was read: who goes through it later has not seen what was said before.
            question = page.answer.read_as
            await asyncio.to_thread(state.journal.note, question, reply.guild, "unanswered")


def _without_ids(question: str) -> str:
    """Return a question in which nobody is named by an id: it is shown, and may be kept."""
    for mention, name in _MENTIONS.items():
        question = re.sub(mention, name, question)
    return question


async def _shown_page(state: BotState, reply: Reply, request: AskRequest) -> AnswerPage:
    await reply.begin()
    if not request.reading:
        request = request._replace(history=await reply.history())
    began = time.perf_counter()
    with state.libraries.reading(reply.guild) as library:

        async def look() -> AnswerPage:
            return await asyncio.to_thread(page_of, library, request)

        page = await state.queue.run(reply.guild, look)
        await reply.show(page_message(page, request, feedback=state.settings.question_log))
    event(
        "answered",
        guild=reply.guild,
        status="changed" if page.is_changed else page.answer.status,
        quotes=len(page.answer.quotes),
        ms=round(1000 * (time.perf_counter() - began)),
    )
    return page


def _is_unanswered(page: AnswerPage, request: AskRequest) -> bool:
    """Return whether nothing answered a question that may be kept."""
    is_silent = page.answer.status == "no_answer" and not page.is_changed
    return is_silent and request.first == 1 and not request.is_private


def page_of(library: Askable, request: AskRequest) -> AnswerPage:
    """Return the quotes that were asked for, from an answer to the whole question."""
    before = request.first - 1
    within = None if request.within is None else chosen_source(library, request.within)
    if request.within_key:
        passage = library.find(request.within_key)
        if passage is None:
            nothing = Answer(request.question, request.question, "no_answer")
            return AnswerPage(nothing, "", further=False, is_changed=True)
        within = passage.doc_id
    answer = library.ask(
        request.reading or request.question,
        before + PAGE_SIZE + 1,
        within,
        beyond=True,
        history=request.history,
    )
    if request.reading:
        answer = answer._replace(question=request.question, read_as=request.reading)
    quotes = answer.quotes
    if before and stamp_of(quotes[:before]) != request.stamp:
        return AnswerPage(answer, "", further=False, is_changed=True)
    shown = quotes[before : before + PAGE_SIZE]
    if not before:
        shown = tuple(quote for quote in shown if is_worth_showing(quote.score, quotes[0].score))
    end = before + len(shown)
    return AnswerPage(
        answer._replace(quotes=shown), stamp_of(quotes[:end]), further=len(quotes) > end
    )


def stamp_of(quotes: tuple[Quote, ...]) -> str:
    """Return 8 hexadecimal digits that stand for these quotes in this order."""
    named = "\n".join(quote.passage_id for quote in quotes).encode("utf-8", "surrogatepass")
    return blake2b(named, digest_size=4).hexdigest()


def page_message(page: AnswerPage, request: AskRequest, *, feedback: bool) -> Payload:
    """Return the message that shows a page, its buttons below it.

    `feedback` says whether what people say of an answer is kept anywhere.
    """
    if page.is_changed:
        return Payload(CHANGED)
    rendered = answer_message(page.answer, further=request.first > 1)
    buttons = button_rows(page.answer, _more_id(page, request), feedback=feedback)
    return Payload(rendered.content, tuple(rendered.embeds), buttons)


def _more_id(page: AnswerPage, request: AskRequest) -> str | None:
    """Return what the button for the next page carries, None where there is no further page."""
    if not page.further:
        return None
    is_within = bool(request.within or request.within_key)
    following = request.first + len(page.answer.quotes)
    return custom_ids.more(following, page.stamp, page.answer.quotes[0] if is_within else None)
