"""How the commands that are no questions answer: to the person alone, and never with silence."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import discord

from bot.discord.failing import or_apology
from bot.discord.gate import refusal
from bot.discord.replying import InteractionReply, Payload
from bot.discord.service import service_of

_Group = TypeVar("_Group")
_Options = ParamSpec("_Options")
_Command = Callable[
    Concatenate[_Group, discord.Interaction[Any], _Options], Coroutine[Any, Any, None]
]


def deferred(command: _Command[_Group, _Options]) -> _Command[_Group, _Options]:
    """Return a command that is acknowledged first, and tells what went wrong in a sentence."""

    @wraps(command)
    async def run(
        group: _Group,
        interaction: discord.Interaction[Any],
        /,
        *options: _Options.args,
        **named: _Options.kwargs,
    ) -> None:
        service = service_of(interaction)
        reply = InteractionReply(interaction, ephemeral=True)
        refused = refusal(service, interaction.user.id, interaction.guild_id, None)
        if refused is not None:
            await reply.refuse(refused)
            return
        with service.busy():
            await reply.begin()
            done = command(group, interaction, *options, **named)
            await or_apology(done, reply.give_up, interaction.guild_id)

    return run


async def show(interaction: discord.Interaction, payload: Payload) -> None:
    """Put a message where the acknowledgement stands."""
    await InteractionReply(interaction, ephemeral=True).show(payload)
