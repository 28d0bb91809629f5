"""Guilds: members, roles and channels that belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.events import Event
from tests.discord.loopback.guild_json import guild_create_json, member_json, role_json
from tests.discord.loopback.permissions import EVERYONE, Permission, in_guild
from tests.discord.loopback.snowflakes import shard_of
from tests.discord.loopback.wire import now

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.discord.loopback.channels import Channel
    from tests.discord.loopback.users import User
    from tests.discord.loopback.wire import Json
    from tests.discord.loopback.world import World


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
