"""One WebSocket: frames in, frames out, and the state between them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from tests.discord.loopback.gateway.compression import packer

if TYPE_CHECKING:
    from tests.discord.loopback.gateway.hub import Gateway
    from tests.discord.loopback.gateway.session import Session
    from tests.discord.loopback.wire import Json

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 8, 9, 10, 11

UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED = 4001, 4002, 4003
ALREADY_AUTHENTICATED = 4005

_FORGETS = (WSCloseCode.OK, WSCloseCode.GOING_AWAY)


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

    def _begin(self, wish: Json) -> None:
        if self.session is None:
            self.gateway.identify(self, wish)
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
