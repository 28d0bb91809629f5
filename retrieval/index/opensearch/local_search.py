"""Which passages a search for a single term finds, told from what a machine has counted.

It stands where a builder needs that of many terms, before they are in a cluster.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.index.engine import idfs
from retrieval.index.opensearch.counts import DF, Parameters, lengths, postings
from retrieval.index.storage import Arrays

_AT_ONCE = 1 << 14
_NOWHERE = -1


class _Impacts(NamedTuple):
    """What terms add to passages, each array as long as the others."""

    terms: NDArray[np.int32]
    passages: NDArray[np.int64]
    impacts: NDArray[np.float32]

    def ranked(self) -> _Impacts:
        """Return them by term, the best passage first, ties by passage order."""
        return self.at(np.lexsort((self.passages, -self.impacts, self.terms)))

    def at(self, chosen: NDArray[Any]) -> _Impacts:
        """Return some of them, by their places or by whether each is wanted."""
        return _Impacts(self.terms[chosen], self.passages[chosen], self.impacts[chosen])


class LocalSearch:
    """Finds passages by one term, in the order of every engine."""

    def __init__(self, local: Arrays) -> None:
        self._local = local
        self._parameters = Parameters.read(local)
        self._idf = idfs(self._parameters.passages, local.read(DF))
        self._lengths = lengths(local) / (self._parameters.avgdl or 1.0)

    def first(self) -> NDArray[np.int64]:
        """Return, for each term, the passage that a search for it puts first, -1 without any."""
        passages = np.full(len(self._idf), _NOWHERE, np.int64)
        most = np.zeros(len(self._idf), np.float32)
        for every in self._batches():
            ranked = every.ranked()
            at = np.flatnonzero(np.diff(ranked.terms, prepend=_NOWHERE))
            # Of passages that are as good, the one before stays.
            at = at[ranked.impacts[at] > most[ranked.terms[at]]]
            passages[ranked.terms[at]] = ranked.passages[at]
            most[ranked.terms[at]] = ranked.impacts[at]
        return passages

    def best(self, terms: Sequence[int], k: int) -> dict[int, list[int]]:
        """Return the k best passages of each of some terms, best first."""
        wanted = np.zeros(len(self._idf), bool)
        wanted[list(terms)] = True
        found: dict[int, list[tuple[float, int]]] = {term: [] for term in terms}
        for every in self._batches():
            for term, passage, impact in zip(
                *(values.tolist() for values in every.at(wanted[every.terms])), strict=True
            ):
                found[term].append((-impact, passage))
        return {term: [passage for _, passage in sorted(own)[:k]] for term, own in found.items()}

    def _batches(self) -> Iterator[_Impacts]:
        (k1, b), passages, _ = self._parameters
        for first in range(0, passages, _AT_ONCE):
            terms, counts, owners = postings(
                self._local, range(first, min(first + _AT_ONCE, passages))
            )
            tf = counts.astype(np.float64)
            saturation = tf + k1 * (1 - b + b * self._lengths[owners])
            impacts = self._idf[terms] * tf * (k1 + 1) / saturation
            yield _Impacts(terms, owners, impacts.astype(np.float32))
