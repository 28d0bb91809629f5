"""Channels as Discord writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.wire import Json, timestamp

if TYPE_CHECKING:
    from tests.discord.loopback.channels import Channel


def channel_json(channel: Channel) -> Json:
    """Return Discord's channel object, each kind with its own fields."""
    base: Json = {
        "id": str(channel.id),
        "type": channel.type,
        "flags": 0,
        "last_message_id": str(next(reversed(channel.messages))) if channel.messages else None,
    }
    if channel.guild is None:
        person = channel.person
        return {**base, "recipients": [person.to_json()] if person else []}
    base |= {
        "guild_id": str(channel.guild.id),
        "name": channel.name,
        "rate_limit_per_user": 0,
        "parent_id": str(channel.parent.id) if channel.parent else None,
    }
    return base | (_of_a_thread(channel) if channel.is_thread else _of_a_text_channel(channel))


def partial_channel_json(channel: Channel, permissions: int) -> Json:
    """Return the channel object that comes with an interaction."""
    return {**channel_json(channel), "permissions": str(permissions)}


def _of_a_text_channel(channel: Channel) -> Json:
    return {
        "topic": None,
        "position": 0,
        "nsfw": False,
        "permission_overwrites": [
            {
                "id": str(target),
                "type": 0 if overwrite.is_role else 1,
                "allow": str(int(overwrite.allow)),
                "deny": str(int(overwrite.deny)),
            }
            for target, overwrite in channel.overwrites.items()
        ],
    }


def _of_a_thread(channel: Channel) -> Json:
    assert channel.guild is not None
    opened = timestamp(channel.world.moment_of(channel.id))
    return {
        "owner_id": str(channel.guild.owner.id),
        "message_count": len(channel.messages),
        "member_count": 1,
        "total_message_sent": len(channel.messages),
        "thread_metadata": {
            "archived": channel.archived,
            "archive_timestamp": opened,
            "auto_archive_duration": 1440,
            "locked": False,
            "create_timestamp": opened,
        },
    }
