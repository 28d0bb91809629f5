"""The buttons below what `/sources` and `/quoth` show: sources, uploads, unanswered questions.

The list of sources turns its pages; **Undo** takes back a file that was just added, **Add** and
**Discard** decide on one that waits; unanswered questions are chosen and settled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Self, TypeVar

import discord
from discord.ui import DynamicItem, Item, Select, View

from bot.discord.error_messages import reason_of, with_full_stop
from bot.discord.interactions import PressedButton, counted_question, guarded
from bot.discord.rendering import custom_ids
from bot.discord.reply import Payload, acknowledge, say_privately
from bot.discord.source_list import list_of
from bot.discord.state import state_of
from bot.discord.unanswered import MODERATORS_ONLY, choose_question, may_moderate, settle_question
from bot.discord.uploads import accepted_message, decide_upload, undo_upload
from retrieval.errors import UnreadableFile, UsageError


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
