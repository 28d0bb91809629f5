"""A cluster that loses nodes, is restarted, rebuilt or full: every answer is right, or none."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from retrieval.askable import Askable
from retrieval.cluster_library import ClusterLibrary
from retrieval.errors import ClusterFault
from retrieval.index.opensearch.cluster_client import ClusterSettings
from retrieval.library import Library
from tests.opensearch.cluster import TestCluster
from tests.opensearch.conftest import put

pytestmark = pytest.mark.timeout(400)  # a node takes long to start where much else runs

QUESTIONS = ("who replaced Lin?", "When was Qwen3.5 released?", "who left google", "what is Qwen?")
ASKERS = 3
_PAUSE = 0.02


class Load:
    """Threads that ask all the while, and what came of it.

    `right` is how many answers were; `wrong` holds the questions of those that were not, `faults`
    what was said where there was none, and `longest` how many seconds a question took at most.
    """

    def __init__(self, library: Askable, expected: Sequence[set[str]]) -> None:
        self._library = library
        self._expected = expected
        self._over = threading.Event()
        self.right = 0
        self.wrong: list[str] = []
        self.faults: list[str] = []
        self.longest = 0.0

    def ask(self, first: int) -> None:
        number = first
        while not self._over.is_set():
            number = (number + 1) % len(QUESTIONS)
            began = time.monotonic()
            try:
                # Searches are remembered: another number of passages is another search.
                hits = self._library.search(QUESTIONS[number], 41 + self.right % 400)[:10]
            except ClusterFault as fault:
                self.faults.append(str(fault))
            else:
                if repr(hits) in self._expected[number]:
                    self.right += 1
                else:
                    self.wrong.append(QUESTIONS[number])
            self.longest = max(self.longest, time.monotonic() - began)
            # Nodes that start need a processor too.
            time.sleep(_PAUSE)

    @contextmanager
    def running(self) -> Iterator[Load]:
        askers = [threading.Thread(target=self.ask, args=(n,)) for n in range(ASKERS)]
        for asker in askers:
            asker.start()
        try:
            yield self
        finally:
            time.sleep(0.5)
            self._over.set()
            for asker in askers:
                asker.join()

    def wait(self, more: int, seconds: float = 60) -> None:
        """Wait until so many more questions were answered."""
        until, wanted = time.monotonic() + seconds, self.right + more
        while self.right < wanted:
            assert time.monotonic() < until, f"no answers any more: {self.faults[-1:]}"
            time.sleep(0.05)


def expected_of(*libraries: Askable) -> list[set[str]]:
    return [{repr(one.search(question, 10)) for one in libraries} for question in QUESTIONS]


@pytest.fixture(scope="module")
def alone(seeds: Path) -> Library:
    return Library.open([seeds], None)


@pytest.fixture
def whole(cluster: TestCluster) -> Iterator[TestCluster]:
    """Return the cluster; whatever a test did to it is mended afterwards."""
    yield cluster
    for node in cluster.nodes:
        if node.process is None:
            cluster.start_node(node)
    cluster.wait(len(cluster.nodes))


def test_with_copies_no_answer_is_lost_when_a_node_dies_or_all_are_restarted_in_turn(
    whole: TestCluster,
    place: ClusterSettings,
    seeds: Path,
    alone: Library,
) -> None:
    library = ClusterLibrary.open_in(place._replace(shards=3, replicas=1), [seeds], None)
    killed, *others = whole.nodes
    with Load(library, expected_of(alone)).running() as load:
        load.wait(50)
        killed.stop(signal.SIGKILL)
        load.wait(100)
        told("killed", load)
        whole.start_node(killed)
        whole.wait(3, "green")
        for node in others:
            node.stop()
            load.wait(20)
            whole.start_node(node)
            whole.wait(3, "green")
    told("restarted", load)
    assert not load.wrong
    assert not load.faults


def test_without_copies_an_answer_is_right_or_says_that_the_cluster_is_not_whole(
    whole: TestCluster, place: ClusterSettings, seeds: Path, alone: Library
) -> None:
    there = place._replace(shards=3, replicas=0, deadline=1.5)
    library = ClusterLibrary.open_in(there, [seeds], None)
    killed = whole.nodes[0]
    with Load(library, expected_of(alone)).running() as load:
        load.wait(20)
        killed.stop(signal.SIGKILL)
        until = time.monotonic() + 20
        while not load.faults and time.monotonic() < until:
            time.sleep(0.1)
        whole.start_node(killed)
        whole.wait(3, "yellow")
        load.wait(20)
    told("without copies", load)
    assert not load.wrong
    assert load.faults
    assert all("\n" not in fault for fault in load.faults)


def test_while_the_index_is_rebuilt_every_answer_is_that_of_the_old_or_the_new_one(
    place: ClusterSettings, seeds: Path, tmp_path: Path, alone: Library
) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    for path in seeds.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    library = ClusterLibrary.open_in(place, [folder], tmp_path / "data")
    with Load(library, expected_of(library)).running() as load:
        for number in range(3):
            (folder / "new.md").write_text(f"# Lin\n\nLin was replaced by Zhou {number} times.\n")
            newer = ClusterLibrary.open_in(place, [folder], tmp_path / "data")
            load.wait(10)
    told("rebuilt", load)
    assert not load.wrong
    assert not load.faults
    fresh = Library.open([folder], None)
    assert expected_of(newer) == expected_of(fresh)


def test_where_a_disk_is_too_full_a_build_says_so_and_the_old_index_answers(
    cluster: TestCluster, place: ClusterSettings, seeds: Path, alone: Library
) -> None:
    library = ClusterLibrary.open_in(place, [seeds], None)
    watermark = "cluster.routing.allocation.disk.watermark"
    full = {f"{watermark}.{name}": "100000gb" for name in ("low", "high", "flood_stage")}
    cluster.ask("PUT", "/_cluster/settings", {"transient": full})
    try:
        wait_for_block(cluster, f"{place.prefix}-leases", is_there=True)
        with pytest.raises(ClusterFault, match=r"disk|flood-stage"):
            put(place._replace(deadline=1), [["new"]])
        assert expected_of(library) == expected_of(alone)
    finally:
        usual = dict.fromkeys(full)
        cluster.ask("PUT", "/_cluster/settings", {"transient": usual})
        block = {"index.blocks.read_only_allow_delete": None}
        cluster.ask("PUT", "/_all/_settings?expand_wildcards=all", block)
        wait_for_block(cluster, f"{place.prefix}-leases", is_there=False)


def wait_for_block(
    cluster: TestCluster, index: str, *, is_there: bool, seconds: float = 90
) -> None:
    """Wait until no index can be made, or one cannot be written; or until both can again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        blocks = cluster.get("/_cluster/state/blocks")["blocks"]
        # An index that nobody may write to anyway is left as it is.
        if bool(blocks.get("global") or index in blocks.get("indices", {})) is is_there:
            return
        time.sleep(0.3)
    raise AssertionError("the disks were not found to be full, or to have room again")


def told(what: str, load: Load) -> None:
    """Print what a load came to, for the figures."""
    print(  # shown by `pytest -rP`
        f"{what}: {load.right + len(load.wrong) + len(load.faults)} asked, {load.right} right, "
        f"{len(load.wrong)} wrong, {len(load.faults)} faults, longest {load.longest:.2f} s"
    )
