"""One real cluster for all tests of this folder, which `make test-opensearch` asks for.

Without that nothing here is collected; without a JDK and Maven everything is skipped.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings

from retrieval.index.corpus import CorpusWriter, FileEntry
from retrieval.index.engine import BM25, Searcher
from retrieval.index.opensearch.cluster_client import Cluster, ClusterSettings
from retrieval.index.opensearch.cluster_engine import ClusterEngine, PassageStore
from retrieval.index.opensearch.cluster_layout import IndexNames, Scale, order_of, orders_between
from retrieval.index.opensearch.counts import ClusterCounts, Parameters
from retrieval.index.opensearch.publication import Edition, Publication
from retrieval.index.opensearch.shared import Published, SharedArrays, SharedFolders, write_shared
from retrieval.index.storage import Arrays, FolderArrays, MemorySink
from retrieval.model import Document, Passage
from tests.opensearch.cluster import NoServer, TestCluster, fetched

IS_WANTED = "TEST_OPENSEARCH"
"""The variable that says that a cluster may be started."""

if not os.environ.get(IS_WANTED):
    collect_ignore_glob = ["test_*.py"]
else:
    settings.register_profile(
        "cluster", max_examples=6, deadline=None, suppress_health_check=list(HealthCheck)
    )
    settings.load_profile("cluster")

Lists = Sequence[Sequence[str]]
_SHARED = Path(__file__).parents[3] / "shared"
_OPENQA = Path(os.environ.get("OPENQA") or _SHARED / "eval" / "openqa")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestCluster]:
    """Three nodes that found one another, ended when the tests are over."""
    try:
        fetched()
    except NoServer as reason:
        pytest.skip(str(reason))
    running = TestCluster(tmp_path_factory.mktemp("cluster"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def place(cluster: TestCluster, request: pytest.FixtureRequest) -> Iterator[ClusterSettings]:
    """Return where a test's indexes are: under a prefix that goes with the test."""
    name = "".join(one if one.isalnum() else "-" for one in request.node.name.lower())
    prefix = f"t-{name[:30].strip('-')}-{os.urandom(3).hex()}"
    yield ClusterSettings(tuple(cluster.urls), prefix=prefix, replicas=0, deadline=20)
    cluster.ask("DELETE", f"/{prefix}-*")


def arrays_of(lists: Lists) -> Arrays:
    """Return what a machine counts of passages that are nothing but terms, three a document."""
    sink = MemorySink()
    writer = CorpusWriter(sink)
    ClusterCounts.build([list(terms) for terms in lists], sink, BM25())
    for first in range(0, len(lists), 3):
        doc_id = f"d{first}"
        numbers = range(first, min(first + 3, len(lists)))
        passages = [
            Passage(f"{doc_id}#{number:010x}", doc_id, 0, 1, "", 1, 1, None, 0, f"text {number}")
            for number in numbers
        ]
        writer.add_document(Document(doc_id, "", "", doc_id), passages)
    writer.close_file(FileEntry("all", 0, "all", 0, 0, 0, 0, ""))
    writer.finish()
    return sink.finish()


def put(place: ClusterSettings, lists: Lists, content: str = "") -> Published:
    """Return the index of passages that are nothing but terms, put into the cluster."""
    edition = Edition("ab12", content or os.urandom(8).hex(), "", True, "english", 2)
    return Publication(Cluster(place), arrays_of(lists), edition, SharedFolders(None)).publish()


def engine_over(place: ClusterSettings, made: Published) -> ClusterEngine:
    """Return the engine that searches an index."""
    arrays = SharedFolders(None).open(Cluster(place), made)
    return ClusterEngine(arrays, PassageStore(Cluster(place), arrays))


class RefilledIndex:
    """An index that takes one corpus after another: to make one for each takes a second."""

    def __init__(self, place: ClusterSettings) -> None:
        self._cluster = Cluster(place)
        self._made: dict[Scale, IndexNames] = {}
        self._filled: dict[Scale, list[int]] = {}

    def __call__(self, lists: Lists) -> Searcher:
        arrays = arrays_of(lists)
        edition = Edition("ab12", "", "", True, "english", 2)
        publication = Publication(self._cluster, arrays, edition, SharedFolders(None))
        parameters = Parameters.read(arrays)
        scale = Scale.of(parameters, max(map(len, lists), default=1))
        # The script of an index knows the scale only.
        known = Scale(scale.scale, 0, 0)
        if known not in self._made:
            self._made[known] = IndexNames.new(self._cluster.settings.prefix, "ab12")
            publication._create(self._made[known], scale)
        names = self._made[known]
        publication._delete(names, self._filled.get(known, ()))
        documents = arrays.length("documents.first_passage") - 1
        orders = orders_between([None] * documents) or []
        digests = publication._send(names, scale, orders, range(documents))
        self._filled[known] = [
            order_of(orders[number // 3], number % 3) for number in range(len(lists))
        ]
        self._cluster.ask("POST", f"/{names.passages}/_refresh")
        with TemporaryDirectory() as folder:
            write_shared(Path(folder), arrays, orders, digests)
            shared = FolderArrays.open(Path(folder))
        opened = SharedArrays(shared, Published(names, {"scale": list(scale)}))
        return ClusterEngine(opened, PassageStore(self._cluster, opened))


@pytest.fixture(scope="session")
def building(cluster: TestCluster) -> Callable[[Lists], Searcher]:
    """Return what builds an engine from term lists, of which only the last one is asked."""
    return RefilledIndex(
        ClusterSettings(tuple(cluster.urls), prefix="contract", shards=3, deadline=20)
    )


@pytest.fixture(scope="session")
def built(building: Callable[[Lists], Searcher]) -> Callable[[Lists], Searcher]:
    """Return the builder that the contract's tests ask for by this name."""
    return building


@pytest.fixture(scope="session")
def built_in_memory(building: Callable[[Lists], Searcher]) -> Callable[[Lists], Searcher]:
    """Return the builder that the contract's tests ask for by this name."""
    return building


@pytest.fixture(scope="session")
def openqa() -> Path:
    """Return the folder of questions over encyclopedic texts, where it is present."""
    return _present(_OPENQA)


@pytest.fixture(scope="session")
def followups() -> Path:
    """Return the folder of questions that go on with others, where it is present beside it."""
    return _present(_OPENQA.with_name("followups"))


def _present(folder: Path) -> Path:
    if not (folder / "corpus.jsonl").is_file():
        pytest.skip(f"there is no {folder}")
    return folder
