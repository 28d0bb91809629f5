"""All connections and sessions, and which event goes to which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.events import Event
from tests.discord.loopback.gateway.connection import INVALID_SESSION, RECONNECT, Connection
from tests.discord.loopback.gateway.greetings import (
    AUTHENTICATION_FAILED,
    greet,
    members_chunk,
    objection,
)
from tests.discord.loopback.gateway.intents import asked_for, readable_payload
from tests.discord.loopback.gateway.session import Session, Shard
from tests.discord.loopback.pulse import Pulse

if TYPE_CHECKING:
    from aiohttp import web

    from tests.discord.loopback.wire import Json
    from tests.discord.loopback.world import World

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
        self.pulse = Pulse()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one client."""
        connection = Connection(self, request)
        self.connections.add(connection)
        return await connection.serve()

    def tell(self, event: Event) -> None:
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

        return await self.pulse.until(
            probe, timeout, lambda: f"{shards} connected shards (there are {self.ready})"
        )

    async def wait_resumed(self, *, times: int = 1, timeout: float = 30.0) -> None:
        """Wait until sessions were resumed so often in all. Raises TimeoutError."""
        await self.pulse.until(
            lambda: True if self.resumes >= times else None,
            timeout,
            lambda: f"{times} resumed sessions (there were {self.resumes})",
        )

    async def wait_identified(self, *, times: int = 1, timeout: float = 30.0) -> None:
        """Wait until sessions were begun so often in all. Raises TimeoutError."""
        await self.pulse.until(
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
        self.pulse.beat()

    def identify(self, connection: Connection, wish: Json) -> None:
        """Begin a session, or close the connection with the code that says why not."""
        shard = Shard(*wish.get("shard", (0, 1)))
        code = objection(self.world, wish, shard, self.required_shards)
        if code is not None:
            connection.close(code)
            return
        self.identified += 1
        session = Session(self.identified, shard, wish["intents"])
        self.sessions[session.id] = session
        session.connection, connection.session = connection, session
        greet(self.world, session, self.resume_url)
        self.pulse.beat()

    def resume(self, connection: Connection, wish: Json) -> None:
        """Take up a session where the client lost it, or tell it to begin anew."""
        session = self.sessions.get(wish["session_id"])
        if wish["token"] != self.world.application.token:
            connection.close(AUTHENTICATION_FAILED)
        elif session is None:
            connection.send({"op": INVALID_SESSION, "d": False})
        elif wish["seq"] > session.sequence:
            connection.close(INVALID_SEQ)
        else:
            session.connection, connection.session = connection, session
            session.replay(wish["seq"])
            self.resumes += 1
            self.pulse.beat()

    def send_members(self, session: Session, wish: Json) -> None:
        """Answer a request for members."""
        session.dispatch("GUILD_MEMBERS_CHUNK", members_chunk(self.world, session, wish))

    def _is_for(self, event: Event, session: Session) -> bool:
        if not asked_for(event, session.intents):
            return False
        if event.guild is None:
            return session.shard.number == 0
        leaving = event.name == "GUILD_DELETE"
        seen = event.guild.has_bot or leaving
        return seen and event.guild.shard_of(session.shard.total) == session.shard.number
