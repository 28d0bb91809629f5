"""Guilds: members, roles, and what they may do in the guild and in a channel."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING, NamedTuple

from ..basics import Event, Json, now, shard_of, timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .channels import Channel
    from .world import User, World


class Permission(IntFlag):
    """Discord's permission bits."""

    NONE = 0
    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40


EVERYTHING = Permission((1 << 53) - 1)
"""What the owner and administrators may do."""

EVERYONE = (
    Permission.CREATE_INSTANT_INVITE
    | Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
"""What @everyone may do in a new guild."""

IN_A_DM = (EVERYONE & ~Permission.CREATE_INSTANT_INVITE) | Permission.MENTION_EVERYONE
"""What both sides may do in a direct message."""

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


class Guild:
    """A server. `general` is its first channel; `everyone` its @everyone role."""

    def __init__(self, world: World, guild_id: int, name: str, owner: User) -> None:
        self.world = world
        self.id = guild_id
        self.name = name
        self.owner = owner
        self.locale = "en-US"
        self.everyone = Role(guild_id, "@everyone", EVERYONE)
        self.roles: dict[int, Role] = {guild_id: self.everyone}
        self.members: dict[int, Member] = {owner.id: Member(owner, self)}
        self.channels: dict[int, Channel] = {}

    def __repr__(self) -> str:
        return f"<Guild {self.name}>"

    @property
    def general(self) -> Channel:
        """The first channel."""
        return next(iter(self.channels.values()))

    @property
    def has_bot(self) -> bool:
        """Whether the bot is a member."""
        return self.world.bot.id in self.members

    def shard_of(self, shards: int) -> int:
        """Return which of so many shards gets this guild's events."""
        return shard_of(self.id, shards)

    def to_json(self) -> Json:
        """Return the guild as it is announced to a bot that is in it."""
        return guild_create_json(self)

    def add_channel(self, name: str) -> Channel:
        """Open a text channel."""
        return self.world.add_channel(name, guild=self)

    def add_role(self, name: str, permissions: Permission = Permission.NONE) -> Role:
        """Make a role."""
        role = Role(self.world.snowflakes(), name, permissions)
        self.roles[role.id] = role
        self._emit("GUILD_ROLE_CREATE", {"role": role.to_json()})
        return role

    def add_member(self, user: User, *roles: Role) -> Member:
        """Let somebody in, or give a member these roles instead of those they have."""
        known = self.members.get(user.id)
        if known is None:
            member = self.members[user.id] = Member(user, self, roles)
            self._emit("GUILD_MEMBER_ADD", member.to_json())
            return member
        known.roles = list(roles)
        self._emit("GUILD_MEMBER_UPDATE", known.to_json())
        return known

    def remove_member(self, user: User) -> None:
        """Let somebody go; if it is the bot, it is told that the guild is gone."""
        member = self.members.pop(user.id)
        if user is self.world.bot:
            gone = {"id": str(self.id), "unavailable": False}
            self.world.emit(Event("GUILD_DELETE", gone, self))
        else:
            self._emit("GUILD_MEMBER_REMOVE", {"user": member.user.to_json()})

    def add_bot(self, permissions: Permission = Permission.NONE) -> Member:
        """Install the bot, with a role of its own that has these permissions."""
        bot = self.world.bot
        role = Role(self.world.snowflakes(), bot.name, permissions, of_bot=bot)
        self.roles[role.id] = role
        member = self.members[bot.id] = Member(bot, self, [role])
        self.world.emit(Event("GUILD_CREATE", self.to_json(), self))
        return member

    def _emit(self, name: str, payload: Json) -> None:
        self.world.emit(Event(name, {**payload, "guild_id": str(self.id)}, self))


class Member:
    """An account in a guild."""

    def __init__(self, user: User, guild: Guild, roles: Iterable[Role] = ()) -> None:
        self.user = user
        self.guild = guild
        self.roles = list(roles)
        self.joined_at = now()

    @property
    def permissions(self) -> Permission:
        """What the member's roles allow in the guild."""
        return in_guild(self)

    def to_json(self) -> Json:
        """Return Discord's member object, the user in it."""
        return member_json(self)


class Role:
    """A role: a name for permissions. The one named @everyone has the id of its guild."""

    def __init__(
        self, role_id: int, name: str, permissions: Permission, *, of_bot: User | None = None
    ) -> None:
        self.id = role_id
        self.name = name
        self.permissions = permissions
        self.of_bot = of_bot

    @property
    def mention(self) -> str:
        """What is written to mention the role."""
        return f"<@&{self.id}>"

    def to_json(self) -> Json:
        """Return Discord's role object."""
        return role_json(self)


class Overwrite(NamedTuple):
    """What one role or member is allowed or denied in a channel, over the guild's roles."""

    is_role: bool
    allow: Permission
    deny: Permission


def in_guild(member: Member) -> Permission:
    """Return what a member's roles allow in the guild."""
    if member.guild.owner is member.user:
        return EVERYTHING
    granted = member.guild.everyone.permissions
    for role in member.roles:
        granted |= role.permissions
    return EVERYTHING if Permission.ADMINISTRATOR in granted else granted


def in_channel(member: Member, channel: Channel) -> Permission:
    """Return what a member may do in a channel; a thread has the overwrites of its parent."""
    granted = in_guild(member)
    if granted == EVERYTHING:
        return granted
    overwrites = (channel.parent or channel).overwrites
    for layer in (
        [member.guild.id],
        [role.id for role in member.roles],
        [member.user.id],
    ):
        found = [overwrites[target] for target in layer if target in overwrites]
        for overwrite in found:
            granted &= ~overwrite.deny
        for overwrite in found:
            granted |= overwrite.allow
    return granted if Permission.VIEW_CHANNEL in granted else Permission.NONE


def to_write_in(channel: Channel) -> Permission:
    """Return the permission that writing in a channel takes."""
    if channel.is_thread:
        return Permission.SEND_MESSAGES_IN_THREADS
    return Permission.SEND_MESSAGES


def guild_json(guild: Guild) -> Json:
    """Return Discord's guild object."""
    return {**_identity(guild), **_settings(guild), **_SIZES}


def guild_create_json(guild: Guild) -> Json:
    """Return the guild as the gateway announces it: with channels, and of its members the bot.

    The others stay unknown without the intent for members.
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
