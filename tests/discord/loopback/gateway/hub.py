"""All connections and sessions: who is let in, and which event goes to which."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

from ..basics import Event, Signal
from ..state.messages import withheld
from .connection import (
    INVALID_SESSION,
    RECONNECT,
    Connection,
    Session,
    Shard,
)

if TYPE_CHECKING:
    from aiohttp import web

    from ..basics import Json
    from ..state.guilds import Guild
    from ..state.world import Application, World

AUTHENTICATION_FAILED = 4004
INVALID_SHARD, SHARDING_REQUIRED, INVALID_INTENTS, DISALLOWED_INTENTS = 4010, 4011, 4013, 4014

INVALID_SEQ = 4007


class Gateway:
    """The gateway of the loopback Discord, and what tests can do to it.

    `identified` counts sessions begun, `resumes` those taken up again. With `required_shards`,
    a client with fewer is sent away; `heartbeat_interval` is in milliseconds.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.heartbeat_interval = 41_250
        self.required_shards = 1
        self.identified = 0
        self.resumes = 0
        self.connections: set[Connection] = set()
        self.sessions: dict[str, Session] = {}
        self.resume_url = ""
        self.changed = Signal()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one client."""
        connection = Connection(self, request)
        self.connections.add(connection)
        return await connection.serve()

    def dispatch(self, event: Event) -> None:
        """Dispatch an event to every session that it is for."""
        bot = self.world.bot
        for session in self.sessions.values():
            if self._is_for(event, session):
                payload = readable_payload(event, session.intents, bot.id)
                session.dispatch(event.name, payload)

    @property
    def ready(self) -> list[Session]:
        """The sessions that are connected, by shard."""
        connected = [one for one in self.sessions.values() if one.connection is not None]
        return sorted(connected, key=lambda session: session.shard)

    async def wait_ready(
        self, *, shards: int = 1, begun_after: int = 0, timeout: float = 30.0
    ) -> list[Session]:
        """Return the sessions once so many shards are connected. Raises TimeoutError.

        Only sessions that were begun after so many others count.
        """

        def probe() -> list[Session] | None:
            found = [session for session in self.ready if session.number > begun_after]
            return found if len(found) >= shards else None

        return await self.changed.wait_for(
            probe, timeout, lambda: f"{shards} connected shards (there are {self.ready})"
        )

    async def wait_resumed(self, *, times: int = 1, timeout: float = 30.0) -> None:
        """Wait until sessions were resumed so often in all. Raises TimeoutError."""
        await self.changed.wait_for(
            lambda: True if self.resumes >= times else None,
            timeout,
            lambda: f"{times} resumed sessions (there were {self.resumes})",
        )

    async def wait_identified(self, *, times: int = 1, timeout: float = 30.0) -> None:
        """Wait until sessions were begun so often in all. Raises TimeoutError."""
        await self.changed.wait_for(
            lambda: True if self.identified >= times else None,
            timeout,
            lambda: f"{times} begun sessions (there were {self.identified})",
        )

    def drop(self) -> None:
        """Cut every line without a word; the sessions can be resumed."""
        for connection in list(self.connections):
            connection.drop()

    def close(self, code: int) -> None:
        """Close every connection with a code; the sessions can be resumed."""
        for connection in list(self.connections):
            connection.close(code)

    def ask_to_reconnect(self) -> None:
        """Send opcode 7 to every client."""
        for session in self.ready:
            assert session.connection is not None
            session.connection.send({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool) -> None:
        """Send opcode 9 to every client; what is not resumable is forgotten."""
        for session in self.ready:
            assert session.connection is not None
            session.connection.send({"op": INVALID_SESSION, "d": resumable})
            if not resumable:
                self.forget(session)

    def forget(self, session: Session) -> None:
        """Let a session end: it cannot be resumed any more."""
        self.sessions.pop(session.id, None)

    def left(self, connection: Connection) -> None:
        """Note that a client is gone."""
        self.connections.discard(connection)
        self.changed.notify()

    def identify(self, connection: Connection, payload: Json) -> None:
        """Begin a session, or close the connection with the code that says why not."""
        shard = Shard(*payload.get("shard", (0, 1)))
        code = refusal_code(self.world, payload, shard, self.required_shards)
        if code is not None:
            connection.close(code)
            return
        self.identified += 1
        session = Session(self.identified, shard, payload["intents"])
        self.sessions[session.id] = session
        session.connection, connection.session = connection, session
        send_ready(self.world, session, self.resume_url)
        self.changed.notify()

    def resume(self, connection: Connection, payload: Json) -> None:
        """Take up a session where the client lost it, or tell it to begin anew."""
        session = self.sessions.get(payload["session_id"])
        if payload["token"] != self.world.application.token:
            connection.close(AUTHENTICATION_FAILED)
        elif session is None:
            connection.send({"op": INVALID_SESSION, "d": False})
        elif payload["seq"] > session.sequence:
            connection.close(INVALID_SEQ)
        else:
            session.connection, connection.session = connection, session
            session.replay(payload["seq"])
            self.resumes += 1
            self.changed.notify()

    def send_members(self, session: Session, payload: Json) -> None:
        """Answer a request for members."""
        session.dispatch("GUILD_MEMBERS_CHUNK", members_chunk(self.world, session, payload))

    def _is_for(self, event: Event, session: Session) -> bool:
        if not asked_for(event, session.intents):
            return False
        if event.guild is None:
            return session.shard.number == 0
        leaving = event.name == "GUILD_DELETE"
        seen = event.guild.has_bot or leaving
        return seen and event.guild.shard_of(session.shard.total) == session.shard.number


def refusal_code(world: World, payload: Json, shard: Shard, required_shards: int) -> int | None:
    """Return the close code for an IDENTIFY that is refused, None for one that is fine."""
    intents = payload.get("intents")
    if payload["token"] != world.application.token:
        return AUTHENTICATION_FAILED
    if not 0 <= shard.number < shard.total:
        return INVALID_SHARD
    if shard.total < required_shards:
        return SHARDING_REQUIRED
    if not isinstance(intents, int) or intents & ~ALL:
        return INVALID_INTENTS
    return DISALLOWED_INTENTS if disallowed(intents, world.application) else None


def send_ready(world: World, session: Session, resume_url: str) -> None:
    """Dispatch READY, then each guild of the shard if the session asked for guilds."""
    guilds = _guilds_of(world, session.shard)
    session.dispatch("READY", _ready(world, session, guilds, resume_url))
    if session.intents & Intent.GUILDS:
        for guild in guilds:
            session.dispatch("GUILD_CREATE", guild.to_json())


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


def members_chunk(world: World, session: Session, payload: Json) -> Json:
    """Return the members that were asked for, as far as the session may know them."""
    guild = world.guilds[int(payload["guild_id"])]
    known = bool(session.intents & Intent.GUILD_MEMBERS)
    members = [one for one in guild.members.values() if known or one.user is world.bot]
    return {
        "guild_id": str(guild.id),
        "members": [member.to_json() for member in members],
        "chunk_index": 0,
        "chunk_count": 1,
        "nonce": payload.get("nonce"),
    }


class Intent(IntFlag):
    """Discord's intent bits, as far as the double has events for them."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15


ALL = (1 << 26) - 1
"""Every bit that Discord gives a meaning to."""

_IN_GUILDS = {
    "GUILD": Intent.GUILDS,
    "CHANNEL": Intent.GUILDS,
    "THREAD": Intent.GUILDS,
    "MESSAGE": Intent.GUILD_MESSAGES,
    "TYPING": Intent.GUILD_TYPING,
}
_IN_DMS = {"MESSAGE": Intent.DIRECT_MESSAGES, "TYPING": Intent.DIRECT_TYPING}


def asked_for(event: Event, intents: int) -> bool:
    """Return whether an event goes to a session with these intents."""
    if event.name.startswith("GUILD_MEMBER_"):
        return bool(intents & Intent.GUILD_MEMBERS)
    needed = (_IN_DMS if event.guild is None else _IN_GUILDS).get(event.name.partition("_")[0])
    return needed is None or bool(intents & needed)


def readable_payload(event: Event, intents: int, bot_id: int) -> Json:
    """Return the payload as a session with these intents may read it."""
    is_message = event.name in ("MESSAGE_CREATE", "MESSAGE_UPDATE")
    if is_message and not intents & Intent.MESSAGE_CONTENT:
        return withheld(event.payload, bot_id)
    return event.payload


def disallowed(intents: int, application: Application) -> bool:
    """Return whether privileged intents are asked for that the application does not have."""
    privileged = (
        (Intent.GUILD_MEMBERS, application.may_read_members),
        (Intent.GUILD_PRESENCES, application.may_read_presences),
        (Intent.MESSAGE_CONTENT, application.may_read_content),
    )
    return any(intents & intent and not granted for intent, granted in privileged)
