"""The bot over a cluster: additions stay with it, changes come in, and trouble is one sentence."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from bot.discord.error_messages import apology
from bot.discord.index_worker import IndexWorker
from bot.discord.uploads import add_upload
from bot.settings import Settings
from retrieval.cluster_library import ClusterLibrary
from retrieval.errors import ClusterFault
from retrieval.index.opensearch.cluster_client import ClusterSettings
from tests.bot.discord.small_bots import (
    AWAY,
    FILES,
    HOME,
    MANY,
    NOWHERE,
    WHALE,
    quoted,
    state_over,
    upload,
    write,
)
from tests.opensearch.cluster import TestCluster


@pytest.fixture
def settings(cluster: TestCluster, place: ClusterSettings) -> Settings:
    written = {
        "QUOTH_ENGINE": "opensearch",
        "QUOTH_OPENSEARCH_URL": " ".join(cluster.urls),
        "QUOTH_OPENSEARCH_PREFIX": place.prefix,
        "QUOTH_OPENSEARCH_REPLICAS": "0",
        "QUOTH_OPENSEARCH_DEADLINE": "5",
    }
    return Settings.load(written, None)


async def test_additions_and_changes_come_in_as_without_a_cluster(
    settings: Settings, tmp_path: Path
) -> None:
    base = write(tmp_path / "base", FILES)
    state = state_over(base, tmp_path / "data", settings, IndexWorker.of(settings))
    alone = state_over(base, tmp_path / "alone", None, IndexWorker.of(Settings()))
    assert isinstance(state.libraries.base, ClusterLibrary)
    for one in (state, alone):
        await add_upload(one, HOME, upload("whale.txt", WHALE))
        (base / "tea.txt").write_text("Tea is served at five o'clock in the garden.")
        assert await one.libraries.refresh()
    for guild in (HOME, AWAY, None):
        for question in (MANY, NOWHERE, "when is tea served?"):
            there, here = state.libraries.of(guild), alone.libraries.of(guild)
            expected = repr(here.ask(question)).replace("/alone/", "/data/")
            assert repr(there.ask(question)).replace("/alone/", "/data/") == expected
    assert quoted(state, HOME, NOWHERE) == ["whale.txt"]
    for one in (state, alone):
        one.journal.close()


async def test_a_cluster_that_is_away_is_one_sentence_until_it_is_back(
    cluster: TestCluster, settings: Settings, tmp_path: Path
) -> None:
    base = write(tmp_path / "base", FILES)
    state = state_over(base, tmp_path / "data", settings, IndexWorker.of(settings))
    expected = quoted(state, None, MANY)
    assert expected
    running = [node.process for node in cluster.nodes if node.process is not None]
    for process in running:
        os.kill(process.pid, signal.SIGSTOP)
    try:
        with pytest.raises(ClusterFault, match="no answer in 5 s") as away:
            state.libraries.of(None).ask("who rang a bell at the zebra's door?")
    finally:
        for process in running:
            os.kill(process.pid, signal.SIGCONT)
    assert apology(away.value).startswith("I can't read my sources just now.")
    cluster.wait(len(cluster.nodes))
    assert quoted(state, None, "what did the zebras do?")
    state.journal.close()
