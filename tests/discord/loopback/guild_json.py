"""Guilds, members and roles as Discord writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.wire import Json, timestamp

if TYPE_CHECKING:
    from tests.discord.loopback.guilds import Guild, Member, Role


def role_json(role: Role) -> Json:
    """Return Discord's role object."""
    body: Json = {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(int(role.permissions)),
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.of_bot is not None,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    return body if role.of_bot is None else {**body, "tags": {"bot_id": str(role.of_bot.id)}}


def member_json(member: Member) -> Json:
    """Return Discord's member object, the user in it."""
    return {"user": member.user.to_json(), **partial_member_json(member)}


def partial_member_json(member: Member) -> Json:
    """Return the member object that comes next to a user: with a message, or resolved."""
    return {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": timestamp(member.joined_at),
        "nick": None,
        "pending": False,
        "premium_since": None,
        "roles": [str(role.id) for role in member.roles],
        "mute": False,
        "deaf": False,
    }


def guild_json(guild: Guild) -> Json:
    """Return Discord's guild object."""
    return {**_identity(guild), **_settings(guild), **_SIZES}


def guild_create_json(guild: Guild) -> Json:
    """Return the guild as the gateway announces it: with channels, and of its members the bot.

    The other members are not told without the intent for them.
    """
    me = guild.members.get(guild.world.bot.id)
    threads = [channel for channel in guild.channels.values() if channel.is_thread]
    channels = [channel for channel in guild.channels.values() if not channel.is_thread]
    return {
        **guild_json(guild),
        "joined_at": timestamp(me.joined_at) if me else None,
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": [member_json(me)] if me else [],
        "channels": [channel.to_json() for channel in channels],
        "threads": [thread.to_json() for thread in threads],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def _identity(guild: Guild) -> Json:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "roles": [role_json(role) for role in guild.roles.values()],
        "preferred_locale": guild.locale,
        **dict.fromkeys(_NOT_SET),
    }


def _settings(guild: Guild) -> Json:
    return {
        "features": [],
        "emojis": [],
        "stickers": [],
        "region": "us-west",
        "widget_enabled": False,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        **dict.fromkeys(_LEVELS, 0),
    }


_NOT_SET = """
    icon description home_header splash discovery_splash banner application_id afk_channel_id
    system_channel_id widget_channel_id vanity_url_code rules_channel_id safety_alerts_channel_id
    public_updates_channel_id incidents_data max_presences
""".split()

_LEVELS = """
    system_channel_flags verification_level default_message_notifications mfa_level
    explicit_content_filter premium_tier premium_subscription_count nsfw_level
""".split()

_SIZES = {
    "afk_timeout": 300,
    "max_members": 500_000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
}
