"""The commands that Discord lists, registered only where they differ from what it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.discord.running.events import event

_ENTRY_POINT = 4

# What Discord fills in where nothing was sent.
_DEFAULTS: Mapping[str, Any] = {
    "type": 1,
    "description": "",
    "options": [],
    "choices": [],
    "required": False,
    "autocomplete": False,
    "nsfw": False,
    "channel_types": [],
}
# What Discord adds, or derives from the rest.
_IGNORED = frozenset(
    {
        "id", "application_id", "version", "guild_id", "dm_permission", "handler",
        "name_localized", "description_localized", "name_localizations",
        "description_localizations",
    }
)  # fmt: skip


async def register(tree: app_commands.CommandTree[Any], client: discord.Client) -> bool:
    """Register the tree's commands for all guilds if they changed; return whether they had."""
    assert client.application_id is not None  # noqa: S101  # known once logged in
    ours: list[dict[str, Any]] = [command.to_dict(tree) for command in tree.get_commands()]
    theirs: list[Any] = list(await client.http.get_global_commands(client.application_id))
    # Where the application has an Activity, Discord refuses a list without its entry point.
    kept = [command for command in theirs if command.get("type") == _ENTRY_POINT]
    if same_commands(ours, [command for command in theirs if command not in kept]):
        return False
    await client.http.bulk_upsert_global_commands(client.application_id, [*ours, *kept])
    event("registered", commands=len(ours))
    return True


def same_commands(ours: Sequence[Mapping[str, Any]], theirs: Sequence[Any]) -> bool:
    """Return whether commands to register are those that Discord has, in whatever order."""

    def named(command: Mapping[str, Any]) -> tuple[str, int]:
        return command["name"], command.get("type", 1)

    return sorted(map(_plain, ours), key=named) == sorted(map(_plain, theirs), key=named)


def _plain(part: Any) -> Any:
    """Return a command, or a part of one, without what Discord adds or fills in."""
    if isinstance(part, Mapping):
        kept = {key: _plain(value) for key, value in part.items() if key not in _IGNORED}
        plain = {
            key: value
            for key, value in kept.items()
            if value is not None and value != _DEFAULTS.get(key)
        }
        permissions = plain.get("default_member_permissions")
        if permissions is not None:
            plain["default_member_permissions"] = str(permissions)
        for unordered in ("contexts", "integration_types"):
            if unordered in plain:
                plain[unordered] = sorted(plain[unordered])
        plain.setdefault("name", "")
        return plain
    return [_plain(one) for one in part] if isinstance(part, list) else part
