"""Which commands a person is shown where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.people_errors import NotAllowed
from tests.discord.loopback.permissions import Permission

if TYPE_CHECKING:
    from tests.discord.loopback.channels import Channel
    from tests.discord.loopback.guilds import Guild
    from tests.discord.loopback.registry import Decisions, Registry
    from tests.discord.loopback.users import User
    from tests.discord.loopback.wire import Json


def usable_command(commands: Registry, user: User, channel: Channel, name: str, kind: int) -> Json:
    """Return the command of a name and kind. Raises NotAllowed if it is not shown to the user."""
    for command in commands.usable_in(channel.guild):
        if command["name"] == name and command["type"] == kind:
            break
    else:
        raise NotAllowed(f"there is no command {name!r} in {channel!r}")
    if channel.guild is None:
        return command
    granted = channel.permissions_of(user)
    decided = _decided(commands.decided(channel.guild, command), channel.guild, user)
    allowed = _by_default(command, granted) if decided is None else decided
    if Permission.USE_APPLICATION_COMMANDS not in granted or not allowed:
        raise NotAllowed(f"{user.name} may not use {name!r} in {channel!r}")
    return command


def command_data(command: Json, options: list[Json] | None, resolved: Json) -> Json:
    """Return what an interaction tells of the command that was used."""
    data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    if options is not None:
        data["options"] = options
    return {**data, "resolved": resolved} if resolved else data


def _decided(decisions: Decisions, guild: Guild, user: User) -> bool | None:
    """Return what was decided for a person, or else for their roles; None if nothing was."""
    if user.id in decisions:
        return decisions[user.id][1]
    roles = [guild.everyone, *guild.members[user.id].roles]
    for_roles = [decisions[role.id][1] for role in roles if role.id in decisions]
    return any(for_roles) if for_roles else None


def _by_default(command: Json, granted: Permission) -> bool:
    """Return whether all that a command needs is granted; 0 means nobody but administrators."""
    needed = command["default_member_permissions"]
    if needed is None:
        return True
    return Permission(int(needed) or Permission.ADMINISTRATOR) in granted
