"""What a person typed, as the options of a slash command: checked as Discord's client does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.discord.loopback.channels import Channel
from tests.discord.loopback.files import Upload
from tests.discord.loopback.guild_json import partial_member_json
from tests.discord.loopback.guilds import Guild, Role
from tests.discord.loopback.people_errors import NotAllowed
from tests.discord.loopback.rules.commands import GROUP, SUBCOMMAND
from tests.discord.loopback.users import User

if TYPE_CHECKING:
    from tests.discord.loopback.wire import Json
    from tests.discord.loopback.world import World

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


class Typed(NamedTuple):
    """The options as they go out, and the objects that they name."""

    options: list[Json]
    resolved: Json


def typed_options(
    world: World,
    guild: Guild | None,
    command: Json,
    path: list[str],
    values: Mapping[str, Any],
    focused: str | None = None,
) -> Typed:
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
        below = typed_options(world, guild, inner, path[1:], values, focused)
        wrapped = {"name": inner["name"], "type": inner["type"], "options": below.options}
        return Typed([wrapped], below.resolved)
    _check_names(command, known, values, focused)
    resolved: Json = {}
    options = []
    for name, value in values.items():
        option = known[name]
        if name != focused:
            _check_value(option, value)
        told = {"name": name, "type": option["type"]}
        told["value"] = _told(world, guild, option, value, resolved)
        options.append({**told, "focused": True} if name == focused else told)
    return Typed(options, resolved)


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


def _told(world: World, guild: Guild | None, option: Json, value: Any, resolved: Json) -> Any:
    """Return the value as it goes out: an id for an object, which is then resolved."""
    if isinstance(value, Upload):
        attachment = world.hold(value)
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
