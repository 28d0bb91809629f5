"""Waiting until something that may happen has happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Pulse:
    """Wakes everybody who waits on it whenever something has changed."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def beat(self) -> None:
        """Let all who wait look again."""
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(
        self, probe: Callable[[], T | None], timeout: float, hoped: Callable[[], str]
    ) -> T:
        """Return the first value of `probe` that is not None.

        Raises TimeoutError after so many seconds, with what was hoped for.
        """
        try:
            async with asyncio.timeout(timeout):
                while (found := probe()) is None:
                    await self._next_beat()
                return found
        except TimeoutError:
            raise TimeoutError(f"{hoped()}: not within {timeout:g} s") from None

    async def _next_beat(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)
