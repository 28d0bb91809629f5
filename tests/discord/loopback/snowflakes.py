"""Snowflakes: ids that grow with time, as everything on Discord is numbered."""

from __future__ import annotations

import time

EPOCH_MS = 1_420_070_400_000
"""The first second of 2015, from which snowflakes count milliseconds."""


class Snowflakes:
    """Gives out ids, each at least a millisecond after the one before.

    The shard of a guild is taken from those milliseconds, so guilds made in a row land on
    shards in turn.
    """

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> int:
        """Return the next id."""
        self._last = max(self._last + 1, time.time_ns() // 1_000_000 - EPOCH_MS)
        return self._last << 22


def shard_of(guild_id: int, shards: int) -> int:
    """Return which of so many shards a guild's events belong to."""
    return (guild_id >> 22) % shards
