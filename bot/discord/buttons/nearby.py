"""**In context**: a quote's passage in full, with what stands before and after it."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import discord

from bot.discord.buttons.pressing import PressedButton, answered, reading_of
from bot.discord.gate import refusal
from bot.discord.rendering import custom_ids
from bot.discord.rendering.passage_message import passage_messages
from bot.discord.replying import acknowledge, tell
from bot.discord.service import service_of
from retrieval.askable import Askable
from retrieval.model import Span, Surroundings
from retrieval.ranking.ranking import POOL

CHANGED = (
    "The source of this quote has changed since, and this passage is no longer in it. "
    "Please ask again."
)


class Found(NamedTuple):
    """A passage in its surroundings; `marks` are spans in its text."""

    surroundings: Surroundings
    marks: tuple[Span, ...]


class Nearby(PressedButton, template=custom_ids.NEARBY):
    """Shows a passage in its surroundings to the person who presses it."""

    @answered
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the passage as it stands in the sources now, if it still does."""
        service, guild = service_of(interaction), interaction.guild_id
        refused = refusal(service, interaction.user.id, guild, None)
        if refused is not None:
            await tell(interaction, refused)
            return
        await acknowledge(interaction, ephemeral=True, thinking=True)
        question = reading_of(interaction)
        with service.shelves.reading(guild) as library:

            async def look() -> Found | None:
                return await asyncio.to_thread(found, library, self.given["key"], question)

            there = await service.desk.run(guild, look)
            if there is None:
                await interaction.edit_original_response(content=CHANGED)
                return
            await self._show(interaction, there)

    async def _show(self, interaction: discord.Interaction, there: Found) -> None:
        document = there.surroundings.document
        is_changed = not document.sha256.startswith(self.given["sha"])
        first, *rest = passage_messages(there.surroundings, there.marks, changed=is_changed)
        await interaction.edit_original_response(content=first.content, embeds=first.embeds)
        for one in rest:
            await interaction.followup.send(one.content, embeds=one.embeds, ephemeral=True)


def found(library: Askable, key: str, question: str | None) -> Found | None:
    """Return a passage in its surroundings, marked as the answer to the question marks it."""
    passage = library.find(key)
    if passage is None:
        return None
    marks: tuple[Span, ...] = ()
    if question:
        answer = library.ask(question, POOL, beyond=True)
        for quote in (*answer.quotes, *answer.closest):
            if quote.passage_id == passage.passage_id and answer.quotes:
                shift = quote.start - passage.start
                marks = tuple((start + shift, end + shift) for start, end in quote.marks)
    return Found(library.surroundings(passage), marks)
