"""`quoth train`: weights learned from questions, shown, and written for others to use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from retrieval.answering.abstention import trained_weights
from retrieval.model import PassageMatch, PassageText
from retrieval.ranking.weights import Weights, bundled_weights
from retrieval.reader.model_files import files_in
from retrieval.reader.reader import TransformerReader
from tests.bot.conftest import Quoth
from tests.retrieval.reader.models import cross_encoder_bytes, encoder_bytes, write_model
from tests.retrieval.training.articles import PEOPLE, articles, write_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("beir") / "people")


def near_misses() -> int:
    """Return how many near misses the weights that were written are learned from."""
    made = Weights.load(Path("weights.json")).made["near_misses"]
    assert isinstance(made, int)
    return made


def test_weights_are_learned_shown_and_written(quoth: Quoth, folder: Path) -> None:
    status, out, err = quoth("train", folder, "--jobs", 1)

    assert (status, err) == (0, "")
    assert "  asked  first   mark  eager  balanced  careful\n" in out
    assert f"with an answer        {2 * len(PEOPLE)}  " in out
    assert f"without an answer     {len(PEOPLE) + near_misses()}      –      –  " in out
    assert "likelihood      asked   said  first right  has answer\n" in out
    assert out.endswith("Written to weights.json: QUOTH_WEIGHTS=weights.json answers by it.\n")
    assert trained_weights(Path("weights.json")).passage


def test_what_made_the_weights_is_recorded_without_a_path(quoth: Quoth, folder: Path) -> None:
    quoth("train", folder, "--jobs", 1)

    made = Weights.load(Path("weights.json")).made
    assert made["command"] == "quoth train people"
    assert made["questions"] == 3 * len(PEOPLE)
    assert made["passages"] == len(list(articles()))
    assert str(folder.parent) not in Path("weights.json").read_text()


def test_the_same_folder_gives_the_same_file_in_however_many_processes(
    quoth: Quoth, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.eval.training.today", lambda: "2026-01-01")
    texts = []
    for jobs in (1, 2):
        assert quoth("train", folder, "--jobs", jobs).status == 0
        texts.append(Path("weights.json").read_text())

    assert texts[0] == texts[1]


@pytest.fixture
def encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a tiny model, set as the reader."""
    pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")
    model = write_model(tmp_path / "model", encoder_bytes())
    monkeypatch.setenv("QUOTH_READER", str(model))
    return model


def test_near_misses_are_learned_from_and_are_a_set_of_their_own(
    quoth: Quoth, folder: Path
) -> None:
    sets = json.loads(quoth("train", folder, "--json", "--jobs", 1).out)["sets"]
    near = {row["name"]: row["questions"] for row in sets}["near-miss"]

    assert near == near_misses()
    assert 0 < near <= 2 * len(PEOPLE) / 3 + 1


def test_a_reader_reads_every_passage_that_is_learned_from_in_however_many_processes(
    quoth: Quoth, folder: Path, encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.eval.training.today", lambda: "2026-01-01")
    read: set[str] = set()
    reading = TransformerReader.read

    def noted(
        self: TransformerReader, question: str, passages: Sequence[PassageText]
    ) -> tuple[PassageMatch | None, ...]:
        found = reading(self, question, passages)
        assert None not in found
        read.add(question)
        return found

    monkeypatch.setattr(TransformerReader, "read", noted)
    texts = []
    for jobs in (1, 2):
        status, out, err = quoth("train", folder, "--reader", "--jobs", jobs, "--samples", 1)
        assert (status, err) == (0, "")
        assert out.endswith("QUOTH_WEIGHTS=weights.json answers by it, with that reader.\n")
        texts.append(Path("weights.json").read_text())

    made = Weights.load(Path("weights.json")).made
    assert texts[0] == texts[1]
    assert made["command"] == "quoth train people --samples 1 --reader"
    assert made["reader"] == {"kind": "encoder", "sha256": files_in(encoder).sha256}
    assert len(read) >= 3 * len(PEOPLE)


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("none", "--reader: expected a reader, got none: pip install 'quoth[semantic]'"),
        ("cross", "--reader: expected an encoder, got cross-encoder"),
        ("missing", "expected a reader's model.onnx and vocab.txt in "),
    ],
)
def test_a_reader_to_learn_with_has_to_be_an_encoder(
    quoth: Quoth,
    folder: Path,
    encoder: Path,
    monkeypatch: pytest.MonkeyPatch,
    reader: str,
    said: str,
) -> None:
    write_model(encoder.parent / "cross", cross_encoder_bytes())
    monkeypatch.setenv("QUOTH_READER", reader if reader == "none" else str(encoder.parent / reader))

    status, out, err = quoth("train", folder, "--reader")

    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert said in err


def test_questions_are_answered_by_what_was_learned(
    quoth: Quoth, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoth("train", folder, "--output", "mine.json", "--jobs", 1)
    monkeypatch.setenv("QUOTH_WEIGHTS", "mine.json")
    question = (
        "ask",
        "when was Olive born?",
        "--sources",
        folder / "corpus.jsonl",
        "--json",
        "--caution",
        "0",
    )

    status, out, _ = quoth(*question)

    answer = json.loads(out)
    assert (status, answer["quotes"][0]["document"]["id"]) == (0, "Olive-life")
    monkeypatch.delenv("QUOTH_WEIGHTS")
    assert json.loads(quoth(*question).out)["certainty"] != answer["certainty"]


def test_json_is_one_object_and_the_plot_is_svg(quoth: Quoth, folder: Path) -> None:
    status, out, _ = quoth("train", folder, "--json", "--plot", "plot.svg", "--jobs", 1)

    trained = json.loads(out)
    drawing = ET.fromstring(Path("plot.svg").read_text())
    assert status == 0
    assert trained["output"] == "weights.json"
    assert [row["name"] for row in trained["sets"]][:2] == ["absent", "known"]
    asked = sum(row["questions"] for row in trained["reliability"])
    assert asked == 3 * len(PEOPLE) + near_misses()
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert "var(" not in Path("plot.svg").read_text()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--output", "no/where.json"), "--output: expected a file in a folder, got no/where.json"),
        (("--plot", "no/where.svg"), "--plot: expected a file in a folder, got no/where.svg"),
        (("--output", "notes.txt"), "--output: expected a new file, or weights to write over"),
    ],
)
def test_what_could_not_be_written_is_refused_before_anything_is_asked(
    quoth: Quoth, folder: Path, options: tuple[str, ...], message: str
) -> None:
    Path("notes.txt").write_text("my notes")

    status, out, err = quoth("train", folder, *options)

    assert (status, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1
    assert Path("notes.txt").read_text() == "my notes"


def test_weights_may_be_written_over(quoth: Quoth, folder: Path) -> None:
    bundled_weights().save(Path("weights.json"))

    assert quoth("train", folder, "--jobs", 1).status == 0
    assert Weights.load(Path("weights.json")).made["command"] == "quoth train people"


def test_too_few_questions_are_refused_with_how_many_there_have_to_be(
    quoth: Quoth, tmp_path: Path
) -> None:
    few = write_folder(tmp_path / "few", most=9)

    status, out, err = quoth("train", few, "--jobs", 1)

    assert (status, out) == (2, "")
    assert "expected at least 20 questions whose right passage is found, got 6 of 9" in err
    assert not Path("weights.json").exists()


@pytest.mark.parametrize(
    ("written", "status"), [(None, 2), ('{"_id": "q"}\n', 2), ("not JSON\n", 2), ("", 2)]
)
def test_a_folder_without_questions_is_one_line(
    quoth: Quoth, tmp_path: Path, written: str | None, status: int
) -> None:
    folder = tmp_path / "beir"
    folder.mkdir()
    if written is not None:
        (folder / "queries.jsonl").write_text(written)

    ran = quoth("train", folder)

    assert (ran.status, ran.out) == (status, "")
    assert len(ran.err.splitlines()) == 1


def test_a_corpus_that_is_not_there_is_a_source_that_cannot_be_read(
    quoth: Quoth, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "beir")

    ran = quoth("train", folder, "--sources", tmp_path / "nowhere")

    assert (ran.status, ran.out) == (3, "")
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("command", [("ask", "who replaced Lin?"), ("chat",), ("search", "Lin")])
def test_weights_that_are_none_are_refused_at_the_start(
    quoth: Quoth, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("QUOTH_WEIGHTS", "nowhere.json")

    status, out, err = quoth(*command)

    assert (status, out) == (2, "")
    assert err.startswith("quoth: QUOTH_WEIGHTS: expected a file that `quoth train` wrote, got ")
    assert len(err.splitlines()) == 1
