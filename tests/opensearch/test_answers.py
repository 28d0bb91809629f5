"""Whole answers from a cluster: to the last bit those of one machine, however it is laid out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.workspace import Workspace, open_library
from retrieval.askable import Askable, passage_key
from retrieval.cluster_library import ClusterLibrary
from retrieval.errors import ClusterFault, UsageError
from retrieval.index.opensearch.cluster_client import ClusterSettings
from retrieval.joined_library import JoinedLibrary
from retrieval.library import Library
from tests.opensearch.cluster import TestCluster

SEED_QUESTIONS = (
    *("who replaced Lin?", "When was Qwen3.5 released?", "waht is Qwen?", "who left google"),
    *("How many parameters does the smallest model have?", "what is the capital of France?"),
    *("who repalced Lin and wehn did he leave?", "QWEN", "hello", "why did Lin leave alibaba"),
    *("what does DeepMind do", "open source models vs research", "wo founded Alibaba"),
)
QUESTIONS_ASKED = 60


@pytest.fixture(scope="session")
def questions(openqa: Path) -> Sequence[str]:
    lines = (openqa / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    step = max(1, len(lines) // QUESTIONS_ASKED)
    return [json.loads(line)["text"] for line in lines[::step]]


@pytest.fixture(scope="session")
def expected(openqa: Path, questions: Sequence[str]) -> Sequence[str]:
    library = Library.open([openqa / "corpus.jsonl"], None)
    return [told(library, question) for question in questions]


def told(library: Askable, question: str) -> str:
    answer, hits = library.ask(question), library.search(question, 15)
    return repr((answer, hits))


@pytest.mark.parametrize("shards", [1, 3, 5])
def test_answers_are_those_of_one_machine_over_any_number_of_shards(
    place: ClusterSettings,
    openqa: Path,
    questions: Sequence[str],
    expected: Sequence[str],
    shards: int,
) -> None:
    library = ClusterLibrary.open_in(place._replace(shards=shards), [openqa / "corpus.jsonl"], None)
    differing = [
        question
        for question, one in zip(questions, expected, strict=True)
        if told(library, question) != one
    ]
    assert not differing


@pytest.fixture
def shared(place: ClusterSettings, seeds: Path, tmp_path: Path) -> ClusterLibrary:
    return ClusterLibrary.open_in(place._replace(shards=2), [seeds], tmp_path / "builder")


@pytest.fixture(scope="module")
def alone(seeds: Path) -> Library:
    return Library.open([seeds], None)


def test_mistyped_compound_and_unanswerable_questions_are_answered_as_on_one_machine(
    shared: ClusterLibrary, alone: Library
) -> None:
    for question in SEED_QUESTIONS:
        assert told(shared, question) == told(alone, question)


def test_within_one_document_passages_are_found_as_on_one_machine(
    shared: ClusterLibrary, alone: Library
) -> None:
    for listed in alone.documents():
        doc_id = listed.document.doc_id
        one = alone.ask("Qwen", within=doc_id)
        assert repr(shared.ask("Qwen", within=doc_id)) == repr(one)


def test_a_machine_without_the_sources_answers_from_what_another_has_put_there(
    shared: ClusterLibrary, alone: Library, place: ClusterSettings, tmp_path: Path
) -> None:
    served = ClusterLibrary.open_in(place._replace(serve=True), [], tmp_path / "reader")

    assert [listed.document for listed in served.documents()] == [
        listed.document for listed in alone.documents()
    ]
    for question in SEED_QUESTIONS:
        assert told(served, question) == told(alone, question)
    assert served.is_current()


def test_a_quote_is_found_again_by_its_key_with_what_stands_around_it(
    shared: ClusterLibrary, alone: Library
) -> None:
    for number in (0, 7, len(alone) - 1):
        passage = alone.corpus.passage(number)
        assert shared.corpus.passage(number) == passage
        assert shared.find(passage_key(passage.passage_id)) == passage
        assert shared.surroundings(passage) == alone.surroundings(passage)


def test_what_is_at_hand_is_downloaded_once_and_again_where_it_was_altered(
    shared: ClusterLibrary, place: ClusterSettings, tmp_path: Path
) -> None:
    reader = place._replace(serve=True)
    expected = told(shared, SEED_QUESTIONS[0])
    ClusterLibrary.open_in(reader, [], tmp_path / "reader")
    again = ClusterLibrary.open_in(reader, [], tmp_path / "reader")
    assert again._sources.cluster.requests <= 4
    [folder] = (tmp_path / "reader" / "shared").iterdir()
    for array in folder.glob("*.bin"):
        array.write_bytes(array.read_bytes()[::-1])
    mended = ClusterLibrary.open_in(reader, [], tmp_path / "reader")
    assert told(mended, SEED_QUESTIONS[0]) == expected


def test_what_a_server_adds_joins_the_shared_base_as_on_one_machine(
    shared: ClusterLibrary, alone: Library, tmp_path: Path
) -> None:
    added = tmp_path / "added"
    added.mkdir()
    (added / "notes.md").write_text(
        "# Qwen at our company\n\nWe replaced Lin's model in March. Zhou wrote to us about Qwen.\n"
    )
    own = Library.open([added], None)
    joined, expected = JoinedLibrary([shared, own]), JoinedLibrary([alone, own])
    for question in (*SEED_QUESTIONS, "what did we replace in March?"):
        assert told(joined, question) == told(expected, question)


def test_questions_cost_few_round_trips(shared: ClusterLibrary) -> None:
    cluster = shared._sources.cluster
    costs = []
    for question in ("who replaced Lin?", "When was Qwen3.5 released?", "what does DeepMind do"):
        before = cluster.requests
        shared.ask(question)
        costs.append(cluster.requests - before)
    assert max(costs) <= 3


def test_settings_lead_to_the_cluster(
    cluster: TestCluster, place: ClusterSettings, seeds: Path, tmp_path: Path, alone: Library
) -> None:
    settings = Settings.load(
        {
            "QUOTH_ENGINE": "opensearch",
            "QUOTH_OPENSEARCH_URL": ",".join(cluster.urls),
            "QUOTH_OPENSEARCH_PREFIX": place.prefix,
            "QUOTH_OPENSEARCH_REPLICAS": "0",
        },
        None,
    )
    library = open_library(Workspace.of([seeds], tmp_path, settings))
    assert isinstance(library, ClusterLibrary)
    assert told(library, "who replaced Lin?") == told(alone, "who replaced Lin?")


def test_what_cannot_be_served_is_said_in_one_line(
    shared: ClusterLibrary, place: ClusterSettings
) -> None:
    recipe = shared.recipe._replace(language="german")
    with pytest.raises(UsageError, match="expected QUOTH_LANGUAGE=auto"):
        ClusterLibrary.open_in(place._replace(serve=True), [], None, recipe)
    with pytest.raises(ClusterFault, match="expected one index under the prefix 'nothing'"):
        ClusterLibrary.open_in(place._replace(serve=True, prefix="nothing"), [], None)
