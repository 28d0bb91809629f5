"""The application commands that the bot has registered, everywhere and guild by guild."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tests.discord.loopback.refusals import unknown
from tests.discord.loopback.rules.commands import (
    CHAT_INPUT,
    check_command,
    check_commands,
    kind_of,
)
from tests.discord.loopback.users import User
from tests.discord.loopback.wire import Json

if TYPE_CHECKING:
    from tests.discord.loopback.guilds import Guild, Role
    from tests.discord.loopback.world import World

Commands = dict[int, Json]
Decisions = dict[int, tuple[int, bool]]
"""By the id of a role or a person: 1 or 2, which of both it is, and whether it may."""

GUILD, BOT_DM = 0, 1
"""Contexts in which a command can be used."""

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
