"""The protocols of an engine, and the engines by name: term lists in, ranked passages out.

An engine is imported when it is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import UsageError
from retrieval.index.storage import Arrays, Sink
from retrieval.index.vocabulary import TermShape


class Scored(NamedTuple):
    """A passage that shares a term with the query: its number in passage order, and its score."""

    number: int
    score: float


class Query(NamedTuple):
    """Weighted terms, how many passages they are to find at most, and which alone they may be."""

    terms: Mapping[str, float]
    k: int
    within: range | None = None


class FoundPassages(list[Scored]):
    """Passages found, best first, and what any term adds to each of them.

    Whoever finds passages elsewhere gets the terms of each together with it, so that asking
    about a term costs no further request.
    """

    __slots__ = ("_impacts",)

    def __init__(
        self,
        hits: Iterable[Scored] = (),
        impacts: Callable[[str], NDArray[np.float64]] | None = None,
    ) -> None:
        super().__init__(hits)
        self._impacts = impacts

    def impacts(self, term: str) -> NDArray[np.float64]:
        """Return what a term adds to each score at weight 1, best first: 0 where it is not."""
        return np.zeros(len(self)) if self._impacts is None else self._impacts(term)


class BM25(NamedTuple):
    """The parameters of BM25: `k1` bounds what repetition adds, `b` scales by length.

    Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
    """

    k1: float = 1.5
    b: float = 0.75


def idf(passages: int, df: int) -> float:
    """Return log(1 + (N - df + 0.5) / (df + 0.5)), which is never negative.

    The form that Lucene's BM25Similarity uses; `df` is the number of passages with the term.
    """
    return math.log(1 + (passages - df + 0.5) / (df + 0.5))


def idfs(passages: int, df: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the idf of many terms at once."""
    return np.log1p((passages - df + 0.5) / (df + 0.5))


class Searcher(Protocol):
    """Finds passages by the terms they share with a query."""

    def search(
        self, query: Mapping[str, float], k: int, within: range | None = None
    ) -> FoundPassages:
        """Return the k best passages for weighted terms, best first, ties by passage order.

        Every passage returned shares a term with the query. Weights are above 0; a score is
        the sum of weight times impact over the shared terms. `within` are the only passages
        to be found, consecutive numbers; their scores are what they are among all.
        """

    def search_each(self, queries: Sequence[Query]) -> list[FoundPassages]:
        """Return what `search` finds for each of several queries, asked for at once."""

    def holds_together(self, terms: Sequence[str]) -> bool:
        """Return whether any passage holds all of some terms; there is one term at least."""

    def impacts(self, term: str, numbers: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return what a term adds to each passage's score at weight 1: 0 where it is not there.

        For passages that a search has found, its `FoundPassages` tells the same without a request.
        """

    def df(self, term: str) -> int:
        """Return how many passages hold a term, 0 for one that is unknown."""

    def terms_like(self, shape: TermShape) -> list[str]:
        """Return the terms that look like a shape, in the order of their UTF-8 bytes."""

    def __len__(self) -> int:
        """Return the number of passages."""


class Engine(Searcher, Protocol):
    """Finds passages in an index that it builds itself.

    A term list is one passage; a term repeated in it counts as often as it stands there,
    which is how weighted fields are given: a title's terms three times, say.
    """

    @classmethod
    def build(cls, term_lists: Iterable[Sequence[str]], sink: Sink, bm25: BM25) -> None:
        """Write the index of the passages, in the order given, to the sink."""

    @classmethod
    def open(cls, arrays: Arrays) -> Self:
        """Return the engine over what `build` wrote."""


ENGINES = {
    "sparse": ("retrieval.index.sparse", "SparseEngine"),
    "rank_bm25": ("retrieval.index.reference", "ReferenceEngine"),
}
"""Module and class of each engine of one machine by name; imported when it is asked for."""

CLUSTER = "opensearch"
"""The name of the engine that searches a cluster."""

_MODULES = {**ENGINES, CLUSTER: ("retrieval.index.opensearch.counts", "ClusterCounts")}
ENGINE_NAMES = tuple(_MODULES)
"""The names of all engines."""


def engine_named(name: str) -> type[Engine]:
    """Return an engine's class. Raises UsageError for a name that is not in `ENGINE_NAMES`."""
    if name not in _MODULES:
        raise UsageError(f"expected an engine ({' or '.join(_MODULES)}), got {name!r}")
    module, member = _MODULES[name]
    engine: type[Engine] = getattr(import_module(module), member)
    return engine
