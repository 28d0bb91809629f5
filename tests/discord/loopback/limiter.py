"""The limit over all requests of a bot: so many in a second."""

from __future__ import annotations

import time
from collections import deque


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
