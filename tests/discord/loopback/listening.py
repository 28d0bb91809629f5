"""A port of 127.0.0.1 that is kept whether or not anybody listens on it."""

from __future__ import annotations

import socket

from aiohttp import web


class Port:
    """Held from the first moment: as long as nobody listens, connections are refused."""

    def __init__(self) -> None:
        self._socket = _bound(0)
        self.number: int = self._socket.getsockname()[1]
        self._runner: web.AppRunner | None = None

    async def listen(self, app: web.Application) -> None:
        """Serve an application on the port."""
        self._runner = web.AppRunner(
            app, handle_signals=False, access_log=None, shutdown_timeout=0.2
        )
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket).start()

    async def refuse(self) -> None:
        """Stop serving, cut what is connected, and keep the port."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
            self._socket = _bound(self.number)

    async def close(self) -> None:
        """Let the port go."""
        await self.refuse()
        self._socket.close()


def _bound(number: int) -> socket.socket:
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", number))
    return held
