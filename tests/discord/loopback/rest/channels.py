"""Channels, direct messages, and showing that one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.permissions import Permission, to_write_in
from tests.discord.loopback.refusals import missing_access, missing_permissions, unknown
from tests.discord.loopback.rest.calls import Call, Route

if TYPE_CHECKING:
    from tests.discord.loopback.channels import Channel
    from tests.discord.loopback.server import Discord
    from tests.discord.loopback.wire import Json


def seen_channel(discord: Discord, call: Call) -> Channel:
    """Return the channel of a request. Raises Refused: 10003, or 50001 if the bot is shut out."""
    channel = discord.world.channel(call.number("channel_id"))
    if Permission.VIEW_CHANNEL not in channel.permissions_of(discord.world.bot):
        raise missing_access()
    return channel


def get_channel(discord: Discord, call: Call) -> Json:
    return seen_channel(discord, call).to_json()


def type_in(discord: Discord, call: Call) -> None:
    channel = seen_channel(discord, call)
    if to_write_in(channel) not in channel.permissions_of(discord.world.bot):
        raise missing_permissions()
    channel.note_typing()


def open_dm(discord: Discord, call: Call) -> Json:
    person = discord.world.users.get(int(call.fields.get("recipient_id") or 0))
    if person is None or person.bot:
        raise unknown("User")
    return discord.world.dm_with(person).to_json()


ROUTES = [
    Route("GET", "/channels/{channel_id}", get_channel),
    Route("POST", "/channels/{channel_id}/typing", type_in),
    Route("POST", "/users/@me/channels", open_dm),
]
