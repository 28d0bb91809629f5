"""The thing that everybody holds: sources, their passages and their index, opened and asked.

A `Library` is a snapshot and never changes. `Library.open` takes the index from the data
folder where the sources still look as they did, and builds it otherwise.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from retrieval.answering.abstention import DEFAULT_THRESHOLD
from retrieval.answering.answerer import Answerer
from retrieval.askable import Askable, OpenIndex
from retrieval.errors import DamagedIndex, SourcesError
from retrieval.index.catalog import Catalog
from retrieval.index.corpus import Corpus
from retrieval.index.engine import engine_named
from retrieval.index.snapshot import Recipe, Snapshot
from retrieval.index.storage import Arrays
from retrieval.sources.base import Skipped
from retrieval.sources.folder import counted_by_type
from retrieval.sources.registry import suffix_of
from retrieval.suggest import CorpusTitles
from retrieval.text.analyzer import analyzer_of

if TYPE_CHECKING:
    from retrieval.index.build import Progress
    from retrieval.ranking.weights import Weights
    from retrieval.reader.library_reader import LibraryReader
    from retrieval.reader.reader import TransformerReader

logger = logging.getLogger(__name__)

_Read = TypeVar("_Read")
StrPath = str | PathLike[str]


class Unread(NamedTuple):
    """How many files of each suffix were not read, the most frequent first, and of how many.

    The empty suffix stands for names without one.
    """

    by_type: dict[str, int]
    files: int

    @property
    def number(self) -> int:
        """The number of files that were not read."""
        return sum(self.by_type.values())


class Restore(Protocol):
    """Brings the index of a library's snapshot about."""

    def __call__(self, *, anew: bool) -> Arrays:
        """Return the index, with `anew` built without a look at what is stored."""


class Library(Askable):
    """A snapshot of sources and their index. Questions may come from several threads.

    >>> library = Library.open(["docs/cards.md", "docs/loans.md"], data_dir="data/")
    >>> library.ask("what does a lost card cost?").quotes[0].text
    'A lost card costs five euros to replace.'
    >>> len(library), library.is_current()
    (4, True)
    """

    def __init__(
        self,
        recipe: Recipe,
        snapshot: Snapshot,
        restore: Restore,
        *,
        weights: Weights | None = None,
        caution: str = DEFAULT_THRESHOLD,
        reader: LibraryReader | None = None,
    ) -> None:
        self.recipe = recipe
        self.reader = reader
        self.snapshot = snapshot
        self.weights = weights
        self.caution = caution
        self._restore = restore
        self._rebuilding = threading.Lock()

    @classmethod
    def open(
        cls,
        sources: StrPath | Iterable[StrPath],
        data_dir: StrPath | None = None,
        recipe: Recipe | None = None,
        *,
        progress: Progress | None = None,
        must_persist: bool = False,
        rebuild: bool = False,
        weights: Weights | None = None,
        caution: str = DEFAULT_THRESHOLD,
        reader: TransformerReader | None = None,
    ) -> Library:
        """Return the library of a file or folder, or several, from the data folder or built anew.

        With `data_dir` None, or one that cannot be written (a warning is logged), the index is
        kept in memory, unless `must_persist`. `rebuild` reads every file anew. `weights` are
        those to rank and abstain by, None for those that come with Quoth, and `caution` says how
        sure answers have to be unless a question says otherwise. `reader` reads the best passages
        once more, with the vectors that the data folder keeps. Raises SourcesError where the
        sources cannot be read, IndexFault where the index cannot be built.
        """
        recipe = recipe or Recipe()
        snapshot = Snapshot.take(_paths(sources))
        catalog = None if data_dir is None else Catalog(Path(data_dir))

        def restore(*, anew: bool) -> Arrays:
            from retrieval.index.build import build

            return build(snapshot, recipe, catalog, progress, must_persist=must_persist, anew=anew)

        reading = None if reader is None else reader_of(reader, data_dir, snapshot, recipe)
        library = cls(recipe, snapshot, restore, weights=weights, caution=caution, reader=reading)
        stored = None if catalog is None or rebuild else _stored(catalog, recipe, snapshot)
        try:
            library._use(stored or restore(anew=rebuild))
        except DamagedIndex as error:
            library._rebuild(error)
        return library

    def read(self, reading: Callable[[OpenIndex], _Read]) -> _Read:
        """Return what `reading` returns, called anew if the index had to be rebuilt first."""
        used = self._opened
        try:
            return reading(used)
        except DamagedIndex as error:
            with self._rebuilding:
                if self._opened is used:
                    self._rebuild(error)
            return reading(self._opened)

    def is_current(self) -> bool:
        """Return whether the sources still look as they did when this snapshot was taken."""
        try:
            return Snapshot.take(self.snapshot.roots).looks == self.snapshot.looks
        except SourcesError:
            return False

    def grow_vectors(self) -> None:
        """Begin to make the vectors that an encoder keeps, where there is a folder for them."""
        if self.reader is not None:
            from retrieval.reader.vector_store import corpus_texts

            analyzer = analyzer_of(self.recipe.language, self.engine.df, len(self.engine))
            self.reader.grow(lambda: corpus_texts(self.corpus, analyzer))

    def stop_growing(self, timeout: float | None = None) -> None:
        """Make no more of them for good, and wait at most `timeout` seconds for the end."""
        if self.reader is not None:
            self.reader.stop(timeout)

    def unread(self) -> Unread:
        """Return how many of the files there are could not be read, by type."""
        failed = self.read(lambda _: Corpus(self._arrays).unreadable_files())
        unread = [Skipped(file.path, "", suffix_of(file.path)) for file in failed]
        skipped = [skip for skip in self.snapshot.skipped if skip.suffix is not None]
        by_type = counted_by_type([*skipped, *unread])
        return Unread(by_type, self.read(lambda opened: opened.corpus.files) + len(skipped))

    def rebuild_if_damaged(self, error: DamagedIndex) -> None:
        """Rebuild the index if reading it has come upon damage; `error` is what that raised."""
        with self._rebuilding:
            if self._arrays.damaged:
                self._rebuild(error)

    def _rebuild(self, error: DamagedIndex) -> None:
        logger.warning("the stored index is damaged (%s): rebuilding it", error)
        self._use(self._restore(anew=True))

    def _use(self, arrays: Arrays) -> None:
        corpus = Corpus(arrays)
        engine = engine_named(self.recipe.engine).open(arrays)
        analyzer = analyzer_of(self.recipe.language, engine.df, len(engine))
        answering = Answerer(corpus, engine, analyzer, self.weights, self.reader)
        self._arrays = arrays
        # Threads that ask see all of the one or all of the other.
        self._opened = OpenIndex(corpus, engine, answering, CorpusTitles(corpus.names))


def reader_of(
    reader: TransformerReader, data_dir: StrPath | None, snapshot: Snapshot, recipe: Recipe
) -> LibraryReader:
    """Return a reader with the vectors that a data folder keeps of sources; None keeps none."""
    from retrieval.reader.library_reader import LibraryReader
    from retrieval.reader.vector_store import GrowingVectors, StoreName

    def keeping(used: TransformerReader) -> GrowingVectors | None:
        if data_dir is None:
            return None
        name = StoreName.of(Path(data_dir), snapshot, recipe, used.sha256)
        return GrowingVectors(name, used.encode, used.background)

    return LibraryReader(reader, keeping)


def _paths(sources: StrPath | Iterable[StrPath]) -> list[Path]:
    return list(map(Path, [sources] if isinstance(sources, str | PathLike) else sources))


def _stored(catalog: Catalog, recipe: Recipe, snapshot: Snapshot) -> Arrays | None:
    """Return the stored index where the sources look as they did when it was built."""
    key = snapshot.key(recipe)
    pointer = catalog.pointer(key)
    if pointer is None:
        if catalog.knows(key):
            logger.warning("the stored index is of an older format or damaged: rebuilding it")
        return None
    try:
        arrays = catalog.open(pointer.content)
    except DamagedIndex as error:
        # Another process may have put a newer one in its place since the pointer was read.
        if catalog.pointer(key) != pointer:
            return _stored(catalog, recipe, snapshot)
        logger.warning("the stored index is damaged (%s): rebuilding it", error)
        return None
    return arrays if pointer.looks == snapshot.looks and pointer.settled else None
