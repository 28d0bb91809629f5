"""Guilds and their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.guild_json import guild_json
from tests.discord.loopback.refusals import unknown
from tests.discord.loopback.rest.calls import Call, Route

if TYPE_CHECKING:
    from tests.discord.loopback.server import Discord
    from tests.discord.loopback.wire import Json


def get_guild(discord: Discord, call: Call) -> Json:
    guild = discord.world.guild(call.number("guild_id"))
    body = guild_json(guild)
    if call.flag("with_counts"):
        count = len(guild.members)
        body |= {"approximate_member_count": count, "approximate_presence_count": count}
    return body


def get_member(discord: Discord, call: Call) -> Json:
    guild = discord.world.guild(call.number("guild_id"))
    user_id = call.number("user_id")
    if user_id not in discord.world.users:
        raise unknown("User")
    if user_id not in guild.members:
        raise unknown("Member")
    return guild.members[user_id].to_json()


def list_channels(discord: Discord, call: Call) -> list[Json]:
    guild = discord.world.guild(call.number("guild_id"))
    return [one.to_json() for one in guild.channels.values() if not one.is_thread]


def leave_guild(discord: Discord, call: Call) -> None:
    guild = discord.world.guild(call.number("guild_id"))
    guild.remove_member(discord.world.bot)


ROUTES = [
    Route("GET", "/guilds/{guild_id}", get_guild),
    Route("GET", "/guilds/{guild_id}/members/{user_id}", get_member),
    Route("GET", "/guilds/{guild_id}/channels", list_channels),
    Route("DELETE", "/users/@me/guilds/{guild_id}", leave_guild),
]
