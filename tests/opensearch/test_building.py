"""An index put into a cluster: only what changed is sent, and the old one stays meanwhile."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from retrieval.cluster_library import ClusterLibrary
from retrieval.errors import ClusterFault, QuothError
from retrieval.index.opensearch import leases
from retrieval.index.opensearch.cluster_client import Cluster, ClusterSettings
from retrieval.index.opensearch.publication import Publication
from retrieval.library import Library
from tests.opensearch.cluster import TestCluster
from tests.opensearch.conftest import engine_over, put

LISTS = [["lin", "left"], ["zhou", "replaced", "lin", "lin"], ["zhou"], ["qwen"]]


def indexes(cluster: TestCluster, place: ClusterSettings) -> list[str]:
    return sorted(cluster.get(f"/{place.prefix}-p-*,{place.prefix}-a-*/_alias"))


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    for number in range(60):
        text = f"# Note {number}\n\nThe harbour has {number + 20} cranes. Pier {number} is long.\n"
        (folder / f"{number:02}.md").write_text(text)
    return folder


QUESTIONS = ("How many cranes has the harbour?", "Which pier is long?", "what is note 7 about?")


def assert_as_on_one_machine(library: ClusterLibrary, sources: Path) -> None:
    alone = Library.open([sources], None)
    assert len(library) == len(alone)
    for question in QUESTIONS:
        assert repr(library.ask(question)) == repr(alone.ask(question))
        found = library.search(question, 30)
        assert found == alone.search(question, 30)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many records each publication has sent, in turn."""
    counts: list[int] = []
    publish = Publication.publish

    def counted(self: Publication) -> object:
        made = publish(self)
        counts.append(self.sent)
        return made

    monkeypatch.setattr(Publication, "publish", counted)
    return counts


def test_only_documents_that_changed_are_sent_again(
    place: ClusterSettings, sources: Path, tmp_path: Path, sent: list[int]
) -> None:
    def opened() -> ClusterLibrary:
        return ClusterLibrary.open_in(place, [sources], tmp_path / "data")

    library = opened()
    passages = len(library)
    (sources / "03.md").write_text("# Note 3\n\nThe harbour has 23 cranes. Pier 3 is new.\n")
    assert_as_on_one_machine(opened(), sources)
    (sources / "05b.md").write_text("# Note 5b\n\nThe harbour has other cranes. Piers are many.\n")
    (sources / "07.md").unlink()
    assert_as_on_one_machine(opened(), sources)
    (sources / "00.md").rename(sources / "99.md")
    assert_as_on_one_machine(opened(), sources)
    assert sent[0] == passages
    assert max(sent[1:]) <= 4
    assert_as_on_one_machine(library, sources) if library.is_current() else None


def test_sources_that_did_not_change_are_not_sent_at_all(
    place: ClusterSettings, sources: Path, tmp_path: Path, sent: list[int]
) -> None:
    ClusterLibrary.open_in(place, [sources], tmp_path / "data")
    ClusterLibrary.open_in(place, [sources], tmp_path / "data")
    for path in sources.iterdir():
        path.touch()
    ClusterLibrary.open_in(place, [sources], tmp_path / "elsewhere")
    assert sent[1:] in ([0], [0, 0])


def test_a_build_that_fails_leaves_the_old_index_and_nothing_of_its_own(
    cluster: TestCluster, place: ClusterSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = put(place, LISTS)
    before = indexes(cluster, place)

    def fail(*_: object) -> None:
        raise ClusterFault("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Publication, "_make_safe", fail)
        with pytest.raises(ClusterFault, match="the disk is full"):
            put(place, [*LISTS, ["new"]])
    assert indexes(cluster, place) == before
    assert [hit.number for hit in engine_over(place, old).search({"lin": 1.0}, 9)] == [1, 0]


KILLED = """
import os, signal, sys
from pathlib import Path
from retrieval.cluster_library import ClusterLibrary
from retrieval.index.opensearch.cluster_client import ClusterSettings
from retrieval.index.opensearch.publication import Publication
Publication._make_safe = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
urls, prefix, sources, data_dir = sys.argv[1:]
place = ClusterSettings(tuple(urls.split()), prefix=prefix, replicas=0)
ClusterLibrary.open_in(place, [Path(sources)], Path(data_dir))
"""


def test_a_killed_builder_leaves_no_litter_after_the_next_build(
    cluster: TestCluster, place: ClusterSettings, sources: Path, tmp_path: Path
) -> None:
    first = ClusterLibrary.open_in(place, [sources], tmp_path / "data")
    (sources / "new.md").write_text("# New\n\nThe harbour is closed.\n")
    arguments = (" ".join(cluster.urls), place.prefix, str(sources), str(tmp_path / "killed"))
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)
    assert killed.returncode == -signal.SIGKILL
    litter = set(indexes(cluster, place)) - set(first._index.names)
    assert litter
    assert first.ask(QUESTIONS[0]).status == "answered"
    library = ClusterLibrary.open_in(place, [sources], tmp_path / "data")
    assert_as_on_one_machine(library, sources)
    assert not litter & set(indexes(cluster, place))


def test_two_builders_at_once_do_no_harm(
    cluster: TestCluster, place: ClusterSettings, sources: Path, tmp_path: Path
) -> None:
    faults: list[str] = []

    def build(number: int) -> None:
        try:
            ClusterLibrary.open_in(place, [sources], tmp_path / str(number))
        except QuothError as error:
            faults.append(str(error))

    builders = [threading.Thread(target=build, args=(number,)) for number in range(2)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert not faults
    assert len(cluster.get(f"/_alias/{place.prefix}-current-*")) == 1
    library = ClusterLibrary.open_in(place, [sources], tmp_path / "0")
    assert_as_on_one_machine(library, sources)


def test_the_old_index_goes_when_its_last_reader_has_left(
    cluster: TestCluster,
    place: ClusterSettings,
    sources: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leases, "_FIRST_AFTER", 0.0)
    monkeypatch.setattr("retrieval.index.opensearch.publication.GRACE", 0.0)
    reader = ClusterLibrary.open_in(place, [sources], tmp_path / "data")
    old = reader._index.names.passages
    lease = f"/{place.prefix}-leases/_doc/{old}:{reader._lease.holder}"
    wait_for(lambda: Cluster(place).ask_or_none("GET", lease) is not None)
    (sources / "new.md").write_text("# New\n\nThe harbour is closed.\n")
    newer = ClusterLibrary.open_in(place, [sources], tmp_path / "data")
    leases.sweep(Cluster(place), newer._sources.key)
    assert old in indexes(cluster, place)
    assert reader.ask(QUESTIONS[0]).status == "answered"
    del reader
    gc.collect()
    wait_for(lambda: Cluster(place).ask_or_none("GET", lease) is None)
    leases.sweep(Cluster(place), newer._sources.key)
    assert old not in indexes(cluster, place)


def wait_for(holds: object, seconds: float = 20) -> None:
    assert callable(holds)
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_reader_whose_index_was_removed_goes_on_with_the_current_one(
    place: ClusterSettings, sources: Path, tmp_path: Path
) -> None:
    reader = ClusterLibrary.open_in(place, [sources], tmp_path / "data")
    old = reader._index.names
    (sources / "new.md").write_text("# New\n\nThe harbour is closed on Sundays.\n")
    ClusterLibrary.open_in(place, [sources], tmp_path / "other")
    leases.remove(Cluster(place), old)
    assert "Sundays" in reader.ask("When is the harbour closed?").quotes[0].text


def test_a_rebuild_reads_everything_anew_and_answers_the_same(
    place: ClusterSettings, sources: Path, tmp_path: Path
) -> None:
    ClusterLibrary.open_in(place, [sources], tmp_path / "data")
    again = ClusterLibrary.open_in(place, [sources], tmp_path / "data", rebuild=True)
    assert_as_on_one_machine(again, sources)


def test_another_number_of_shards_makes_a_new_index(
    place: ClusterSettings, sources: Path, tmp_path: Path
) -> None:
    ClusterLibrary.open_in(place, [sources], tmp_path / "data")
    spread = ClusterLibrary.open_in(place._replace(shards=3), [sources], tmp_path / "data")
    assert spread._index.meta["shards"] == 3
    assert_as_on_one_machine(spread, sources)
