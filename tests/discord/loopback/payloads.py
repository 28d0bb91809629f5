"""INTERACTION_CREATE as Discord sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.channel_json import partial_channel_json
from tests.discord.loopback.files import LARGEST_UPLOAD
from tests.discord.loopback.guild_json import member_json
from tests.discord.loopback.message_json import message_json
from tests.discord.loopback.registry import BOT_DM, GUILD

if TYPE_CHECKING:
    from tests.discord.loopback.interactions import Interaction
    from tests.discord.loopback.wire import Json


def interaction_json(interaction: Interaction) -> Json:
    """Return the payload with which the bot learns of an interaction."""
    channel = interaction.channel
    world = channel.world
    body: Json = {
        "id": str(interaction.id),
        "application_id": str(world.application.id),
        "type": interaction.type,
        "data": interaction.data,
        "channel_id": str(channel.id),
        "channel": partial_channel_json(channel, int(channel.permissions_of(interaction.user))),
        "token": interaction.token,
        "version": 1,
        "app_permissions": str(int(channel.permissions_of(world.bot))),
        "locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": interaction.owners,
        "context": BOT_DM if channel.guild is None else GUILD,
        "attachment_size_limit": LARGEST_UPLOAD,
        **_who(interaction),
    }
    if interaction.source is not None:
        body["message"] = message_json(interaction.source)
    return body


def _who(interaction: Interaction) -> Json:
    guild = interaction.channel.guild
    if guild is None:
        return {"user": interaction.user.to_json()}
    permissions = str(int(interaction.channel.permissions_of(interaction.user)))
    member = member_json(guild.members[interaction.user.id])
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "guild_locale": guild.locale,
        "member": {**member, "permissions": permissions},
    }
