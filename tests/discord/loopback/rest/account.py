"""The bot's own account, its application, and where the gateway is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.rest.calls import Call, Route

if TYPE_CHECKING:
    from tests.discord.loopback.server import Discord
    from tests.discord.loopback.wire import Json


def me(discord: Discord, call: Call) -> Json:
    return discord.world.bot.to_private_json()


def application(discord: Discord, call: Call) -> Json:
    guilds = sum(guild.has_bot for guild in discord.world.guilds.values())
    return discord.application.to_json(guilds)


def gateway(discord: Discord, call: Call) -> Json:
    return {"url": discord.gateway_url}


def gateway_for_bots(discord: Discord, call: Call) -> Json:
    limit = {
        "total": 1000,
        "remaining": 1000 - discord.gateway.identified,
        "reset_after": 86_400_000,
        "max_concurrency": 1,
    }
    return {
        "url": discord.gateway_url,
        "shards": discord.shards,
        "session_start_limit": limit,
    }


ROUTES = [
    Route("GET", "/users/@me", me),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/applications/@me", application),
    Route("GET", "/gateway", gateway, open=True),
    Route("GET", "/gateway/bot", gateway_for_bots),
]
