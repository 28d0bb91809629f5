"""How far an index has come, shown on standard error where somebody looks."""

from __future__ import annotations

import logging
import time

from bot.bar import Bar

_BETWEEN_FRAMES = 0.1
_BETWEEN_LINES = 5.0

logger = logging.getLogger(__name__)


class BuildProgress(Bar):
    """Hears of a build's progress: a bar on a terminal, otherwise lines now and then with `-v`."""

    def __init__(self) -> None:
        super().__init__("Indexing")
        self.built = False
        self._told = time.monotonic()

    def __call__(self, read: int, total: int, passages: int) -> None:
        """Take note: bytes of source files read, of how many, and passages made so far."""
        self.built = True
        between = _BETWEEN_FRAMES if self._is_looked_at else _BETWEEN_LINES
        if not self._is_slow or time.monotonic() - self._told < between:
            return
        self._told = time.monotonic()
        if self._is_looked_at:
            rate = f"{passages / self._seconds:,.0f}"
            share = f"{read / total:.0%} " if total else ""
            self._show(read, total, f"{share} {passages:,} passages, {rate}/s")
        else:
            logger.info("indexing: %d of %d bytes, %d passages", read, total, passages)
