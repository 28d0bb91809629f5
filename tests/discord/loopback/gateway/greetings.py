"""What a client is told when a session begins, or why none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.gateway.intents import ALL, Intent, disallowed

if TYPE_CHECKING:
    from tests.discord.loopback.gateway.session import Session, Shard
    from tests.discord.loopback.guilds import Guild
    from tests.discord.loopback.wire import Json
    from tests.discord.loopback.world import World

AUTHENTICATION_FAILED = 4004
INVALID_SHARD, SHARDING_REQUIRED, INVALID_INTENTS, DISALLOWED_INTENTS = 4010, 4011, 4013, 4014


def objection(world: World, wish: Json, shard: Shard, required_shards: int) -> int | None:
    """Return the close code for an IDENTIFY that is refused, None for one that is fine."""
    intents = wish.get("intents")
    if wish["token"] != world.application.token:
        return AUTHENTICATION_FAILED
    if not 0 <= shard.number < shard.total:
        return INVALID_SHARD
    if shard.total < required_shards:
        return SHARDING_REQUIRED
    if not isinstance(intents, int) or intents & ~ALL:
        return INVALID_INTENTS
    return DISALLOWED_INTENTS if disallowed(intents, world.application) else None


def greet(world: World, session: Session, resume_url: str) -> None:
    """Dispatch READY, then each guild of the shard if the session asked for guilds."""
    guilds = _guilds_of(world, session.shard)
    session.dispatch("READY", _ready(world, session, guilds, resume_url))
    if session.intents & Intent.GUILDS:
        for guild in guilds:
            session.dispatch("GUILD_CREATE", guild.to_json())


def members_chunk(world: World, session: Session, wish: Json) -> Json:
    """Return the members that were asked for, as far as the session may know them."""
    guild = world.guilds[int(wish["guild_id"])]
    known = bool(session.intents & Intent.GUILD_MEMBERS)
    members = [one for one in guild.members.values() if known or one.user is world.bot]
    return {
        "guild_id": str(guild.id),
        "members": [member.to_json() for member in members],
        "chunk_index": 0,
        "chunk_count": 1,
        "nonce": wish.get("nonce"),
    }


def _ready(world: World, session: Session, guilds: list[Guild], resume_url: str) -> Json:
    application = world.application
    return {
        "v": 10,
        "user": world.bot.to_private_json(),
        "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
        "session_id": session.id,
        "resume_gateway_url": resume_url,
        "shard": list(session.shard),
        "application": {"id": str(application.id), "flags": application.flags},
        "private_channels": [],
        "session_type": "normal",
    }


def _guilds_of(world: World, shard: Shard) -> list[Guild]:
    return [
        guild
        for guild in world.guilds.values()
        if guild.has_bot and guild.shard_of(shard.total) == shard.number
    ]
