"""The list of unanswered questions, and what can be decided on one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Self, TypeVar

import discord
from discord.ui import DynamicItem, Item, Select, View

from bot.discord.buttons.pressing import PressedButton, answered
from bot.discord.rendering import custom_ids
from bot.discord.replying import acknowledge, tell
from bot.discord.service import service_of
from bot.discord.unanswered import MODERATORS_ONLY, choose, may_moderate, settle

_Pressed = TypeVar("_Pressed", bound=DynamicItem[Any])
_ForModerators = Callable[[_Pressed, discord.Interaction[Any], int], Coroutine[Any, Any, None]]
_Callback = Callable[[_Pressed, discord.Interaction[Any]], Coroutine[Any, Any, None]]


def moderators_only(callback: _ForModerators[_Pressed]) -> _Callback[_Pressed]:
    """Return a callback that others are refused by a sentence; it is given their guild's id."""

    @wraps(callback)
    async def pressed(component: _Pressed, interaction: discord.Interaction[Any]) -> None:
        guild = interaction.guild_id
        if guild is None or not may_moderate(interaction):
            await tell(interaction, MODERATORS_ONLY)
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

    @answered
    @moderators_only
    async def callback(self, interaction: discord.Interaction, guild: int) -> None:
        """Leave the list where it is, and show the question below it."""
        await acknowledge(interaction, ephemeral=True, thinking=True)
        shown = await choose(service_of(interaction), guild, self.item.values[0])
        await interaction.edit_original_response(
            content=shown.content, embeds=shown.embeds, view=shown.view
        )


class Settle(PressedButton, template=custom_ids.SETTLE):
    """Decides on one question."""

    @answered
    @moderators_only
    async def callback(self, interaction: discord.Interaction, guild: int) -> None:
        """Say what became of it where the question stood."""
        await acknowledge(interaction)
        sentence = await settle(
            service_of(interaction), guild, self.given["question"], self.given["verdict"]
        )
        await interaction.edit_original_response(content=sentence, embeds=[], view=None)
