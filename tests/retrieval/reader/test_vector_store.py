from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from retrieval.library import Library
from retrieval.model import PassageText
from retrieval.reader import vector_store
from retrieval.reader.passage_match import PassageVectors, unit
from retrieval.reader.vector_store import (
    GrowingVectors,
    StoreName,
    VectorStore,
    corpus_texts,
    keep_vectors,
    key_of,
)
from retrieval.text.analyzer import analyzer_for
from tests.retrieval.conftest import LIN, PHONE, RAIN, SNOW, ZHOU, warnings

WIDTH = 48


class Encoding:
    """Makes vectors out of nothing, and counts for which passages."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def __call__(self, passage: PassageText) -> PassageVectors:
        self.encoded.append(passage.text)
        return expected(passage)


def expected(passage: PassageText) -> PassageVectors:
    random = np.random.default_rng(int(key_of(passage)))
    rows = unit(random.normal(size=(1 + len(passage.sentences), WIDTH)).astype(np.float32))
    if passage.sentences:
        rows[1] = 0
    return PassageVectors(rows[0], rows[1:])


def passages(count: int) -> list[PassageText]:
    return [PassageText("t", f"{n}", ((0, 1),) * (n % 4)) for n in range(count)]


@pytest.fixture
def name(tmp_path: Path) -> StoreName:
    return StoreName(tmp_path / "data", "sources", "0123456789abcdef" * 4, (str(tmp_path),))


def test_vectors_are_kept_in_eight_bits_a_number(name: StoreName) -> None:
    keep_vectors(name, passages(9), Encoding())
    store = VectorStore.open(name)

    assert store
    assert len(store) == 9
    for one in passages(9):
        found, wanted = store.vectors(one), expected(one)
        assert found
        assert found.mean @ wanted.mean > 0.9995
        assert np.allclose(found.sentences, wanted.sentences, atol=0.01)
    assert store.vectors(PassageText("t", "another", ())) is None


def test_the_same_text_under_another_title_or_cut_otherwise_is_another_passage() -> None:
    one = PassageText("t", "text", ((0, 4),))

    others = (one._replace(title="u"), one._replace(sentences=()))

    assert len({key_of(one), *map(key_of, others)}) == 3


def test_only_what_is_new_is_encoded(name: StoreName) -> None:
    first, again, more = Encoding(), Encoding(), Encoding()
    keep_vectors(name, passages(6), first)
    keep_vectors(name, passages(6), again)
    store = keep_vectors(name, passages(8)[2:], more)

    assert (len(first.encoded), again.encoded, more.encoded) == (6, [], ["6", "7"])
    assert store
    assert len(store) == 6
    assert store.vectors(passages(1)[0]) is None


def test_a_passage_that_comes_twice_is_kept_once(name: StoreName) -> None:
    store = keep_vectors(name, passages(3) * 2, Encoding())

    assert store is not None
    assert len(store) == 3


def test_of_no_passages_there_is_a_store_too(name: StoreName) -> None:
    keep_vectors(name, [], Encoding())
    store = VectorStore.open(name)

    assert store is not None
    assert (len(store), store.vectors(passages(1)[0])) == (0, None)


def test_what_is_done_is_kept_on_the_way(name: StoreName, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_store, "_FIRST_KEPT", 2)
    counts = []

    def counted() -> None:
        store = VectorStore.open(name)
        counts.append(len(store) if store else 0)

    store = keep_vectors(name, passages(10), Encoding(), counted)

    assert sorted(set(counts)) == [0, 4, 8]
    assert store is not None
    assert all(store.vectors(one) for one in passages(10))


def test_whoever_stops_early_keeps_what_there_is(name: StoreName) -> None:
    left = iter([True] * 3 + [False])
    stopped = keep_vectors(name, passages(9), Encoding(), is_wanted=lambda: next(left))
    stopped_again = keep_vectors(name, passages(9), Encoding(), is_wanted=lambda: False)

    assert stopped is not None
    assert stopped_again is not None
    assert (len(stopped), len(stopped_again)) == (3, 3)


def test_whoever_stops_early_keeps_what_was_made_now_and_before(name: StoreName) -> None:
    keep_vectors(name, passages(9), Encoding())
    left = iter([True] * 2 + [False])
    new = [PassageText("t", "new", ()), *passages(9)]
    stopped = keep_vectors(name, new, Encoding(), is_wanted=lambda: next(left))

    assert stopped is not None
    assert len(stopped) == 10
    assert all(stopped.vectors(one) for one in new)


def test_a_store_is_not_replaced_by_a_smaller_one_on_the_way(
    name: StoreName, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_vectors(name, passages(9), Encoding())
    monkeypatch.setattr(vector_store, "_FIRST_KEPT", 2)
    counts = []

    def counted() -> None:
        store = VectorStore.open(name)
        counts.append(len(store) if store else 0)

    other = [PassageText("another", f"{n}", ()) for n in range(12)]
    keep_vectors(name, other, Encoding(), counted)

    assert min(counts) == 9


def test_those_that_have_a_turn_in_common_encode_one_at_a_time(tmp_path: Path) -> None:
    turn, encoding = threading.Lock(), threading.Lock()

    def alone(passage: PassageText) -> PassageVectors:
        assert encoding.acquire(blocking=False)
        time.sleep(0.001)
        encoding.release()
        return expected(passage)

    names = [StoreName(tmp_path / "data", f"sources{n}", "r" * 64) for n in range(3)]
    growing = [GrowingVectors(one, alone, turn) for one in names]
    for one in growing:
        one.start(lambda: passages(8))
    for one in growing:
        one._thread.join(60)  # type: ignore[union-attr]

    assert [len(store) for one in names if (store := VectorStore.open(one))] == [8, 8, 8]


def test_a_reader_that_makes_no_vectors_leaves_nothing_behind(name: StoreName) -> None:
    assert keep_vectors(name, passages(3), lambda _: None) is None
    assert not [path for path in name.data_dir.rglob("*") if path.is_file()]


def test_an_interruption_leaves_the_old_store_in_place(name: StoreName) -> None:
    keep_vectors(name, passages(2), Encoding())

    def interrupted(passage: PassageText) -> PassageVectors:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep_vectors(name, passages(9), interrupted)
    store = VectorStore.open(name)

    assert store is not None
    assert len(store) == 2
    assert len(list((name.data_dir / "vectors" / "indexes").iterdir())) == 1


@pytest.mark.parametrize("array", ["keys.bin", "rows.bin", "manifest.json"])
def test_vectors_that_were_altered_are_not_used_and_made_anew(
    name: StoreName, array: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.index.storage._CHECKED_AT_OPEN", 0)
    keep_vectors(name, passages(5), Encoding())
    (path,) = name.data_dir.rglob(array)
    altered = bytearray(path.read_bytes())
    altered[20] ^= 1
    path.write_bytes(altered)

    store = VectorStore.open(name)
    assert store is None or [store.vectors(one) for one in passages(5)] == [None] * 5
    assert len(warnings(caplog)) == 1
    assert "the kept vectors are damaged" in warnings(caplog)[0]

    again = Encoding()
    keep_vectors(name, passages(5), again)
    anew = VectorStore.open(name)
    assert len(again.encoded) == 5
    assert anew is not None
    assert anew.vectors(passages(1)[0]) is not None


def test_readers_do_not_share_vectors(name: StoreName) -> None:
    keep_vectors(name, passages(2), Encoding())

    assert VectorStore.open(name._replace(reader="f" * 64)) is None
    assert VectorStore.open(name._replace(sources="others")) is None


def test_the_passages_of_a_corpus_come_with_their_titles_and_sentences(sources: Path) -> None:
    library = Library.open(sources)
    texts = list(corpus_texts(library.corpus, analyzer_for("english")))

    assert [one.title for one in texts] == ["Qwen", "Qwen", "phone", "rain", "snow"]
    assert [one.text for one in texts] == [LIN, ZHOU, PHONE, RAIN, SNOW]
    assert all(one.sentences == ((0, len(one.text)),) for one in texts)
    name = StoreName.of(sources, library.snapshot, library.recipe, "f" * 64)
    assert (name.sources, name.roots) == (library.snapshot.key(library.recipe), (str(sources),))


def test_vectors_grow_in_the_background_and_are_there_for_the_next(name: StoreName) -> None:
    encode = Encoding()
    growing = GrowingVectors(name, encode)
    assert growing.vectors(passages(1)[0]) is None
    growing.start(lambda: passages(5))
    growing.start(lambda: passages(5))
    growing._thread.join(60)  # type: ignore[union-attr]

    assert len(encode.encoded) == 5
    assert growing.vectors(passages(1)[0]) is not None
    assert GrowingVectors(name, encode).vectors(passages(5)[4]) is not None


def test_what_grows_can_be_stopped_and_keeps_what_is_done(name: StoreName) -> None:
    made = threading.Event()

    def slowly(passage: PassageText) -> PassageVectors:
        made.set()
        time.sleep(0.01)
        return expected(passage)

    growing = GrowingVectors(name, slowly)
    growing.start(lambda: passages(500))
    made.wait(60)
    growing.stop(60)
    store = VectorStore.open(name)

    assert store is not None
    assert 1 <= len(store) < 500


def test_vectors_that_cannot_be_kept_are_one_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    growing = GrowingVectors(StoreName(tmp_path / "file", "s", "r"), Encoding())
    growing.start(lambda: passages(2))
    growing._thread.join(60)  # type: ignore[union-attr]

    assert len(warnings(caplog)) == 1
    assert warnings(caplog)[0].startswith("the vectors of passages are not kept: ")
