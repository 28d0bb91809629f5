"""The list of unanswered questions, and what can be decided on one of them."""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord.ui import DynamicItem, Item, Select, View

from bot.discord.buttons.pressing import PressedButton, answered
from bot.discord.rendering import custom_ids
from bot.discord.replying import acknowledge, tell
from bot.discord.service import service_of
from bot.discord.unanswered import MODERATORS_ONLY, choose, may_moderate, settle


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

    @answered
    async def callback(self, interaction: discord.Interaction) -> None:
        """Leave the list where it is, and show the question below it."""
        guild = interaction.guild_id
        if guild is None or not may_moderate(interaction):
            await tell(interaction, MODERATORS_ONLY)
            return
        await acknowledge(interaction, ephemeral=True, thinking=True)
        shown = await choose(service_of(interaction), guild, self.item.values[0])
        await interaction.edit_original_response(
            content=shown.content, embeds=shown.embeds, view=shown.view
        )


class Settle(PressedButton, template=custom_ids.SETTLE):
    """Decides on one question."""

    @answered
    async def callback(self, interaction: discord.Interaction) -> None:
        """Say what became of it where the question stood."""
        guild = interaction.guild_id
        if guild is None or not may_moderate(interaction):
            await tell(interaction, MODERATORS_ONLY)
            return
        await acknowledge(interaction)
        sentence = await settle(
            service_of(interaction), guild, self.given["question"], self.given["verdict"]
        )
        await interaction.edit_original_response(content=sentence, embeds=[], view=None)
