"""Vectors of passages and their sentences, kept in the data folder beside the indexes.

A number is 8 bits, and each vector has a scale: 2 to 4 KB for a passage. A passage is found by
a digest of what was read, so that an index built anew takes over what has not changed. The store
of a set of sources and a reader is like an index: written aside, checksummed, renamed, mapped.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import DamagedIndex, QuothError
from retrieval.index.catalog import Catalog, Pointer
from retrieval.index.corpus import Collection
from retrieval.index.snapshot import Recipe, Snapshot
from retrieval.index.storage import Arrays, FolderSink
from retrieval.model import PassageText
from retrieval.reader.passage_match import PassageVectors, passage_text
from retrieval.text.analyzer import Analyzer

FOLDER = "vectors"
"""The folder of all stores, in the data folder."""

_FIRST_KEPT = 256
_KEY_BYTES = 8

Encode = Callable[[PassageText], PassageVectors | None]

logger = logging.getLogger(__name__)


class StoreName(NamedTuple):
    """Which vectors are meant: those of a set of sources, by a reader.

    `sources` is the sources' key (`Snapshot.key`), `reader` the SHA-256 of the model, and once
    none of the `roots` is there any more, the vectors go too.
    """

    data_dir: Path
    sources: str
    reader: str
    roots: tuple[str, ...] = ()

    @classmethod
    def of(cls, data_dir: Path, snapshot: Snapshot, recipe: Recipe, reader: str) -> StoreName:
        """Return the name of the vectors of sources that are indexed by a recipe."""
        return cls(data_dir, snapshot.key(recipe), reader, tuple(map(str, snapshot.roots)))

    @property
    def catalog(self) -> Catalog:
        """Where the stores of the data folder are listed."""
        return Catalog(self.data_dir / FOLDER)

    @property
    def pointer(self) -> str:
        """The name that says which store is in use."""
        return f"{self.sources}-{self.reader[:16]}"


class VectorStore:
    """Kept vectors, mapped. What turns out to be altered counts as not kept, with one warning."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self._is_damaged = False
        # The digests in order, the place of each among the passages, and each place's first row.
        self._keys = arrays.read("keys")
        self._places = arrays.read("places")
        self._firsts = arrays.read("firsts")
        rows = arrays.length("scales")
        self._width = arrays.length("rows") // rows if rows else 0

    @classmethod
    def open(cls, name: StoreName) -> VectorStore | None:
        """Return the store of that name, None where there is none, or none that can be read."""
        pointer = name.catalog.pointer(name.pointer)
        if pointer is None:
            return None
        try:
            return cls(name.catalog.open(pointer.content))
        except DamagedIndex as error:
            logger.warning("the kept vectors are damaged (%s): they are not used", error)
            return None

    def __len__(self) -> int:
        """Return how many passages have vectors here."""
        return len(self._keys)

    def vectors(self, passage: PassageText) -> PassageVectors | None:
        """Return the vectors of a passage, None where none are kept."""
        key = key_of(passage)
        place = int(np.searchsorted(self._keys, key))
        if self._is_damaged or place == len(self) or self._keys[place] != key:
            return None
        try:
            rows = self._rows(int(self._places[place]))
        except DamagedIndex as error:
            self._is_damaged = True
            logger.warning("the kept vectors are damaged (%s): they are not used", error)
            return None
        return PassageVectors(rows[0], rows[1:])

    def entries(self) -> Iterator[tuple[np.uint64, PassageVectors]]:
        """Yield all that is kept by its digest, as far as it is not altered."""
        try:
            for key, place in zip(self._keys, self._places, strict=True):
                rows = self._rows(int(place))
                yield key, PassageVectors(rows[0], rows[1:])
        except DamagedIndex as error:
            self._is_damaged = True
            logger.warning("the kept vectors are damaged (%s): they are not used", error)

    def _rows(self, place: int) -> NDArray[np.float32]:
        start, stop = (int(row) for row in self._firsts[place : place + 2])
        width = self._width
        rows = self.arrays.read("rows", start * width, stop * width).reshape(-1, width)
        scales = self.arrays.read("scales", start, stop)
        return np.asarray(rows * scales[:, None], np.float32)


def key_of(passage: PassageText) -> np.uint64:
    """Return the digest that a passage's vectors are found by."""
    read = repr(tuple(passage)).encode("utf-8", "surrogatepass")
    return np.uint64(int.from_bytes(blake2b(read, digest_size=_KEY_BYTES).digest(), "big"))


def corpus_texts(corpus: Collection, analyzer: Analyzer) -> Iterator[PassageText]:
    """Yield every passage as a reader is given it, in passage order."""
    for number in range(corpus.documents):
        title = corpus.document(number).title
        for place in corpus.passages_of(number):
            yield passage_text(title, corpus.passage(place), analyzer)


def keep_vectors(
    name: StoreName,
    passages: Iterable[PassageText],
    encode: Encode,
    progress: Callable[[], None] | None = None,
    is_wanted: Callable[[], bool] = lambda: True,
) -> VectorStore | None:
    """Return the store of some passages, those encoded that have no vectors yet.

    What is done is kept on the way, each time it has doubled, and when `is_wanted`, asked before
    each passage, says no: then with all that was kept before. `progress` is called for each
    passage. Raises OSError where the data folder takes no more. None where the reader makes no
    vectors, or made none before it was stopped.
    """
    kept = VectorStore.open(name)
    writing = _Writing(name)
    try:
        for passage in passages:
            if not is_wanted():
                return writing.finish_with(kept) if writing.encoded else kept
            vectors = kept.vectors(passage) if kept else None
            if vectors is None:
                vectors = encode(passage)
                writing.encoded += 1
            if vectors is None:
                return kept
            writing.add(key_of(passage), vectors)
            if progress is not None:
                progress()
            if writing.is_worth_keeping and (kept is None or len(writing) >= len(kept)):
                writing = _Writing.going_on(name, writing)
        is_the_same = kept is not None and not writing.encoded and len(kept) == len(writing)
        return kept if is_the_same else writing.finish()
    finally:
        writing.abandon()


class GrowingVectors:
    """The vectors that are kept, made in the background where they are missing.

    `encode` gives the vectors of a passage. Half of the time goes to whoever asks, and of those
    that have a `turn` in common, one encodes at a time.
    """

    def __init__(self, name: StoreName, encode: Encode, turn: threading.Lock | None = None) -> None:
        self._name = name
        self._encode = encode
        self._turn = turn or threading.Lock()
        self._store = VectorStore.open(name)
        self._starting = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def vectors(self, passage: PassageText) -> PassageVectors | None:
        """Return the vectors of a passage, None where there are none yet."""
        return None if self._store is None else self._store.vectors(passage)

    def start(self, texts: Callable[[], Iterable[PassageText]]) -> None:
        """Begin to make what is missing of the passages, unless that was begun or stopped."""
        with self._starting:
            if self._thread is None and not self._stopped.is_set():
                self._thread = threading.Thread(
                    target=self._grow, args=(texts,), name="vectors", daemon=True
                )
                self._thread.start()

    def stop(self, timeout: float | None = None) -> None:
        """Keep what is done and end for good; wait at most `timeout` seconds for that."""
        with self._starting:
            self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def _grow(self, texts: Callable[[], Iterable[PassageText]]) -> None:
        try:
            self._store = keep_vectors(
                self._name,
                self._at_leisure(texts()),
                self._encode_in_turn,
                is_wanted=lambda: not self._stopped.is_set(),
            )
        except (OSError, QuothError) as error:
            logger.warning("the vectors of passages are not kept: %s", error)

    def _at_leisure(self, texts: Iterable[PassageText]) -> Iterator[PassageText]:
        began = time.perf_counter()
        for text in texts:
            self._stopped.wait(time.perf_counter() - began)
            yield text
            began = time.perf_counter()

    def _encode_in_turn(self, passage: PassageText) -> PassageVectors | None:
        with self._turn:
            began = time.perf_counter()
            vectors = self._encode(passage)
            self._stopped.wait(time.perf_counter() - began)
            return vectors


class _Writing:
    """A store that is being written, in a folder of its own until it is finished."""

    def __init__(self, name: StoreName) -> None:
        self._name = name
        self._building: tuple[Path, FolderSink] | None = None
        self._places: dict[int, int] = {}
        self._firsts = [0]
        self._is_finished = False
        self._resumed_with = _FIRST_KEPT
        self.encoded = 0

    @classmethod
    def going_on(cls, name: StoreName, earlier: _Writing) -> _Writing:
        """Return what goes on where another is finished and in use from now on."""
        arrays = earlier.finish().arrays
        writing = cls(name)
        for array in ("rows", "scales"):
            writing._sink.append(array, arrays.read(array))
        writing._places, writing._firsts = earlier._places, earlier._firsts
        writing.encoded, writing._resumed_with = earlier.encoded, len(earlier)
        return writing

    def __len__(self) -> int:
        return len(self._places)

    @property
    def is_worth_keeping(self) -> bool:
        """Whether so much was encoded since the last time that losing it would be a pity."""
        return self.encoded >= self._resumed_with and len(self) >= 2 * self._resumed_with

    @property
    def _sink(self) -> FolderSink:
        if self._building is None:
            self._building = self._name.catalog.begin()
        return self._building[1]

    def add(self, key: np.uint64, vectors: PassageVectors) -> None:
        """Add the vectors of a passage, unless it has been here before."""
        if int(key) in self._places:
            return
        rows = np.vstack((vectors.mean[None], vectors.sentences))
        scales = np.abs(rows).max(axis=1, initial=0.0).astype("<f4") / 127
        steps = rows / np.where(scales, scales, 1.0)[:, None]
        self._sink.append("rows", np.rint(steps).astype("i1").ravel())
        self._sink.append("scales", scales)
        self._places[int(key)] = len(self._places)
        self._firsts.append(self._firsts[-1] + len(rows))

    def finish_with(self, kept: VectorStore | None) -> VectorStore:
        """Return the finished store, with what was kept before and is not yet in it."""
        for key, vectors in kept.entries() if kept else ():
            self.add(key, vectors)
        return self.finish()

    def finish(self) -> VectorStore:
        """Put the store in its place and return it opened."""
        sink = self._sink
        keys = np.fromiter(self._places, "<u8", len(self))
        order = np.argsort(keys)
        sink.append("keys", keys[order])
        sink.append("places", order.astype("<u4"))
        sink.append("firsts", np.array(self._firsts, "<u4"))
        # Of nothing, there are arrays as well.
        sink.append("rows", np.zeros(0, "i1"))
        sink.append("scales", np.zeros(0, "<f4"))
        sink.finish()
        assert self._building is not None  # noqa: S101  # the sink is in it
        name = self._name
        content = f"{name.pointer}-{blake2b(keys.tobytes(), digest_size=8).hexdigest()}"
        arrays = name.catalog.publish(self._building[0], content, replace=True)
        self._is_finished = True
        name.catalog.point(name.pointer, Pointer(content, "", settled=True, roots=name.roots))
        return VectorStore(arrays)

    def abandon(self) -> None:
        """Remove what was not finished."""
        if self._building is not None and not self._is_finished:
            self._building[1].abandon()
            shutil.rmtree(self._building[0], ignore_errors=True)
