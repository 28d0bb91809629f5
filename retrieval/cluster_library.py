"""A library whose passages are in a cluster: built there by one machine, answered from by many.

Whoever has the sources brings the cluster up to date where they have changed. Whoever has not
(`ClusterSettings.serve`) answers from what another machine has put there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.answering.abstention import DEFAULT_THRESHOLD
from retrieval.answering.answerer import Answerer
from retrieval.askable import OpenIndex
from retrieval.errors import ClusterFault, DamagedIndex, UsageError
from retrieval.index.catalog import Catalog
from retrieval.index.corpus import Corpus
from retrieval.index.engine import CLUSTER
from retrieval.index.opensearch.cluster_client import Cluster, ClusterSettings
from retrieval.index.opensearch.cluster_engine import ClusterCorpus, ClusterEngine, PassageStore
from retrieval.index.opensearch.cluster_layout import LAYOUT
from retrieval.index.opensearch.counts import DF, Parameters
from retrieval.index.opensearch.leases import Lease
from retrieval.index.opensearch.shared import (
    Published,
    SharedArrays,
    SharedFolders,
    published,
    served_keys,
)
from retrieval.index.opensearch.written_forms import write_forms
from retrieval.index.snapshot import Recipe, Snapshot
from retrieval.index.storage import Arrays, Sink
from retrieval.index.vocabulary import Vocabulary
from retrieval.library import Library, reader_of
from retrieval.question.stored_definitions import StoredDefinitions, write_definitions
from retrieval.suggest import CorpusTitles
from retrieval.text.analyzer import analyzer_of

if TYPE_CHECKING:
    from retrieval.index.build import Progress
    from retrieval.ranking.weights import Weights
    from retrieval.reader.library_reader import LibraryReader
    from retrieval.reader.reader import TransformerReader

SHARED = "shared"
"""The folder in the data folder that keeps what readers of a cluster have at hand."""


@dataclass(frozen=True, slots=True)
class ClusterSources:
    """A set of sources, known in a cluster by a key, and how its index is brought about.

    `progress` hears of files that are read, `must_persist` is as for `Library.open`.
    """

    cluster: Cluster
    key: str
    snapshot: Snapshot
    recipe: Recipe
    data_dir: Path | None
    progress: Progress | None = None
    must_persist: bool = False

    @classmethod
    def of(
        cls,
        settings: ClusterSettings,
        sources: Sequence[Path],
        data_dir: Path | None,
        recipe: Recipe,
        progress: Progress | None,
        *,
        must_persist: bool,
    ) -> ClusterSources:
        """Return the sources as they look now, or what the cluster serves of another machine's."""
        cluster = Cluster(settings)
        if settings.serve:
            served = _served(cluster, recipe)
            return cls(cluster, served.meta["key"], _snapshot_of(served), recipe, data_dir)
        snapshot = Snapshot.take(sources)
        key = snapshot.key(recipe)
        return cls(cluster, key, snapshot, recipe, data_dir, progress, must_persist)

    @property
    def folders(self) -> SharedFolders:
        """What this machine has at hand of indexes in a cluster."""
        return SharedFolders(None if self.data_dir is None else self.data_dir / SHARED)

    def now(self) -> Published | None:
        """Return the index that the cluster has of them, None where there is none."""
        return published(self.cluster, self.key)

    def __call__(self, *, anew: bool) -> Arrays:
        """Return what is shared of the index in the cluster, which is put there if need be."""
        current = self.now()
        is_served = self.cluster.settings.serve
        if current is not None and (is_served or (not anew and self._is_of(current))):
            return self.folders.open(self.cluster, current)
        if is_served:
            raise ClusterFault(f"{self.cluster.where} serves these sources no longer")
        return self._put_there(anew=anew)

    def again(self) -> Arrays:
        """Return what is shared of the index that serves these sources now, of whatever state."""
        current = self.now()
        if current is None or current.meta.get("layout") != LAYOUT:
            return self(anew=False)
        return self.folders.open(self.cluster, current)

    def _is_of(self, current: Published) -> bool:
        meta = current.meta
        looks_same = meta.get("looks") == self.snapshot.looks and meta.get("settled") is True
        wanted = (LAYOUT, self.cluster.settings.shards)
        return looks_same and (meta.get("layout"), meta.get("shards")) == wanted

    def _put_there(self, *, anew: bool) -> Arrays:
        from retrieval.index.build import build
        from retrieval.index.opensearch.publication import Edition, Publication

        # Before hours of reading: a cluster that is away now is away then.
        self.cluster.check()
        catalog = None if self.data_dir is None else Catalog(self.data_dir)
        local = build(
            self.snapshot,
            self.recipe,
            catalog,
            self.progress,
            must_persist=self.must_persist,
            anew=anew,
        )
        edition = Edition(
            self.key,
            _content(Corpus(local), self.recipe),
            self.snapshot.looks,
            self.snapshot.settled,
            self.recipe.language,
            self.recipe.analysis,
        )
        wording = partial(_write_wording, self.recipe.language)
        made = Publication(self.cluster, local, edition, self.folders, wording).publish()
        return self.folders.open(self.cluster, made)


class ClusterLibrary(Library):
    """A snapshot of sources whose index is in a cluster. Questions may come from several threads.

    While it is open, the index that it answers from is not removed from the cluster.
    """

    def __init__(
        self,
        sources: ClusterSources,
        *,
        weights: Weights | None = None,
        caution: str = DEFAULT_THRESHOLD,
        reader: LibraryReader | None = None,
    ) -> None:
        super().__init__(
            sources.recipe,
            sources.snapshot,
            sources,
            weights=weights,
            caution=caution,
            reader=reader,
        )
        self._sources = sources

    @classmethod
    def open_in(
        cls,
        cluster: ClusterSettings,
        sources: Sequence[Path],
        data_dir: Path | None,
        recipe: Recipe | None = None,
        *,
        progress: Progress | None = None,
        must_persist: bool = False,
        rebuild: bool = False,
        weights: Weights | None = None,
        caution: str = DEFAULT_THRESHOLD,
        reader: TransformerReader | None = None,
    ) -> ClusterLibrary:
        """Return the library of sources in a cluster, or of what it serves of another machine's.

        Everything but `cluster` is as for `Library.open`; where the cluster is to `serve`,
        `sources` are not looked at. Raises ClusterFault where the cluster cannot be used.
        """
        recipe = (recipe or Recipe())._replace(engine=CLUSTER)
        there = ClusterSources.of(
            cluster, sources, data_dir, recipe, progress, must_persist=must_persist
        )
        reading = None if reader is None else reader_of(reader, None, there.snapshot, recipe)
        library = cls(there, weights=weights, caution=caution, reader=reading)
        try:
            library._use(there(anew=rebuild))
        except DamagedIndex as error:
            library._rebuild(error)
        return library

    def is_current(self) -> bool:
        """Return whether the sources and their index in the cluster are still those opened.

        A cluster that is away for now has no other ones.
        """
        try:
            current = self._sources.now()
        except ClusterFault:
            return True
        own = self._index.names
        if self._sources.cluster.settings.serve:
            return current is None or current.names == own
        return current is not None and current.names == own and super().is_current()

    @property
    def _index(self) -> Published:
        assert isinstance(self._arrays, SharedArrays)  # noqa: S101  # `_use` takes nothing else
        return self._arrays.published

    def _use(self, arrays: Arrays) -> None:
        assert isinstance(arrays, SharedArrays)  # noqa: S101  # it is what `ClusterSources` returns
        cluster = self._sources.cluster
        store = PassageStore(cluster, arrays)
        corpus = ClusterCorpus(arrays, store)
        engine = ClusterEngine(arrays, store)
        analyzer = analyzer_of(self.recipe.language, engine.df, len(engine))
        answering = Answerer(
            corpus,
            engine,
            analyzer,
            self.weights,
            self.reader,
            written=engine.written,
            defined=StoredDefinitions(arrays, Vocabulary(arrays)),
        )
        self._arrays = arrays
        self._lease = Lease(cluster, arrays.published.names.passages)
        self._opened = OpenIndex(corpus, engine, answering, CorpusTitles(corpus.names))

    def _rebuild(self, error: DamagedIndex) -> None:
        del error
        # What is damaged is at hand, or has a successor: the cluster's is to be trusted.
        if hasattr(self, "_arrays"):
            self._sources.folders.discard(self._index)
        self._use(self._sources.again())


def _served(cluster: Cluster, recipe: Recipe) -> Published:
    """Return the one index that a cluster has under its prefix. Raises ClusterFault without one."""
    cluster.check()
    keys = served_keys(cluster)
    prefix = cluster.settings.prefix
    found = published(cluster, keys[0]) if len(keys) == 1 else None
    if found is None:
        raise ClusterFault(
            f"expected one index under the prefix {prefix!r} at {cluster.where}, got {len(keys)}: "
            "build it with `quoth index` where the sources are, each set under its own prefix"
        )
    meta = found.meta
    if (meta["layout"], meta["analysis"]) != (LAYOUT, recipe.analysis):
        raise ClusterFault(f"the index at {cluster.where} was built by another version of Quoth")
    if meta["language"] != recipe.language:
        raise UsageError(
            f"expected QUOTH_LANGUAGE={meta['language']} for the index at {cluster.where}, "
            f"got {recipe.language!r}"
        )
    return found


def _snapshot_of(served: Published) -> Snapshot:
    """Return what stands for the sources of another machine: they look like their index."""
    where = Path(served.meta["key"])
    return Snapshot((where,), ((),), (), served.meta["content"], settled=True, readers=())


def _write_wording(language: str, sink: Sink, local: Arrays) -> None:
    """Write how the terms of an index are written, and what passages say that they stand for."""
    terms = list(Vocabulary(local))
    numbers = {term: number for number, term in enumerate(terms)}
    df = local.read(DF)
    passages = Parameters.read(local).passages
    analyzer = analyzer_of(
        language, lambda term: int(df[numbers[term]]) if term in numbers else 0, passages
    )
    write_forms(sink, local, terms, analyzer)
    write_definitions(sink, local, numbers, analyzer)


def _content(corpus: Corpus, recipe: Recipe) -> str:
    """Return a digest of what is in an index: its files, and how they were read."""
    digest = blake2b(repr(recipe).encode(), digest_size=16)
    for number in range(corpus.files):
        entry = corpus.file(number)
        documents = len(corpus.documents_of(number))
        told = repr((entry.path, entry.doc_id, entry.sha256, documents))
        digest.update(told.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
