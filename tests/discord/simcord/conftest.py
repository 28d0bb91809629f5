"""The bot in a Discord that somebody else wrote, in which nobody may ever be pinged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import simcord

from bot.discord.client import QuothClient
from bot.discord.state import BotState
from bot.settings import Settings
from tests.bot.discord.small_bots import FILES, state_over, write
from tests.discord.simcord.town import Town


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write(tmp_path / "base", FILES)


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def state(base: Path, tmp_path: Path, settings: Settings) -> Iterator[BotState]:
    made = state_over(base, tmp_path / "data", settings)
    yield made
    made.journal.close()


@pytest.fixture
def simcord_bot(state: BotState) -> QuothClient:
    return QuothClient(state)


@pytest.fixture
def env(simcord_env: simcord.Env) -> Iterator[simcord.Env]:
    """Runs the bot; the test fails for every error that the bot lets through."""
    yield simcord_env
    _nobody_is_pinged(simcord_env)


def _nobody_is_pinged(env: simcord.Env) -> None:
    messages = [sent for request in env.http_requests for sent in _messages(request.json)]
    assert messages
    for sent in messages:
        allowed = sent.get("allowed_mentions")
        assert allowed is not None, sent
        assert not any(allowed.values()), sent


def _messages(body: Any) -> Iterator[dict[str, Any]]:
    """Yield what of a request is a message with something to read in it."""
    if isinstance(body, dict):
        if body.get("content") or body.get("embeds"):
            yield body
        elif "data" in body:
            yield from _messages(body["data"])


@pytest.fixture
def home(env: simcord.Env) -> Town:
    return Town.found(env, "home")


@pytest.fixture
def away(env: simcord.Env) -> Town:
    return Town.found(env, "away")
