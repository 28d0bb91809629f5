"""How often a person and a guild may ask, counted in sliding windows.

A window remembers when each of the last few questions was allowed. Unlike a token bucket, which
lets up to twice its size through in one stretch of its length, it never allows more than the
count in any stretch, and knows exactly when the next one may come.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass


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
