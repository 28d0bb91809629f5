"""What every command that is no question, and every button, does the same way.

It is refused in a sentence or acknowledged, holds off the end of the program while it works, and
never ends in silence. A button says what it is for by its custom_id and its message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Mapping
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.discord.error_messages import not_here, or_apology, refusal
from bot.discord.rendering.message_format import stated_question, stated_reading
from bot.discord.reply import InteractionReply, Payload, say_privately
from bot.discord.state import state_of

QUESTION_LOST = "The question of this answer can't be read any more. Please ask again."

_Group = TypeVar("_Group")
_Options = ParamSpec("_Options")
_Command = Callable[
    Concatenate[_Group, discord.Interaction[Any], _Options], Coroutine[Any, Any, None]
]

_Pressed = TypeVar("_Pressed", bound=DynamicItem[Any])


def deferred(command: _Command[_Group, _Options]) -> _Command[_Group, _Options]:
    """Return a command that is acknowledged first, and says in a sentence what went wrong."""

    @wraps(command)
    async def run(
        group: _Group,
        interaction: discord.Interaction[Any],
        /,
        *options: _Options.args,
        **named: _Options.kwargs,
    ) -> None:
        state = state_of(interaction)
        reply = InteractionReply(interaction, ephemeral=True)
        refused = refusal(state, interaction.user.id, interaction.guild_id, None)
        if refused is not None:
            await reply.refuse(refused)
            return
        with state.busy():
            await reply.begin()
            done = command(group, interaction, *options, **named)
            await or_apology(done, reply.fail, interaction.guild_id)

    return run


async def show_privately(interaction: discord.Interaction, payload: Payload) -> None:
    """Put a message where the acknowledgement stands."""
    await InteractionReply(interaction, ephemeral=True).show(payload)


class PressedButton(DynamicItem[Button[View]], template=r"quoth:none"):
    """A button as it was pressed: `fields` holds what its template found in the `custom_id`."""

    def __init__(self, button: Button[View], fields: Mapping[str, str]) -> None:
        super().__init__(button)
        self.fields = fields

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


def guarded(
    callback: Callable[[_Pressed, discord.Interaction], Coroutine[Any, Any, None]],
) -> Callable[[_Pressed, discord.Interaction[Any]], Coroutine[Any, Any, None]]:
    """Return a callback that says one sentence where nothing is done here, or where it fails."""

    @wraps(callback)
    async def pressed(button: _Pressed, interaction: discord.Interaction[Any]) -> None:
        state = state_of(interaction)
        refused = not_here(state, interaction.guild_id)
        if refused is not None:
            await say_privately(interaction, refused)
            return
        with state.busy():
            say = partial(say_privately, interaction)
            await or_apology(callback(button, interaction), say, interaction.guild_id)

    return pressed


def counted_question(
    callback: Callable[[_Pressed, discord.Interaction], Coroutine[Any, Any, None]],
) -> Callable[[_Pressed, discord.Interaction[Any]], Coroutine[Any, Any, None]]:
    """Return a callback that counts as a question, and is refused in words where one would be."""

    @wraps(callback)
    async def pressed(button: _Pressed, interaction: discord.Interaction[Any]) -> None:
        state = state_of(interaction)
        refused = refusal(state, interaction.user.id, interaction.guild_id, None)
        if refused is None:
            await callback(button, interaction)
        else:
            await say_privately(interaction, refused)

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
