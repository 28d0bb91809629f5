"""The commands that a bot has registered: kept, shown to people, and filled in by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..basics import Json, NotAllowed, unknown
from ..rules.commands import (
    CHAT_INPUT,
    GROUP,
    SUBCOMMAND,
    check_command,
    check_commands,
    kind_of,
)
from .channels import Channel
from .guilds import Guild, Permission, Role, partial_member_json
from .messages import Upload
from .world import User

if TYPE_CHECKING:
    from .world import World

Commands = dict[int, Json]

Decisions = dict[int, tuple[int, bool]]
"""By the id of a role or a person: 1 or 2, which of both it is, and whether it may."""

GUILD, BOT_DM = 0, 1
"""Contexts in which a command can be used."""

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER, ATTACHMENT = 3, 4, 5, 6, 7, 8, 10, 11

_PYTHON: dict[int, type | tuple[type, ...]] = {
    STRING: str,
    INTEGER: int,
    BOOLEAN: bool,
    USER: User,
    CHANNEL: Channel,
    ROLE: Role,
    NUMBER: (int, float),
    ATTACHMENT: Upload,
}

_ROLE, _USER = 1, 2


class Registry:
    """Holds commands as Discord does. `changes` counts the requests that changed any."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.changes = 0
        self._everywhere: Commands = {}
        self._of_guilds: dict[int, Commands] = {}
        self._decided: dict[tuple[int, str], Decisions] = {}

    def of(self, guild_id: int | None) -> Commands:
        """Return the commands of a guild alone, or those registered everywhere."""
        if guild_id is None:
            return self._everywhere
        return self._of_guilds.setdefault(guild_id, {})

    def usable_in(self, guild: Guild | None) -> Iterator[Json]:
        """Yield the commands that a place has; a guild's own come before those everywhere."""
        where = BOT_DM if guild is None else GUILD
        if guild is not None:
            yield from self.of(guild.id).values()
        for command in self._everywhere.values():
            if command["contexts"] is None or where in command["contexts"]:
                yield command

    def permit(self, guild: Guild, name: str, target: User | Role, *, allowed: bool) -> None:
        """Decide, as a moderator does in the guild's settings, who may use a command."""
        for command in self.usable_in(guild):
            if command["name"] == name:
                kind = _USER if isinstance(target, User) else _ROLE
                self.decided(guild, command)[target.id] = kind, allowed

    def decided(self, guild: Guild, command: Json) -> Decisions:
        """Return what the moderators of a guild decided about a command."""
        return self._decided.setdefault((guild.id, command["id"]), {})

    def replace(self, guild_id: int | None, wanted: Sequence[Json]) -> list[Json]:
        """Register these commands and no others. Raises Refused for what is not allowed."""
        check_commands(wanted)
        old = {(kind_of(one), one["name"]): one for one in self.of(guild_id).values()}
        new = [self._stored(one, guild_id, old.get((kind_of(one), one["name"]))) for one in wanted]
        kept = self.of(guild_id)
        kept.clear()
        kept.update((int(one["id"]), one) for one in new)
        self.changes += 1
        return new

    def add(self, guild_id: int | None, wanted: Json) -> Json:
        """Register a command, instead of one of that name if there is any."""
        others = self.of(guild_id)
        same = [one for one in others.values() if _key(one) == _key(wanted)]
        check_commands([*(one for one in others.values() if one not in same), wanted])
        stored = self._stored(wanted, guild_id, same[0] if same else None)
        others[int(stored["id"])] = stored
        self.changes += 1
        return stored

    def change(self, guild_id: int | None, command_id: int, changes: Json) -> Json:
        """Change a command. Raises Refused for what is not there or not allowed."""
        old = self.get(guild_id, command_id)
        wanted = {**old, **changes}
        check_command(wanted)
        stored = self.of(guild_id)[command_id] = self._stored(wanted, guild_id, old)
        self.changes += 1
        return stored

    def delete(self, guild_id: int | None, command_id: int) -> None:
        """Delete a command. Raises Refused (10063) if it is not there."""
        self.get(guild_id, command_id)
        del self.of(guild_id)[command_id]
        self.changes += 1

    def get(self, guild_id: int | None, command_id: int) -> Json:
        """Return a command. Raises Refused (10063) if it is not there."""
        try:
            return self.of(guild_id)[command_id]
        except KeyError:
            raise unknown("application command") from None

    def _stored(self, wanted: Json, guild_id: int | None, old: Json | None) -> Json:
        permissions = wanted.get("default_member_permissions")
        stored: Json = {
            "id": old["id"] if old else str(self.world.snowflakes()),
            "application_id": str(self.world.application.id),
            "version": str(self.world.snowflakes()),
            "type": kind_of(wanted),
            "name": wanted["name"],
            "name_localizations": wanted.get("name_localizations"),
            "description": wanted.get("description") or "",
            "description_localizations": wanted.get("description_localizations"),
            "default_member_permissions": None if permissions is None else str(permissions),
            "contexts": None,
            "integration_types": wanted.get("integration_types") or [0],
            "nsfw": bool(wanted.get("nsfw")),
        }
        if guild_id is not None:
            return {**stored, **_options(wanted), "guild_id": str(guild_id)}
        in_dms = wanted.get("dm_permission")
        stored["contexts"] = wanted.get("contexts")
        stored["dm_permission"] = True if in_dms is None else in_dms
        if stored["contexts"] is None and in_dms is False:
            stored["contexts"] = [GUILD]
        return {**stored, **_options(wanted)}


def _key(command: Json) -> tuple[int, str]:
    return kind_of(command), command["name"]


def _options(command: Json) -> Json:
    options = [_option(option) for option in command.get("options") or ()]
    return {"options": options} if options or kind_of(command) == CHAT_INPUT else {}


def _option(option: Json) -> Json:
    """Return an option as it comes back: without what is not set."""
    kept = {key: value for key, value in option.items() if value not in (None, False, [])}
    if "options" in kept:
        kept["options"] = [_option(inner) for inner in kept["options"]]
    if "choices" in kept:
        kept["choices"] = [
            {key: value for key, value in choice.items() if value is not None}
            for choice in kept["choices"]
        ]
    return kept


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


def command_data(command: Json, options: list[Json] | None, resolved: Json) -> Json:
    """Return what an interaction tells of the command that was used."""
    data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    if options is not None:
        data["options"] = options
    return {**data, "resolved": resolved} if resolved else data


class FilledOptions(NamedTuple):
    """The options as they go out, and the objects that they name."""

    options: list[Json]
    resolved: Json


def filled_options(
    world: World,
    guild: Guild | None,
    command: Json,
    path: list[str],
    values: Mapping[str, Any],
    focused: str | None = None,
) -> FilledOptions:
    """Return what a person typed into a command; `path` leads to its subcommand.

    Raises NotAllowed for what Discord's client does not let anybody send: options that there
    are not, required ones that are missing (unless one is still being typed), values of another
    type or beyond their bounds.
    """
    known = {option["name"]: option for option in command.get("options") or ()}
    if path:
        inner = known.get(path[0])
        if inner is None or inner["type"] not in (SUBCOMMAND, GROUP):
            raise NotAllowed(f"there is no {' '.join(path)!r} in {command['name']!r}")
        below = filled_options(world, guild, inner, path[1:], values, focused)
        wrapped = {"name": inner["name"], "type": inner["type"], "options": below.options}
        return FilledOptions([wrapped], below.resolved)
    _check_names(command, known, values, focused)
    resolved: Json = {}
    options = []
    for name, value in values.items():
        option = known[name]
        if name != focused:
            _check_value(option, value)
        sent = {"name": name, "type": option["type"]}
        sent["value"] = _as_sent(world, guild, option, value, resolved)
        options.append({**sent, "focused": True} if name == focused else sent)
    return FilledOptions(options, resolved)


def _check_names(
    command: Json, known: Mapping[str, Json], values: Mapping[str, Any], focused: str | None
) -> None:
    if any(option["type"] in (SUBCOMMAND, GROUP) for option in known.values()):
        raise NotAllowed(f"{command['name']!r} needs one of its subcommands: {list(known)}")
    if unknown := values.keys() - known.keys():
        raise NotAllowed(f"{command['name']!r} has no options {sorted(unknown)}: {list(known)}")
    required = {name for name, option in known.items() if option.get("required")}
    if focused is None and (missing := required - values.keys()):
        raise NotAllowed(f"{command['name']!r} needs {sorted(missing)}")


def _check_value(option: Json, value: Any) -> None:
    name, kind = option["name"], option["type"]
    expected = _PYTHON.get(kind, object)
    if not isinstance(value, expected) or (isinstance(value, bool) and kind != BOOLEAN):
        raise NotAllowed(f"option {name!r} takes {expected}, not {value!r}")
    choices = [choice["value"] for choice in option.get("choices") or ()]
    if choices and value not in choices:
        raise NotAllowed(f"option {name!r} takes one of {choices}, not {value!r}")
    size = len(value) if isinstance(value, str) else value
    least = option.get("min_length" if isinstance(value, str) else "min_value")
    most = option.get("max_length" if isinstance(value, str) else "max_value")
    if kind == STRING:
        most = 6000 if most is None else most
    if (least is not None and size < least) or (most is not None and size > most):
        raise NotAllowed(f"option {name!r} takes {least} to {most}, not {size}")


def _as_sent(world: World, guild: Guild | None, option: Json, value: Any, resolved: Json) -> Any:
    """Return the value as it goes out: an id for an object, which is then resolved."""
    if isinstance(value, Upload):
        attachment = world.store_file(value)
        body = attachment.to_json(ephemeral=True)
        return _resolve(resolved, "attachments", attachment.id, body)
    if isinstance(value, User):
        if guild is not None and value.id in guild.members:
            member = partial_member_json(guild.members[value.id])
            member["permissions"] = str(int(guild.members[value.id].permissions))
            _resolve(resolved, "members", value.id, member)
        return _resolve(resolved, "users", value.id, value.to_json())
    if isinstance(value, Role):
        return _resolve(resolved, "roles", value.id, value.to_json())
    if isinstance(value, Channel):
        return _resolve(resolved, "channels", value.id, {**value.to_json(), "permissions": "0"})
    return value


def _resolve(resolved: Json, kind: str, object_id: int, body: Json) -> str:
    resolved.setdefault(kind, {})[str(object_id)] = body
    return str(object_id)
