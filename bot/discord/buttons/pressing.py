"""What every button does the same way."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Mapping
from functools import partial, wraps
from typing import Any, Self, TypeVar

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.discord.failing import or_apology
from bot.discord.gate import not_here
from bot.discord.rendering.stating import stated_question, stated_reading
from bot.discord.replying import tell
from bot.discord.service import service_of

_Pressed = TypeVar("_Pressed", bound=DynamicItem[Any])

LOST = "The question of this answer can't be read any more. Please ask again."


class PressedButton(DynamicItem[Button[View]], template=r"quoth:none"):
    """A button as it was pressed: `given` holds what its template found in the `custom_id`."""

    def __init__(self, button: Button[View], given: Mapping[str, str]) -> None:
        super().__init__(button)
        self.given = given

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003  # discord.py's signature
        item: Item[Any],
        match: re.Match[str],
    ) -> Self:
        """Return the button that was pressed."""
        assert isinstance(item, Button)  # noqa: S101  # the template is a button's
        return cls(item, match.groupdict())


def answered(
    callback: Callable[[_Pressed, discord.Interaction], Coroutine[Any, Any, None]],
) -> Callable[[_Pressed, discord.Interaction[Any]], Coroutine[Any, Any, None]]:
    """Return a callback that says one sentence where nothing is done here, or where it fails."""

    @wraps(callback)
    async def pressed(button: _Pressed, interaction: discord.Interaction[Any]) -> None:
        service = service_of(interaction)
        refused = not_here(service, interaction.guild_id)
        if refused is not None:
            await tell(interaction, refused)
            return
        with service.busy():
            told = partial(tell, interaction)
            await or_apology(callback(button, interaction), told, interaction.guild_id)

    return pressed


def question_of(interaction: discord.Interaction) -> str | None:
    """Return the question that the message with the pressed button answers."""
    return stated_question(interaction.message.content) if interaction.message else None


def reading_of(interaction: discord.Interaction) -> str | None:
    """Return how the question was read that the message with the pressed button answers."""
    return stated_reading(interaction.message.content) if interaction.message else None


def is_private(interaction: discord.Interaction) -> bool:
    """Return whether only the person sees the message with the pressed button."""
    return interaction.message is not None and interaction.message.flags.ephemeral
