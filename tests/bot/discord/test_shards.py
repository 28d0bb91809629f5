"""Which of Discord's shards a process takes."""

from __future__ import annotations

import pytest

from bot.discord.client import _shards
from bot.settings import Settings


@pytest.mark.parametrize(
    ("settings", "taken"),
    [
        (Settings(), {}),
        (Settings(shard_count=4), {"shard_count": 4}),
        (
            Settings(shard_ids=(0, 1), shard_count=4),
            {"shard_count": 4, "shard_ids": [0, 1]},
        ),
    ],
)
def test_a_process_takes_the_shards_that_are_set(
    settings: Settings, taken: dict[str, object]
) -> None:
    assert _shards(settings) == taken
