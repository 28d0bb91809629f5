from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.model import PassageText
from retrieval.reader import reader
from retrieval.reader.model_files import ModelFiles, files_in, is_packaged
from retrieval.reader.passage_match import PassageVectors
from retrieval.reader.reader import TransformerReader, found_reader
from retrieval.text.sentences import sentences
from tests.retrieval.conftest import warnings
from tests.retrieval.reader.models import cross_encoder_bytes, encoder_bytes, write_model

pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")


def passage(text: str) -> PassageText:
    return PassageText("", text, tuple(sentences(text)))


LIN, RAIN = passage("Lin left. Zhou led."), passage("Rain fell.")


def reader_of(folder: Path, model: bytes | None = None, budget: float = 1e6) -> TransformerReader:
    write_model(folder, model or encoder_bytes())
    return TransformerReader(lambda: files_in(folder), budget=budget)


class Kept(dict[PassageText, PassageVectors | None]):
    """Vectors in memory."""

    def vectors(self, passage: PassageText) -> PassageVectors | None:
        return self.get(passage)


def test_an_encoder_reads_passages_and_their_sentences(tmp_path: Path) -> None:
    lin, rain = reader_of(tmp_path).read("did rain fall?", [LIN, RAIN])

    assert lin
    assert rain
    assert (len(lin.sentences), len(rain.sentences)) == (2, 1)
    assert (rain.cosine > lin.cosine, rain.maxsim > lin.maxsim, rain.logit) == (True, True, 0)


def test_a_cross_encoder_reads_question_and_passage_together(tmp_path: Path) -> None:
    cross_encoder = reader_of(tmp_path, cross_encoder_bytes())

    assert cross_encoder.kind == "cross-encoder"
    assert [one and one.logit for one in cross_encoder.read("who?", [LIN, RAIN])] == [1, -1]
    assert cross_encoder.encode(LIN) is None
    assert cross_encoder.skim("who?", [LIN], Kept()) == (None,)


def test_time_bounds_how_many_passages_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(100))
    hurried = reader_of(tmp_path, budget=4500)
    monkeypatch.setattr("time.perf_counter", lambda: float(next(ticks)))

    # A look at the clock takes a second here; a passage has two looks.
    assert [one is not None for one in hurried.read("lin", [LIN] * 4)] == [True, True, False, False]


def test_the_first_passage_is_read_whatever_it_takes(tmp_path: Path) -> None:
    found = reader_of(tmp_path, budget=0).read("lin", [LIN, RAIN])

    assert [one is not None for one in found] == [True, False]


def test_kept_vectors_are_compared_without_reading_a_passage(tmp_path: Path) -> None:
    encoder = reader_of(tmp_path)
    read = encoder.read("who left?", [LIN])[0]
    kept = Kept({LIN: encoder.encode(LIN)})
    (skimmed, unknown) = encoder.skim("who left?", [LIN, RAIN], kept)

    assert read
    assert skimmed
    assert (skimmed.cosine, unknown) == (read.cosine, None)


def test_the_model_is_loaded_once_by_whoever_asks_first(tmp_path: Path) -> None:
    folder = write_model(tmp_path, encoder_bytes())
    loaded: list[str] = []

    def files() -> ModelFiles:
        loaded.append(threading.current_thread().name)
        return files_in(folder)

    encoder = TransformerReader(files)
    assert not loaded
    threads = [
        threading.Thread(target=encoder.read, args=("lin", [LIN, RAIN, LIN])) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(loaded) == 1
    assert encoder.sha256 == files_in(folder).sha256


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "model.onnx").unlink(), "cannot read model.onnx"),
        (lambda folder: (folder / "model.onnx").write_bytes(b"no"), "onnxruntime cannot load"),
        (lambda folder: (folder / "vocab.txt").write_text("lin\n"), "without '[CLS]'"),
        (
            lambda folder: (folder / "vocab.txt").write_text("lin\n" * 99 + "[CLS]\n[SEP]\n[UNK]"),
            "cannot read 320 pieces",
        ),
    ],
)
def test_a_reader_that_cannot_read_says_so_once_and_reads_nothing(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    spoil: Callable[[Path], object],
    said: str,
) -> None:
    broken = reader_of(tmp_path)
    spoil(tmp_path)

    assert broken.read("lin", [LIN, RAIN]) == (None, None)
    assert (broken.kind, broken.sha256, broken.encode(LIN)) == (None, "", None)
    assert len(warnings(caplog)) == 1
    assert warnings(caplog)[0].startswith("the reader is not used: ")
    assert said in warnings(caplog)[0]
    assert "\n" not in warnings(caplog)[0]


def test_there_is_no_reader_where_none_is_set_or_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reader, "is_packaged", lambda: False)

    assert found_reader("none") is None
    assert found_reader(threads=3) is None
    assert found_reader(str(tmp_path)) is found_reader(str(tmp_path))


@pytest.mark.skipif(not is_packaged(), reason="the extra semantic is not installed")
def test_the_packaged_model_tells_what_means_the_same() -> None:
    packaged = found_reader(budget=1e6)
    assert packaged
    other = "The phone weighs 150 grams. Its battery lasts two days."
    said = "Junyang Lin resigned in March. Hao Zhou was made head of the group."
    (first, second) = packaged.read("who took over from Lin?", [passage(said), passage(other)])

    assert first
    assert second
    assert (first.cosine > second.cosine, first.maxsim > second.maxsim) == (True, True)
    assert first.cosine == pytest.approx(0.398, abs=0.01)
