"""Whom a message mentions, and for whom it rings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.discord.loopback.channels import Channel
    from tests.discord.loopback.guilds import Role
    from tests.discord.loopback.messages import Message
    from tests.discord.loopback.users import User
    from tests.discord.loopback.wire import Json

_USER = re.compile(r"<@!?(\d{1,20})>")
_ROLE = re.compile(r"<@&(\d{1,20})>")
_CROWD = re.compile("@everyone|@here")


class Mentioned(NamedTuple):
    """Who is mentioned so that it counts: each of them is rung for."""

    users: list[User]
    roles: list[Role]
    crowds: list[str]

    @property
    def names(self) -> frozenset[str]:
        """User names, `@role` names, `@everyone` and `@here`."""
        roles = (f"@{role.name}" for role in self.roles)
        return frozenset({*(user.name for user in self.users), *roles, *self.crowds})


def mentioned(
    content: str, channel: Channel, allowed: Json | None, replied: Message | None
) -> Mentioned:
    """Return whom a content, and the message it replies to, mention.

    Without `allowed` everybody; otherwise those that it parses or lists, and the author replied
    to only if it says so. Code spans and permissions are not looked at: what could ring in
    another guild counts as ringing here.
    """
    users = _users(content, channel, allowed)
    wanted = True if allowed is None else bool(allowed.get("replied_user"))
    if replied is not None and wanted and replied.author not in users:
        users.append(replied.author)
    crowds = list(dict.fromkeys(_CROWD.findall(content)))
    return Mentioned(
        users,
        _roles(content, channel, allowed),
        crowds if _parses(allowed, "everyone") else [],
    )


def _users(content: str, channel: Channel, allowed: Json | None) -> list[User]:
    ids = _permitted(_USER.findall(content), allowed, "users")
    known = channel.world.users
    return [known[one] for one in ids if one in known]


def _roles(content: str, channel: Channel, allowed: Json | None) -> list[Role]:
    if channel.guild is None:
        return []
    roles = channel.guild.roles
    ids = _permitted(_ROLE.findall(content), allowed, "roles")
    return [roles[one] for one in ids if one in roles]


def _permitted(found: list[str], allowed: Json | None, kind: str) -> list[int]:
    ids = list(dict.fromkeys(map(int, found)))
    if _parses(allowed, kind):
        return ids
    listed = {int(one) for one in (allowed or {}).get(kind) or ()}
    return [one for one in ids if one in listed]


def _parses(allowed: Json | None, kind: str) -> bool:
    return allowed is None or kind in (allowed.get("parse") or ())
