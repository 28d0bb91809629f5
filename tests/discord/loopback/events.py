"""What happens, on its way to the gateway sessions that asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.discord.loopback.wire import Json

if TYPE_CHECKING:
    from tests.discord.loopback.guilds import Guild


class Event(NamedTuple):
    """A dispatch: its name, its payload, and the guild it belongs to (None for a DM)."""

    name: str
    payload: Json
    guild: Guild | None
