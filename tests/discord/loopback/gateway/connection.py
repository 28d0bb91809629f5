"""One WebSocket: frames in, frames out, how they are packed, and the session between them."""

from __future__ import annotations

import asyncio
import importlib
import json
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

if TYPE_CHECKING:
    from ..basics import Json
    from .hub import Gateway

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 8, 9, 10, 11

UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED = 4001, 4002, 4003
ALREADY_AUTHENTICATED = 4005

_FORGETS = (WSCloseCode.OK, WSCloseCode.GOING_AWAY)

Pack = Callable[[bytes], bytes]


class Connection:
    """Speaks with one client. `path` tells whether it came to resume or to begin."""

    def __init__(self, gateway: Gateway, request: web.Request) -> None:
        self.gateway = gateway
        self.path = request.path
        self.request = request
        self.session: Session | None = None
        self.heartbeats = 0
        self._ending = False
        self._pack = packer(request.query.get("compress"))
        self._socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        self._outgoing: asyncio.Queue[Json | int] = asyncio.Queue()

    async def serve(self) -> web.WebSocketResponse:
        """Serve the client until either side closes."""
        await self._socket.prepare(self.request)
        reading = asyncio.create_task(self._read())
        writing = asyncio.create_task(self._write(reading))
        self.send({"op": HELLO, "d": {"heartbeat_interval": self.gateway.heartbeat_interval}})
        try:
            await asyncio.wait([reading])
            if self._ending:
                await writing
        finally:
            self._leave()
            for task in (reading, writing):
                task.cancel()
            await asyncio.gather(reading, writing, return_exceptions=True)
        return self._socket

    def send(self, frame: Json) -> None:
        """Send a frame, after those that wait already."""
        self._outgoing.put_nowait(frame)

    def close(self, code: int) -> None:
        """Close with a code, after the frames that wait already."""
        self._detach()
        self._ending = True
        self._outgoing.put_nowait(code)

    def drop(self) -> None:
        """Cut the line without a word."""
        self._detach()
        if self.request.transport is not None:
            self.request.transport.abort()

    async def _read(self) -> None:
        async for message in self._socket:
            self._take(message)

    async def _write(self, reading: asyncio.Task[None]) -> None:
        while True:
            frame = await self._outgoing.get()
            if isinstance(frame, int):
                # While somebody else reads, aiohttp would not wait for the client's goodbye, and
                # a client that cannot say it takes the code for lost.
                reading.cancel()
                await asyncio.wait([reading])
                await self._socket.close(code=frame)
                return
            text = json.dumps({"s": None, "t": None, **frame}, ensure_ascii=False)
            try:
                if self._pack is None:
                    await self._socket.send_str(text)
                else:
                    await self._socket.send_bytes(self._pack(text.encode()))
            except ConnectionError:
                return

    def _take(self, message: WSMessage) -> None:
        """Act on a frame; one without the fields of its opcode cannot be decoded."""
        try:
            self._receive(message)
        except (KeyError, TypeError, ValueError):
            self.close(DECODE_ERROR)

    def _receive(self, message: WSMessage) -> None:
        frame = _decoded(message)
        opcode = frame.get("op")
        if opcode == HEARTBEAT:
            self.heartbeats += 1
            self.send({"op": HEARTBEAT_ACK, "d": None})
        elif opcode == IDENTIFY:
            self._begin(frame["d"])
        elif opcode == RESUME:
            self.gateway.resume(self, frame["d"])
        elif opcode is None:
            self.close(DECODE_ERROR)
        elif opcode not in (PRESENCE, VOICE, REQUEST_MEMBERS):
            self.close(UNKNOWN_OPCODE)
        elif self.session is None:
            self.close(NOT_AUTHENTICATED)
        elif opcode == REQUEST_MEMBERS:
            self.gateway.send_members(self.session, frame["d"])

    def _begin(self, payload: Json) -> None:
        if self.session is None:
            self.gateway.identify(self, payload)
        else:
            self.close(ALREADY_AUTHENTICATED)

    def _leave(self) -> None:
        """Let go of the session; a client that says goodbye gives it up."""
        session = self.session
        self._detach()
        self.gateway.left(self)
        if session is not None and self._socket.close_code in _FORGETS:
            self.gateway.forget(session)

    def _detach(self) -> None:
        if self.session is not None and self.session.connection is self:
            self.session.connection = None
        self.session = None


def _decoded(message: WSMessage) -> Json:
    """Return a frame of the client; empty if it is none."""
    if message.type != WSMsgType.TEXT:
        return {}
    try:
        frame = json.loads(message.data)
    except ValueError:
        return {}
    return frame if isinstance(frame, dict) else {}


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


def packer(name: str | None) -> Pack | None:
    """Return what packs each payload for `zlib-stream` or `zstd-stream`; None sends text.

    Raises web.HTTPBadRequest for another name, or where zstandard is not installed.
    """
    if name is None:
        return None
    if name == "zlib-stream":
        return _zlib_stream()
    if name == "zstd-stream":
        return _zstd_stream()
    raise web.HTTPBadRequest(reason=f"no such compression: {name}")


def _zlib_stream() -> Pack:
    stream = zlib.compressobj()

    def pack(payload: bytes) -> bytes:
        return stream.compress(payload) + stream.flush(zlib.Z_SYNC_FLUSH)

    return pack


def _zstd_stream() -> Pack:
    """Return what packs with python-zstandard, which discord.py asks for if it has it itself."""
    try:
        zstandard = importlib.import_module("zstandard")
    except ImportError:
        raise web.HTTPBadRequest(reason="zstandard is not installed") from None
    stream = zstandard.ZstdCompressor().compressobj()

    def pack(payload: bytes) -> bytes:
        packed: bytes = stream.compress(payload)
        packed += stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        return packed

    return pack
