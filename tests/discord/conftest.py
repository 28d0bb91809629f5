"""A loopback Discord for every test that asks for one, and nothing overlooked at its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.workspace import recipe_of
from retrieval.library import Library
from tests.discord.bots import HARBOUR
from tests.discord.loopback import Discord, Guild, Person, pointed_at
from tests.discord.loopback.clients import RawClient, Standin


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    """Serves while the test runs; fails it for every violation that it did not foresee."""
    async with Discord() as loopback:
        yield loopback
        loopback.check()


@pytest.fixture
def ana(discord: Discord) -> Person:
    return discord.add_user("ana")


@pytest.fixture
def reef(discord: Discord, ana: Person) -> Guild:
    """A guild with ana and the bot in it."""
    return discord.add_guild("Reef", members=[ana])


@pytest.fixture
async def standin(discord: Discord, reef: Guild) -> AsyncIterator[Standin]:
    """The double's own small bot, connected, in this process."""
    with pointed_at(discord.api_url, discord.gateway_url):
        async with Standin() as client:
            running = asyncio.create_task(client.start(discord.application.token))
            await discord.gateway.wait_ready()
            yield client
            await client.close()
            await running


@pytest.fixture
async def raw(discord: Discord) -> AsyncIterator[RawClient]:
    """Sends requests as the bot, without a library in between."""
    async with RawClient(discord) as client:
        yield client


@pytest.fixture(scope="session")
def harbour_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the index of `harbour/`, for bots to begin with a copy of it."""
    folder = tmp_path_factory.mktemp("harbour-index")
    Library.open([HARBOUR], folder, recipe_of(Settings()), must_persist=True)
    return folder
