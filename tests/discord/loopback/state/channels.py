"""Channels, threads and direct messages: where messages stand."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING

from ..basics import Event, Json, Signal, timestamp
from .guilds import IN_A_DM, Overwrite, Permission, in_channel

if TYPE_CHECKING:
    from .guilds import Guild, Role
    from .messages import Message
    from .world import User, World

TEXT, DM, PUBLIC_THREAD = 0, 1, 11


class Channel:
    """A text channel (of a guild), a thread (with a parent) or a direct message (neither).

    `typing` holds the seconds of the test's clock at which the bot showed that it types.
    """

    def __init__(
        self,
        world: World,
        channel_id: int,
        name: str,
        *,
        guild: Guild | None = None,
        parent: Channel | None = None,
        person: User | None = None,
    ) -> None:
        self.world = world
        self.id = channel_id
        self.name = name
        self.guild = guild
        self.parent = parent
        self.person = person
        self.archived = False
        self.overwrites: dict[int, Overwrite] = {}
        self.messages: dict[int, Message] = {}
        self.typing: list[float] = []
        self.changed = Signal()
        self._replies: defaultdict[int, list[Message]] = defaultdict(list)

    def __repr__(self) -> str:
        return f"<Channel {self.name}>"

    @property
    def type(self) -> int:
        """Discord's number for the kind of channel."""
        return DM if self.guild is None else PUBLIC_THREAD if self.parent else TEXT

    @property
    def is_thread(self) -> bool:
        """Whether the channel hangs under another one."""
        return self.parent is not None

    @property
    def mention(self) -> str:
        """What is written to link to the channel."""
        return f"<#{self.id}>"

    def to_json(self) -> Json:
        """Return Discord's channel object."""
        return channel_json(self)

    def permissions_of(self, user: User) -> Permission:
        """Return what a person or the bot may do here: nothing for strangers."""
        if self.guild is None:
            return IN_A_DM if user in (self.person, self.world.bot) else Permission.NONE
        member = self.guild.members.get(user.id)
        return Permission.NONE if member is None else in_channel(member, self)

    def allow(self, target: User | Role, permissions: Permission) -> None:
        """Allow a role or a person something here, whatever the guild's roles say."""
        self._overwrite(target, allow=permissions)

    def deny(self, target: User | Role, permissions: Permission) -> None:
        """Deny a role or a person something here, whatever the guild's roles say."""
        self._overwrite(target, deny=permissions)

    def add_thread(self, name: str) -> Channel:
        """Open a public thread, which the bot can see."""
        return self.world.add_channel(name, guild=self.guild, parent=self)

    def keep(self, message: Message) -> None:
        """Take in a new message."""
        self.messages[message.id] = message
        if message.reference_id is not None:
            self._replies[message.reference_id].append(message)
        self.changed.notify()

    def replies_to(self, message: Message) -> list[Message]:
        """Return the messages that answer another one, oldest first."""
        return [reply for reply in self._replies[message.id] if not reply.deleted]

    def by_bot(self, after: Message | None = None) -> list[Message]:
        """Return what the bot said here (after a message), deferred answers left out."""
        since = 0 if after is None else after.id
        return [
            message
            for message in self.messages.values()
            if message.id > since and self._said_by_bot(message)
        ]

    async def next_message(
        self,
        *,
        after: Message | None = None,
        reply_to: Message | None = None,
        timeout: float = 5.0,
    ) -> Message:
        """Return the bot's first message here: after another message, or in reply to one.

        Without either, the first after what a person said last. Raises TimeoutError.
        """
        since = after or reply_to or self._last_of_a_person()

        def probe() -> Message | None:
            if reply_to is None:
                return next(iter(self.by_bot(since)), None)
            return next(filter(self._said_by_bot, self.replies_to(reply_to)), None)

        where = f"a message of the bot in {self.name}"
        return await self.changed.wait_for(
            probe, timeout, lambda: where if since is None else f"{where} after {since!r}"
        )

    def note_typing(self) -> None:
        """Remember that the bot showed that it types."""
        self.typing.append(asyncio.get_running_loop().time())
        self.changed.notify()

    def _said_by_bot(self, message: Message) -> bool:
        return message.author is self.world.bot and not (message.loading or message.deleted)

    def _last_of_a_person(self) -> Message | None:
        said = (m for m in reversed(self.messages.values()) if m.author is not self.world.bot)
        return next(said, None)

    def _overwrite(
        self,
        target: User | Role,
        *,
        allow: Permission = Permission.NONE,
        deny: Permission = Permission.NONE,
    ) -> None:
        from .guilds import Role

        is_role = isinstance(target, Role)
        old = self.overwrites.get(target.id, Overwrite(is_role, Permission.NONE, Permission.NONE))
        self.overwrites[target.id] = Overwrite(
            is_role, (old.allow | allow) & ~deny, (old.deny | deny) & ~allow
        )
        self.world.emit(Event("CHANNEL_UPDATE", self.to_json(), self.guild))


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
