"""Requests spread out in time, so that a burst of them stays below Discord's limit."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


class Pace:
    """Lets at most `per_second` requests begin in a second, evenly; the first at once."""

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = 1 / per_second
        self._clock = clock
        self._next = 0.0

    @property
    def behind(self) -> float:
        """Seconds that a request would have to wait now."""
        return max(0.0, self._next - self._clock())

    async def turn(self) -> None:
        """Wait for the next place in the row."""
        wait = self.behind
        self._next = self._clock() + wait + self._gap
        if wait:
            await asyncio.sleep(wait)
