"""What can go wrong between a bot and Discord: faults as a test scripts them, and rate limits."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from .rest.pipeline import too_many_requests

Kind = Literal["rate limit", "status", "drop", "hang"]


@dataclass
class Fault:
    """What happens to the next requests that match; `left` counts down, `met` up."""

    kind: Kind
    method: str
    path: re.Pattern[str]
    left: int
    seconds: float = 0.0
    status: int = 500
    is_global: bool = False
    after_acting: bool = False
    met: int = 0

    def takes(self, method: str, path: str) -> bool:
        """Return whether a request meets this fault, and count it if so."""
        if not self.left or self.method not in ("*", method) or not self.path.search(path):
            return False
        self.left -= 1
        self.met += 1
        return True

    async def happen(self, request: web.Request) -> web.StreamResponse | None:
        """Let it happen; return the answer, or None if the request goes on."""
        if self.kind == "rate limit":
            return too_many_requests(self.seconds, is_global=self.is_global)
        if self.kind == "status":
            return web.Response(status=self.status, text="upstream error", content_type="text/html")
        if self.kind == "hang":
            await asyncio.sleep(self.seconds)
            return None
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


class Faults:
    """Faults to come. Paths are regular expressions over what follows `/api/v10`."""

    def __init__(self) -> None:
        self.scripted: list[Fault] = []

    def take(self, method: str, path: str, *, after_acting: bool) -> Fault | None:
        """Return the fault that a request meets, before or after it was acted on."""
        candidates = (one for one in self.scripted if one.after_acting == after_acting)
        return next((fault for fault in candidates if fault.takes(method, path)), None)

    def rate_limit(
        self, method: str, path: str, *, seconds: float, times: int = 1, is_global: bool = False
    ) -> Fault:
        """Answer the next requests with 429 and when to try again."""
        fault = Fault("rate limit", method, re.compile(path), times, seconds)
        fault.is_global = is_global
        return self._script(fault)

    def fail(
        self,
        method: str,
        path: str,
        *,
        status: int = 500,
        times: int = 1,
        after_acting: bool = False,
    ) -> Fault:
        """Answer the next requests with a server error; `after_acting` acts on them first."""
        fault = Fault("status", method, re.compile(path), times, status=status)
        fault.after_acting = after_acting
        return self._script(fault)

    def drop(self, method: str, path: str, *, times: int = 1, after_acting: bool = False) -> Fault:
        """Cut the line of the next requests; `after_acting` acts on them first."""
        fault = Fault("drop", method, re.compile(path), times, after_acting=after_acting)
        return self._script(fault)

    def hang(self, method: str, path: str, *, seconds: float, times: int = 1) -> Fault:
        """Let the next requests wait so long before they are looked at."""
        return self._script(Fault("hang", method, re.compile(path), times, seconds))

    def _script(self, fault: Fault) -> Fault:
        self.scripted.append(fault)
        return fault


class Limiter:
    """Admits at most `per_second` requests in any second; None admits all.

    `busiest` is the most that came within one second, `turned_away` how often it said no.
    """

    def __init__(self, per_second: int | None = 50) -> None:
        self.per_second = per_second
        self.busiest = 0
        self.turned_away = 0
        self._admitted: deque[float] = deque()

    @property
    def wait(self) -> float:
        """Seconds until the next request is admitted."""
        return max(0.05, self._admitted[0] + 1 - time.monotonic()) if self._admitted else 0.05

    def admit(self) -> bool:
        """Count a request; return whether it may go on."""
        moment = time.monotonic()
        while self._admitted and self._admitted[0] <= moment - 1:
            self._admitted.popleft()
        if self.per_second is not None and len(self._admitted) >= self.per_second:
            self.turned_away += 1
            return False
        self._admitted.append(moment)
        self.busiest = max(self.busiest, len(self._admitted))
        return True
