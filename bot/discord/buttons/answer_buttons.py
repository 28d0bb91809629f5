"""The buttons below an answer.

**In context** shows a quote's passage in full, with what stands before and after it; **More** the
quotes that follow; **Follow up** opens a modal for the next question; **Good** and **Not it** are
what a person says of the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, NamedTuple, Self, cast

import discord
from discord.ui import Label, Modal, TextInput

from bot.discord.answer import AskRequest, answer
from bot.discord.event_log import event
from bot.discord.interactions import (
    QUESTION_LOST,
    PressedButton,
    counted_question,
    guarded,
    is_private,
    question_of,
    reading_of,
)
from bot.discord.rendering import custom_ids
from bot.discord.rendering.message_format import LONGEST_QUESTION
from bot.discord.rendering.passage_message import passage_messages
from bot.discord.reply import InteractionReply, acknowledge, say_privately
from bot.discord.state import state_of
from bot.discord.storage.journal import Outcome
from retrieval.askable import Askable
from retrieval.model import Span, Surroundings
from retrieval.ranking.reranker import CANDIDATE_COUNT

PASSAGE_GONE = (
    "The source of this quote has changed since, and this passage is no longer in it. "
    "Please ask again."
)

THANKS = {
    "good": "Thank you, that is noted as a good answer.",
    "not_it": "Thank you, that is noted: moderators see the question under `/quoth unanswered`.",
}
NOT_KEPT = "Thank you, but my operator keeps no record of questions."


class More(PressedButton, template=custom_ids.MORE):
    """Shows further quotes to the person who presses it."""

    @guarded
    async def callback(self, interaction: discord.Interaction) -> None:
        """Answer the message's question from the next rank on."""
        state, question = state_of(interaction), question_of(interaction)
        if question is None:
            await say_privately(interaction, QUESTION_LOST)
            return
        request = AskRequest(
            question,
            reading=reading_of(interaction) or "",
            first=int(self.fields["first"]),
            stamp=self.fields["stamp"],
            within_key=self.fields["key"],
        )
        await answer(state, InteractionReply(interaction, ephemeral=True), request)


class InContext(PressedButton, template=custom_ids.NEARBY):
    """Shows a passage in its surroundings to the person who presses it."""

    @guarded
    @counted_question
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the passage as it stands in the sources now, if it still does."""
        state, guild = state_of(interaction), interaction.guild_id
        await acknowledge(interaction, ephemeral=True, thinking=True)
        question = reading_of(interaction)
        with state.libraries.reading(guild) as library:

            async def look() -> PassageInContext | None:
                return await asyncio.to_thread(
                    passage_in_context, library, self.fields["key"], question
                )

            there = await state.queue.run(guild, look)
            if there is None:
                await interaction.edit_original_response(content=PASSAGE_GONE)
                return
            await self._show(interaction, there)

    async def _show(self, interaction: discord.Interaction, there: PassageInContext) -> None:
        document = there.surroundings.document
        is_changed = not document.sha256.startswith(self.fields["sha"])
        first, *rest = passage_messages(there.surroundings, there.marks, changed=is_changed)
        await interaction.edit_original_response(content=first.content, embeds=first.embeds)
        for one in rest:
            await interaction.followup.send(one.content, embeds=one.embeds, ephemeral=True)


class PassageInContext(NamedTuple):
    """A passage in its surroundings; `marks` are spans in its text."""

    surroundings: Surroundings
    marks: tuple[Span, ...]


def passage_in_context(library: Askable, key: str, question: str | None) -> PassageInContext | None:
    """Return a passage in its surroundings, marked as the answer to the question marks it."""
    passage = library.find(key)
    if passage is None:
        return None
    marks: tuple[Span, ...] = ()
    if question:
        answer = library.ask(question, CANDIDATE_COUNT, beyond=True)
        for quote in (*answer.quotes, *answer.closest):
            if quote.passage_id == passage.passage_id and answer.quotes:
                shift = quote.start - passage.start
                marks = tuple((start + shift, end + shift) for start, end in quote.marks)
    return PassageInContext(library.surroundings(passage), marks)


class FollowUp(PressedButton, template=custom_ids.FOLLOW_UP):
    """Asks for the next question."""

    @guarded
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the modal."""
        await interaction.response.send_modal(FollowUpModal())


class FollowUpModal(Modal, title="Follow up"):
    """One question. `submitted` answers it: a modal's own callback does not survive a restart."""

    question: Label[Self] = Label(
        text="Your question",
        component=TextInput(custom_id="question", max_length=LONGEST_QUESTION),
    )

    def __init__(self) -> None:
        super().__init__(custom_id=custom_ids.FOLLOW_UP_MODAL, timeout=600)


async def answer_follow_up(interaction: discord.Interaction) -> None:
    """Answer what was typed into the modal, where the message is that it was opened from.

    It is read together with what that message says.
    """
    question = next(_typed(interaction.data), "")
    private = is_private(interaction)
    reply = InteractionReply(interaction, ephemeral=private)
    await answer(state_of(interaction), reply, AskRequest(question, is_private=private))


def _typed(part: Any) -> Iterator[str]:
    """Yield the texts of the inputs below a part of a submission."""
    if isinstance(part, dict):
        if isinstance(part.get("value"), str):
            yield part["value"]
        yield from _typed(part.get("component"))
        for inner in part.get("components", ()):
            yield from _typed(inner)


class Feedback(PressedButton, template=custom_ids.FEEDBACK):
    """Notes a judgement of the answer that it stands on; not whose."""

    @guarded
    @counted_question
    async def callback(self, interaction: discord.Interaction) -> None:
        """Thank at once, then write it down."""
        state, question = state_of(interaction), reading_of(interaction)
        if question is None:
            await say_privately(interaction, QUESTION_LOST)
        elif not state.settings.question_log:
            await say_privately(interaction, NOT_KEPT)
        else:
            outcome = cast("Outcome", self.fields["outcome"])
            await say_privately(interaction, THANKS[outcome])
            guild = interaction.guild_id
            await asyncio.to_thread(state.journal.note, question, guild, outcome)
            event("feedback", guild=guild, outcome=outcome)
