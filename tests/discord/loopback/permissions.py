"""Permissions: what members may do in a guild and, after the overwrites, in a channel."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.discord.loopback.channels import Channel
    from tests.discord.loopback.guilds import Member


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
