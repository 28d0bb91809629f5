"""Vectors of a library's passages, grown in the background while it is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.joined_library import JoinedLibrary
from retrieval.library import Library
from retrieval.model import PassageText
from retrieval.reader.model_files import files_in
from retrieval.reader.passage_match import PassageVectors
from retrieval.reader.reader import TransformerReader
from retrieval.reader.vector_store import StoreName, VectorStore, corpus_texts
from retrieval.text.analyzer import analyzer_for
from tests.retrieval.reader.models import cross_encoder_bytes, encoder_bytes, write_model

TEXTS = ("Lin led the team.", "Zhou led Qwen.", "Rain fell.")
QUESTION = "who led the team?"

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def reader(tmp_path: Path) -> TransformerReader:
    pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")
    folder = write_model(tmp_path / "model", encoder_bytes())
    return TransformerReader(lambda: files_in(folder))


@pytest.fixture
def opened(tmp_path: Path, reader: TransformerReader) -> Callable[..., Library]:
    """Opens a library over texts, a file each."""

    def open_over(*texts: str, folder: str = "docs", data_dir: str | None = "data") -> Library:
        for number, text in enumerate(texts):
            path = tmp_path / folder / f"{number}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"{text}\n")
        data = None if data_dir is None else tmp_path / data_dir
        return Library.open(tmp_path / folder, data, reader=reader)

    return open_over


def store_of(library: Library, tmp_path: Path, reader: TransformerReader) -> VectorStore | None:
    name = StoreName.of(tmp_path / "data", library.snapshot, library.recipe, reader.sha256)
    return VectorStore.open(name)


def wait_for_growth() -> None:
    for thread in threading.enumerate():
        if thread.name == "vectors":
            thread.join(60)


def test_what_is_missing_is_made_and_then_skimmed(
    opened: Callable[..., Library], tmp_path: Path, reader: TransformerReader
) -> None:
    library = opened(*TEXTS)
    library.ask(QUESTION)
    assert store_of(library, tmp_path, reader) is None

    library.grow_vectors()
    wait_for_growth()

    store = store_of(library, tmp_path, reader)
    assert store is not None
    assert len(store) == len(TEXTS)
    assert library.reader is not None
    assert library.reader.kept.vectors(PassageText("", "elsewhere", ())) is None
    assert library.ask(QUESTION).quotes[0].text == TEXTS[0]


def test_what_was_stopped_is_not_begun_again(
    opened: Callable[..., Library], tmp_path: Path, reader: TransformerReader
) -> None:
    library = opened(*TEXTS)
    library.stop_growing(60)
    library.grow_vectors()
    wait_for_growth()

    assert store_of(library, tmp_path, reader) is None


def test_sources_that_change_while_vectors_grow_lose_none_of_them(
    opened: Callable[..., Library],
    tmp_path: Path,
    reader: TransformerReader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoded: list[str] = []
    two, go_on = threading.Event(), threading.Event()
    encode = TransformerReader.encode

    def noted(self: TransformerReader, passage: PassageText) -> PassageVectors | None:
        encoded.append(passage.text)
        if len(encoded) == 2:
            two.set()
            go_on.wait(60)
        return encode(self, passage)

    monkeypatch.setattr(TransformerReader, "encode", noted)
    library = opened(*TEXTS)
    library.grow_vectors()
    assert two.wait(60)
    stopping = threading.Thread(target=library.stop_growing)
    stopping.start()
    go_on.set()
    stopping.join(60)

    fresh = opened(*TEXTS, "Snow melted.")
    fresh.grow_vectors()
    wait_for_growth()

    assert sorted(encoded) == sorted((*TEXTS, "Snow melted."))
    store = store_of(fresh, tmp_path, reader)
    assert store is not None
    assert len(store) == 4


def test_each_part_of_joined_libraries_keeps_its_own(opened: Callable[..., Library]) -> None:
    parts = [opened(*TEXTS), opened("Snow melted.", folder="more")]
    joined = JoinedLibrary(parts)
    joined.ask(QUESTION)
    joined.grow_vectors()
    wait_for_growth()

    for part in parts:
        assert part.reader is not None
        texts = corpus_texts(part.corpus, analyzer_for(part.recipe.language))
        assert all(part.reader.kept.vectors(text) for text in texts)


@pytest.mark.parametrize("kind", ["no folder", "cross-encoder", "no model"])
def test_where_nothing_is_kept_nothing_grows(
    opened: Callable[..., Library], tmp_path: Path, kind: str
) -> None:
    if kind == "cross-encoder":
        write_model(tmp_path / "model", cross_encoder_bytes())
    if kind == "no model":
        (tmp_path / "model" / "model.onnx").unlink()
    library = opened(*TEXTS, data_dir=None if kind == "no folder" else "data")
    library.grow_vectors()
    library.stop_growing(60)

    assert not [thread for thread in threading.enumerate() if thread.name == "vectors"]
    assert not list(tmp_path.rglob("vectors"))
