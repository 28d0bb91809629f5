"""Application commands: those everywhere and those of one guild."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.refusals import missing_access, unknown
from tests.discord.loopback.rest.calls import Call, Route

if TYPE_CHECKING:
    from tests.discord.loopback.guilds import Guild
    from tests.discord.loopback.server import Discord
    from tests.discord.loopback.wire import Json

_EVERYWHERE = "/applications/{application_id}/commands"
_IN_A_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


def list_commands(discord: Discord, call: Call) -> list[Json]:
    return list(discord.commands.of(_guild(discord, call)).values())


def put_commands(discord: Discord, call: Call) -> list[Json]:
    return discord.commands.replace(_guild(discord, call), call.body or [])


def post_command(discord: Discord, call: Call) -> Json:
    return discord.commands.add(_guild(discord, call), call.fields)


def get_command(discord: Discord, call: Call) -> Json:
    return discord.commands.get(_guild(discord, call), call.number("command_id"))


def patch_command(discord: Discord, call: Call) -> Json:
    return discord.commands.change(_guild(discord, call), call.number("command_id"), call.fields)


def delete_command(discord: Discord, call: Call) -> None:
    discord.commands.delete(_guild(discord, call), call.number("command_id"))


def list_permissions(discord: Discord, call: Call) -> list[Json]:
    guild = discord.world.guild(call.number("guild_id"))
    found = (_permissions(discord, guild, one) for one in discord.commands.usable_in(guild))
    return [one for one in found if one["permissions"]]


def get_permissions(discord: Discord, call: Call) -> Json:
    guild = discord.world.guild(call.number("guild_id"))
    for command in discord.commands.usable_in(guild):
        told = _permissions(discord, guild, command)
        if command["id"] == call.parameters["command_id"] and told["permissions"]:
            return told
    raise unknown("Application Command Permissions")


def _permissions(discord: Discord, guild: Guild, command: Json) -> Json:
    decided = discord.commands.decided(guild, command)
    return {
        "id": command["id"],
        "application_id": str(discord.application.id),
        "guild_id": str(guild.id),
        "permissions": [
            {"id": str(target), "type": kind, "permission": allowed}
            for target, (kind, allowed) in decided.items()
        ],
    }


def _guild(discord: Discord, call: Call) -> int | None:
    """Return the guild of a request, None if there is none. Raises Refused for another's."""
    if call.number("application_id") != discord.application.id:
        raise missing_access()
    if "guild_id" not in call.parameters:
        return None
    guild = discord.world.guilds.get(call.number("guild_id"))
    if guild is None or not guild.has_bot:
        raise missing_access()
    return guild.id


ROUTES = [
    Route("GET", f"{_IN_A_GUILD}/permissions", list_permissions),
    Route("GET", f"{_IN_A_GUILD}/{{command_id}}/permissions", get_permissions),
    *(
        route
        for base in (_EVERYWHERE, _IN_A_GUILD)
        for route in (
            Route("GET", base, list_commands),
            Route("PUT", base, put_commands),
            Route("POST", base, post_command),
            Route("GET", f"{base}/{{command_id}}", get_command),
            Route("PATCH", f"{base}/{{command_id}}", patch_command),
            Route("DELETE", f"{base}/{{command_id}}", delete_command),
        )
    ),
]
