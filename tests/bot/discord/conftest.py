"""A bot's parts over a folder with a few files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.discord.state import BotState
from tests.bot.discord.small_bots import FILES, state_over, write


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return the folder that everybody is answered from."""
    return write(tmp_path / "base", FILES)


@pytest.fixture
def state(base: Path, tmp_path: Path) -> Iterator[BotState]:
    made = state_over(base, tmp_path / "data")
    yield made
    made.libraries.close()
    made.journal.close()
