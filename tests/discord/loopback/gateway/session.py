"""A gateway session: what was told to a client, and can be told again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.discord.loopback.gateway.connection import Connection
    from tests.discord.loopback.wire import Json


class Shard(NamedTuple):
    """Which part of the guilds a session serves."""

    number: int
    total: int


class Session:
    """Begins with READY and outlives its connection, so that it can be resumed.

    `number` counts the sessions from 1, `resumed` how often it was taken up again; `history`
    holds every dispatch, the first numbered 1.
    """

    def __init__(self, number: int, shard: Shard, intents: int) -> None:
        self.number = number
        self.id = f"session{number}"
        self.shard = shard
        self.intents = intents
        self.history: list[Json] = []
        self.connection: Connection | None = None
        self.resumed = 0

    def __repr__(self) -> str:
        state = "connected" if self.connection else "disconnected"
        return f"<Session {self.id}, shard {self.shard.number} of {self.shard.total}, {state}>"

    @property
    def sequence(self) -> int:
        """The number of the last dispatch."""
        return len(self.history)

    def dispatch(self, name: str, payload: Json) -> None:
        """Number an event, and send it if anybody is connected."""
        frame = {"op": 0, "s": self.sequence + 1, "t": name, "d": payload}
        self.history.append(frame)
        if self.connection is not None:
            self.connection.send(frame)

    def replay(self, after: int) -> None:
        """Send again what came after a number, then RESUMED."""
        assert self.connection is not None
        for frame in self.history[after:]:
            self.connection.send(frame)
        self.resumed += 1
        self.dispatch("RESUMED", {"_trace": []})
