"""What happens when a button is pressed.

Nothing of a button is kept in memory. Its `custom_id` and the message that it stands on say
what it is for, so that it works after a restart as before.

Below an answer, **In context** shows a quote's passage in full, with what stands before and after
it; **More** the quotes that follow; **Follow up** opens a modal for the next question; **Good** and
**Not it** are what a person says of the answer.

Below what `/sources` and `/quoth` show, the list of sources turns its pages; **Undo** takes back a
file that was just added, **Add** and **Discard** decide on one that waits; unanswered questions are
chosen and settled.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine, Iterator
from functools import wraps
from typing import Any, NamedTuple, Self, TypeVar, cast

import discord
from discord.ui import DynamicItem, Item, Label, Modal, Select, TextInput, View

from bot.discord.answer import AskRequest, answer
from bot.discord.error_messages import reason_of, with_full_stop
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
from bot.discord.journal import Outcome
from bot.discord.rendering import custom_ids
from bot.discord.rendering.answer_message import passage_messages
from bot.discord.rendering.message_format import LONGEST_QUESTION
from bot.discord.reply import InteractionReply, Payload, acknowledge, say_privately
from bot.discord.source_list import list_of
from bot.discord.state import state_of
from bot.discord.unanswered import MODERATORS_ONLY, choose_question, may_moderate, settle_question
from bot.discord.uploads import accepted_message, decide_upload, undo_upload
from retrieval.askable import Askable
from retrieval.errors import UnreadableFile, UsageError
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


class SourceListButton(PressedButton, template=custom_ids.LISTING):
    """Shows another page of the list in the place of the one that it stands on."""

    @guarded
    @counted_question
    async def callback(self, interaction: discord.Interaction) -> None:
        """Turn to the page as the sources are now."""
        await acknowledge(interaction)
        libraries, page = state_of(interaction).libraries, int(self.fields["page"])
        listed = await list_of(libraries, interaction.guild_id, page)
        await interaction.edit_original_response(
            content=listed.content, embeds=listed.embeds, view=listed.view
        )


class Undo(PressedButton, template=custom_ids.UNDO):
    """Stands on the message that only the person who added the file sees."""

    @guarded
    async def callback(self, interaction: discord.Interaction) -> None:
        """Remove the file, and the button with it."""
        await acknowledge(interaction)
        state, guild = state_of(interaction), interaction.guild_id
        sentence = await undo_upload(state, guild, self.fields["sha"])
        await interaction.edit_original_response(content=sentence, view=None)


class UploadDecision(PressedButton, template=custom_ids.ADDITION):
    """Stands on the message that only the person who offered the file sees."""

    @guarded
    async def callback(self, interaction: discord.Interaction) -> None:
        """Do what was decided, and say so in place of the buttons."""
        await acknowledge(interaction)
        shown = await self._decided(interaction)
        await interaction.edit_original_response(content=shown.content, view=shown.view)

    async def _decided(self, interaction: discord.Interaction) -> Payload:
        guild = interaction.guild_id or 0
        is_add = self.fields["decision"] == "add"
        try:
            done = await decide_upload(
                state_of(interaction), guild, self.fields["token"], add=is_add
            )
        except (UsageError, UnreadableFile) as error:
            return Payload(f"It was not added: {with_full_stop(reason_of(error))}")
        return Payload(done) if isinstance(done, str) else accepted_message(done)


_Pressed = TypeVar("_Pressed", bound=DynamicItem[Any])
_ForModerators = Callable[[_Pressed, discord.Interaction[Any], int], Coroutine[Any, Any, None]]
_Callback = Callable[[_Pressed, discord.Interaction[Any]], Coroutine[Any, Any, None]]


def moderators_only(callback: _ForModerators[_Pressed]) -> _Callback[_Pressed]:
    """Return a callback that refuses others by a sentence; it gets the guild's id."""

    @wraps(callback)
    async def pressed(component: _Pressed, interaction: discord.Interaction[Any]) -> None:
        guild = interaction.guild_id
        if guild is None or not may_moderate(interaction):
            await say_privately(interaction, MODERATORS_ONLY)
        else:
            await callback(component, interaction, guild)

    return pressed


class UnansweredMenu(DynamicItem[Select[View]], template=custom_ids.UNANSWERED):
    """Shows a question with the passages that might be right."""

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003  # discord.py's signature
        item: Item[Any],
        match: re.Match[str],  # noqa: ARG003
    ) -> Self:
        """Return the menu that was used."""
        assert isinstance(item, Select)  # noqa: S101  # the template is a menu's
        return cls(item)

    @guarded
    @moderators_only
    async def callback(self, interaction: discord.Interaction, guild: int) -> None:
        """Leave the list where it is, and show the question below it."""
        await acknowledge(interaction, ephemeral=True, thinking=True)
        shown = await choose_question(state_of(interaction), guild, self.item.values[0])
        await interaction.edit_original_response(
            content=shown.content, embeds=shown.embeds, view=shown.view
        )


class Settle(PressedButton, template=custom_ids.SETTLE):
    """Decides on one question."""

    @guarded
    @moderators_only
    async def callback(self, interaction: discord.Interaction, guild: int) -> None:
        """Say what became of it where the question stood."""
        await acknowledge(interaction)
        sentence = await settle_question(
            state_of(interaction), guild, self.fields["question"], self.fields["verdict"]
        )
        await interaction.edit_original_response(content=sentence, embeds=[], view=None)


BUTTONS = (
    *(More, InContext, FollowUp, Feedback, Undo, SourceListButton, UploadDecision),
    *(UnansweredMenu, Settle),
)
