"""Which events a session asked for, and how much of them it may read."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

from tests.discord.loopback.message_json import withheld

if TYPE_CHECKING:
    from tests.discord.loopback.application import Application
    from tests.discord.loopback.events import Event
    from tests.discord.loopback.wire import Json


class Intent(IntFlag):
    """Discord's intent bits, as far as the double has events for them."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15


ALL = (1 << 26) - 1
"""Every bit that Discord gives a meaning to."""

_IN_GUILDS = {
    "GUILD": Intent.GUILDS,
    "CHANNEL": Intent.GUILDS,
    "THREAD": Intent.GUILDS,
    "MESSAGE": Intent.GUILD_MESSAGES,
    "TYPING": Intent.GUILD_TYPING,
}
_IN_DMS = {"MESSAGE": Intent.DIRECT_MESSAGES, "TYPING": Intent.DIRECT_TYPING}


def asked_for(event: Event, intents: int) -> bool:
    """Return whether an event goes to a session with these intents."""
    if event.name.startswith("GUILD_MEMBER_"):
        return bool(intents & Intent.GUILD_MEMBERS)
    needed = (_IN_DMS if event.guild is None else _IN_GUILDS).get(event.name.partition("_")[0])
    return needed is None or bool(intents & needed)


def readable_payload(event: Event, intents: int, bot_id: int) -> Json:
    """Return the payload as a session with these intents may read it."""
    is_message = event.name in ("MESSAGE_CREATE", "MESSAGE_UPDATE")
    if is_message and not intents & Intent.MESSAGE_CONTENT:
        return withheld(event.payload, bot_id)
    return event.payload


def disallowed(intents: int, application: Application) -> bool:
    """Return whether privileged intents are asked for that the application does not have."""
    privileged = (
        (Intent.GUILD_MEMBERS, application.may_read_members),
        (Intent.GUILD_PRESENCES, application.may_read_presences),
        (Intent.MESSAGE_CONTENT, application.may_read_content),
    )
    return any(intents & intent and not granted for intent, granted in privileged)
