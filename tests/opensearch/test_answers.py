"""Whole answers from a cluster: to the last bit those of one machine, however it is laid out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.settings import Settings
from bot.workspace import Workspace, open_library
from retrieval.askable import Askable, passage_key
from retrieval.cluster_library import ClusterLibrary
from retrieval.errors import ClusterFault, UsageError
from retrieval.index.opensearch.cluster_client import ClusterSettings
from retrieval.joined_library import JoinedLibrary
from retrieval.library import Library
from retrieval.reader.model_files import files_in
from retrieval.reader.reader import TransformerReader
from retrieval.text.analyzer import CollectionAnalyzer
from tests.opensearch.cluster import TestCluster
from tests.opensearch.comparison import Asked, costs, question_set
from tests.opensearch.comparison import told as whole_answer
from tests.retrieval.reader.models import cross_encoder_bytes, encoder_bytes, write_model

SEED_QUESTIONS = (
    *("who replaced Lin?", "When was Qwen3.5 released?", "waht is Qwen?", "who left google"),
    *("How many parameters does the smallest model have?", "what is the capital of France?"),
    *("who repalced Lin and wehn did he leave?", "QWEN", "hello", "why did Lin leave alibaba"),
    *("what does DeepMind do", "open source models vs research", "wo founded Alibaba"),
)
QUESTIONS_ASKED = 30
IN_LANGUAGES = {
    "english.md": "# Loans\n\nBooks are lent for four weeks. The librarian opens the house at nine "
    "and the European Union (EU) pays for what is lent to schools.\n",
    "german.md": "# Ausleihe\n\nDie Bücher werden für vier Wochen ausgeliehen, und die Filme nur "
    "für eine. Der Leiter der Bibliothek ist Herr Müller, der im Mai gewählt wurde.\n",
    "french.md": "# Prêts\n\nLes livres sont prêtés pour quatre semaines, et les films pour une. "
    "La directrice de la bibliothèque est Madame Dupont, qui a été élue en mai.\n",
}
ASKED_IN_LANGUAGES = (
    *("how long are books lent?", "how long are boks lent", "what does the EU pay for?"),
    *("Wie lange werden Bücher ausgeliehen?", "Wer ist der Leitr der Bibliothek?"),
    *("Qui est la directrice de la bibliothèque ?", "combien de semaines pour les livres ?"),
    "who is Dupont and who is Müller?",
)
MOST_REQUESTS = 3


class Expected(NamedTuple):
    """Questions with the answers of one machine."""

    sources: Sequence[Path]
    answers: Sequence[tuple[Asked, str]]


def told(library: Askable, question: str) -> str:
    return whole_answer(library, Asked(question))


@pytest.fixture(scope="session", params=["openqa", "followups"])
def expected(request: pytest.FixtureRequest) -> Expected:
    _, sources, every = question_set(request.getfixturevalue(request.param))
    asked = every[:: max(1, len(every) // QUESTIONS_ASKED)]
    library = Library.open(sources, None)
    return Expected(sources, [(question, whole_answer(library, question)) for question in asked])


@pytest.mark.parametrize("shards", [1, 3, 5])
def test_answers_are_those_of_one_machine_over_any_number_of_shards(
    place: ClusterSettings, expected: Expected, shards: int
) -> None:
    library = ClusterLibrary.open_in(place._replace(shards=shards), expected.sources, None)
    differing = [
        question for question, one in expected.answers if whole_answer(library, question) != one
    ]
    assert not differing


def test_sources_in_several_languages_are_answered_from_as_on_one_machine(
    place: ClusterSettings, tmp_path: Path
) -> None:
    for name, text in IN_LANGUAGES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    alone = Library.open([tmp_path], None)
    there = ClusterLibrary.open_in(place._replace(shards=3), [tmp_path], None)
    for library in (alone, there):
        analyzer = library.open_index.answering._analyzer
        assert isinstance(analyzer, CollectionAnalyzer)
        assert set(analyzer.languages) == {"english", "german", "french"}
    for question in ASKED_IN_LANGUAGES:
        assert told(there, question) == told(alone, question)
    found = costs(there, [Asked(question) for question in ASKED_IN_LANGUAGES])
    assert all(cost.requests <= MOST_REQUESTS * cost.parts for cost in found)


@pytest.mark.parametrize("model", [encoder_bytes, cross_encoder_bytes])
def test_a_reader_reads_what_the_search_brought_along(
    place: ClusterSettings, seeds: Path, tmp_path: Path, model: Callable[[], bytes]
) -> None:
    pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")
    folder = write_model(tmp_path / "model", model())
    reader = TransformerReader(lambda: files_in(folder))
    alone = Library.open([seeds], None, reader=reader)
    there = ClusterLibrary.open_in(place._replace(shards=3), [seeds], None, reader=reader)
    assert there.reader is not None
    assert there.reader.kind is not None
    for question in SEED_QUESTIONS:
        assert told(there, question) == told(alone, question)
    found = costs(there, [Asked(question) for question in SEED_QUESTIONS])
    assert all(cost.requests <= MOST_REQUESTS * cost.parts for cost in found)


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


def test_settings_lead_to_the_cluster(
    cluster: TestCluster, place: ClusterSettings, seeds: Path, tmp_path: Path, alone: Library
) -> None:
    settings = Settings.load(
        {
            "QUOTH_ENGINE": "opensearch",
            "QUOTH_OPENSEARCH_URL": ",".join(cluster.urls),
            "QUOTH_OPENSEARCH_PREFIX": place.prefix,
            "QUOTH_OPENSEARCH_REPLICAS": "0",
            "QUOTH_READER": "none",
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
