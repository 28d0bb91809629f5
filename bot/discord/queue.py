"""Whose turn it is: a fair queue over guilds, and how often one person or guild may ask.

Work is done a few jobs at a time. Jobs that must wait are taken round robin over guilds; direct
messages count as one guild.

Who finds a place to wait
- A fifth of the places is kept for the first waiting job of a guild, the others are open.
- A guild with no job waiting finds a place wherever one is free.
- A guild's further jobs find one while it would hold at most three times the open places that
  would be left then. Alone it may fill three quarters of the open places; the more others hold,
  the less is a guild's share (the dynamic threshold of Choudhury and Hahne, "Dynamic Queue
  Length Thresholds for Shared-Memory Packet Switches", 1998).

So a guild that comes new is refused only while more guilds wait than a fifth of the places, and
nothing that was accepted is ever dropped.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

_Done = TypeVar("_Done")

_KEPT_FREE = 5
_SHARE = 3


class QueueFull(Exception):
    """There is no place for a job of this guild now; none of it was begun."""


class QueueClosed(Exception):
    """The queue takes no more jobs; none of it was begun."""


class FairQueue:
    """Runs at most `workers` jobs at once, while at most `capacity` wait. For one event loop.

    A job runs in the task that asked for it: to cancel that task is to cancel the job.
    """

    def __init__(self, workers: int, capacity: int) -> None:
        if workers < 1 or capacity < 1:
            raise ValueError(f"expected at least 1 worker and 1 place, got {workers}, {capacity}")
        self._workers = workers
        self._capacity = capacity
        self._open = capacity - -(-capacity // _KEPT_FREE)
        self._running = 0
        self._waiting = 0
        # The guild whose turn is next comes first; a guild is here only while it waits.
        self._queues: dict[int | None, deque[asyncio.Future[None]]] = {}
        self._closed = False
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return self._waiting

    @property
    def running(self) -> int:
        """How many jobs run."""
        return self._running

    async def run(self, guild: int | None, job: Callable[[], Awaitable[_Done]]) -> _Done:
        """Return what the job returns, or raise what it raises, when its turn has come.

        Raises QueueFull where it finds no place to wait, QueueClosed after `close`.
        """
        if self._closed:
            raise QueueClosed
        if self._running < self._workers and not self._queues:
            self._running += 1
            self._idle.clear()
        else:
            await self._turn(guild)
        try:
            return await job()
        finally:
            self._running -= 1
            self._next()

    async def close(self, seconds: float) -> int:
        """Take no more jobs, and wait for all that were accepted; return how many were left.

        After `seconds`, those that still wait or run are left to themselves.
        """
        self._closed = True
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            pass
        return self._running + self._waiting

    async def _turn(self, guild: int | None) -> None:
        """Wait until a worker is this job's own."""
        if not self._has_place(guild):
            raise QueueFull
        turn = asyncio.get_running_loop().create_future()
        self._queues.setdefault(guild, deque()).append(turn)
        self._waiting += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._leave(guild, turn)
            else:
                self._running -= 1
                self._next()
            raise

    def _has_place(self, guild: int | None) -> bool:
        if guild not in self._queues:
            return self._waiting < self._capacity
        held = len(self._queues[guild]) + 1
        return held <= _SHARE * (self._open - self._waiting - 1)

    def _leave(self, guild: int | None, turn: asyncio.Future[None]) -> None:
        """Give up a place, unless it was found given up when its turn came."""
        queue = self._queues.get(guild, deque())
        if turn in queue:
            queue.remove(turn)
            self._waiting -= 1
            if not queue:
                del self._queues[guild]

    def _next(self) -> None:
        """Give the worker that is free to the guild whose turn it is; that one queues up again."""
        while self._queues and self._running < self._workers:
            guild = next(iter(self._queues))
            queue = self._queues.pop(guild)
            turn = queue.popleft()
            if queue:
                self._queues[guild] = queue
            self._waiting -= 1
            # Whoever was cancelled in this very round of the loop has not left the queue yet.
            if not turn.cancelled():
                self._running += 1
                turn.set_result(None)
        if not self._running and not self._waiting:
            self._idle.set()


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` in any `seconds`: both above 0."""

    count: int
    seconds: float


class Cooldown:
    """Allows a question where both the person's rate and the guild's leave room for it."""

    def __init__(
        self, person: Rate, guild: Rate, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._people = _Windows(person)
        self._guilds = _Windows(guild)
        self._clock = clock

    def take(self, person: int, guild: int | None) -> float | None:
        """Count a question now and return None, or return the seconds until it would be allowed.

        A question that is refused counts for neither. In direct messages, where `guild` is
        None, only the person's rate holds.
        """
        now = self._clock()
        wait = self._people.wait(person, now)
        if guild is not None:
            wait = max(wait, self._guilds.wait(guild, now))
        if wait > 0:
            return wait
        self._people.count(person, now)
        if guild is not None:
            self._guilds.count(guild, now)
        return None

    def __len__(self) -> int:
        """Return how many people and guilds are remembered."""
        return len(self._people) + len(self._guilds)


class _Windows:
    """The times of the last questions of each key, the key that asked last at the end."""

    def __init__(self, rate: Rate) -> None:
        if rate.count < 1 or not rate.seconds > 0:
            raise ValueError(f"expected a rate of at least 1 in more than 0 seconds, got {rate}")
        self._rate = rate
        self._times: OrderedDict[int, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._times)

    def wait(self, key: int, now: float) -> float:
        """Return the seconds until the oldest of the last `count` questions is long enough ago."""
        self._forget(now)
        times = self._times.get(key)
        if times is None or len(times) < self._rate.count:
            return 0.0
        return max(0.0, self._rate.seconds - (now - times[0]))

    def count(self, key: int, now: float) -> None:
        times = self._times.setdefault(key, deque(maxlen=self._rate.count))
        times.append(now)
        self._times.move_to_end(key)

    def _forget(self, now: float) -> None:
        # In the order of their last question, so that each is looked at once in its life.
        while self._times:
            key, times = next(iter(self._times.items()))
            if now - times[-1] < self._rate.seconds:
                return
            del self._times[key]
