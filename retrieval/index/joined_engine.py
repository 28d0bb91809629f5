"""Several engines searched as one: what they count is added up, what they store is shared.

An impact is a term's idf times a factor of its frequency and its passage's length, so that the
idf over all parts comes in as a factor of the query's weight: exactly, at no cost per posting.
Lengths are compared with the average of their own part, not of all parts; where those averages
are the same, scores are those of a single index, but for the last digits of single precision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.index.engine import Scored, Searcher, idf
from retrieval.index.nearby import Shape
from retrieval.index.offsets import Offsets

_REMEMBERED = 1 << 16


class JoinedEngine:
    """Engines one after another: the first one's passages have the lowest numbers."""

    def __init__(self, parts: Sequence[Searcher]) -> None:
        self._parts = parts
        self._offsets = Offsets(map(len, parts))
        self._counted: dict[str, tuple[int, tuple[float, ...]]] = {}

    def __len__(self) -> int:
        return self._offsets.total

    def search(
        self, query: Mapping[str, float], k: int, within: range | None = None
    ) -> list[Scored]:
        """Return the k best passages for weighted terms, best first, ties by passage order."""
        found: list[Scored] = []
        for number, part in enumerate(self._parts):
            own = None if within is None else self._own(number, within)
            weights = {} if own is not None and not own else self._weights(number, query)
            if weights:
                start = self._offsets.start(number)
                hits = part.search(weights, k, own)
                found += [Scored(hit.number + start, hit.score) for hit in hits]
        found.sort(key=lambda hit: (-hit.score, hit.number))
        return found[: max(k, 0)]

    def impacts(self, term: str, numbers: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return what a term adds to each passage's score at weight 1: 0 where it is not there."""
        added = np.zeros(len(numbers))
        for number, factor in enumerate(self._count(term)[1]):
            if factor:
                span = self._offsets.span(number)
                here = np.flatnonzero((numbers >= span.start) & (numbers < span.stop))
                own = self._parts[number].impacts(term, numbers[here] - span.start)
                added[here] = factor * own
        return added

    def df(self, term: str) -> int:
        """Return how many passages hold a term, 0 for one that is unknown."""
        return self._count(term)[0]

    def shaped(self, shape: Shape) -> list[str]:
        """Return the terms that look like a shape, in the order of their UTF-8 bytes."""
        found = {term for part in self._parts for term in part.shaped(shape)}
        return sorted(found, key=str.encode)

    def _own(self, part: int, within: range) -> range:
        """Return which of a part's passages are among those, by their numbers in the part."""
        span = self._offsets.span(part)
        first, stop = max(within.start, span.start), min(within.stop, span.stop)
        return range(first - span.start, max(first, stop) - span.start)

    def _weights(self, part: int, query: Mapping[str, float]) -> dict[str, float]:
        """Return the terms that a part has, weighted by what they tell among all passages."""
        factors = ((term, weight, self._count(term)[1][part]) for term, weight in query.items())
        return {term: weight * factor for term, weight, factor in factors if factor}

    def _count(self, term: str) -> tuple[int, tuple[float, ...]]:
        """Return a term's df, and its idf over that in each part: 0 where it does not occur."""
        counted = self._counted.get(term)
        if counted is None:
            dfs = [part.df(term) for part in self._parts]
            df = sum(dfs)
            among_all = idf(self._offsets.total, df)
            factors = tuple(
                among_all / idf(len(part), own) if own else 0.0
                for part, own in zip(self._parts, dfs, strict=True)
            )
            if len(self._counted) >= _REMEMBERED:
                self._counted.clear()
            counted = self._counted[term] = df, factors
        return counted
