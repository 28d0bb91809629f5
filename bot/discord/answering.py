"""From a question that somebody asked to the message that answers it."""

from __future__ import annotations

import asyncio
import re
import time

from bot.discord.failing import or_apology
from bot.discord.gate import refusal
from bot.discord.pages import Asked, Page, page_of
from bot.discord.rendering.answer_message import answer_message
from bot.discord.rendering.row import answer_row
from bot.discord.rendering.stating import as_question
from bot.discord.replying import Payload, Reply
from bot.discord.running.events import event
from bot.discord.service import Service

_MENTIONS = {r"<@!?\d+>": "@someone", r"<@&\d+>": "@role", r"<#\d+>": "#channel"}

CHANGED = (
    "The sources have changed since this answer, and what follows it is no longer the same. "
    "Please ask again."
)


async def answer(service: Service, reply: Reply, asked: Asked) -> None:
    """Answer a question wherever it was asked: with quotes, or with one polite sentence."""
    asked = asked._replace(question=as_question(_without_ids(asked.question)))
    with service.busy():
        refused = refusal(service, reply.person, reply.guild, asked.question)
        if refused is not None:
            event("refused", guild=reply.guild, reason=refused)
            await reply.refuse(refused)
            return
        page = await or_apology(_shown(service, reply, asked), reply.give_up, reply.guild)
        if page is not None and _is_unanswered(page, asked):
            # As it was read: who goes through it later has not seen what was said before.
            question = page.answer.read_as
            await asyncio.to_thread(service.journal.note, question, reply.guild, "unanswered")


def _is_unanswered(page: Page, asked: Asked) -> bool:
    """Return whether nothing answered a question that may be kept."""
    is_silent = page.answer.status == "no_answer" and not page.is_changed
    return is_silent and asked.first == 1 and not asked.is_private


def _without_ids(question: str) -> str:
    """Return a question in which nobody is named by an id: it is shown, and may be kept."""
    for mention, name in _MENTIONS.items():
        question = re.sub(mention, name, question)
    return question


async def _shown(service: Service, reply: Reply, asked: Asked) -> Page:
    await reply.begin()
    if not asked.reading:
        asked = asked._replace(history=await reply.earlier())
    began = time.perf_counter()
    with service.shelves.reading(reply.guild) as library:

        async def look() -> Page:
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


def _payload(service: Service, page: Page, asked: Asked) -> Payload:
    if page.is_changed:
        return Payload(CHANGED)
    rendered = answer_message(page.answer, further=asked.first > 1)
    view = answer_row(page, asked, feedback=service.settings.question_log)
    return Payload(rendered.content, tuple(rendered.embeds), view)
