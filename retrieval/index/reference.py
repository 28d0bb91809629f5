"""rank-bm25 behind the engine protocol: slow, and the measure of the sparse engine's scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from retrieval.index.engine import BM25, FoundPassages, Query, Scored, idf
from retrieval.index.storage import Arrays, Sink
from retrieval.index.vocabulary import TermShape, Vocabulary

_TERMS, _OFFSETS, _PARAMETERS = "tokens.terms", "tokens.offsets", "bm25.parameters"

# The order in which rank-bm25 adds up leaves noise in the last bits, which must not rank.
_DECIMALS = 9


class _Okapi(BM25Okapi):  # type: ignore[misc]  # rank-bm25 has no type hints
    """rank-bm25's Okapi with an idf that is never negative, through the hook it offers."""

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        self.idf = {term: idf(self.corpus_size, df) for term, df in nd.items()}


class ReferenceEngine:
    """The `rank_bm25` engine."""

    def __init__(self, term_lists: list[list[str]], bm25: BM25) -> None:
        self._passages = len(term_lists)
        self._okapi = _Okapi(term_lists, k1=bm25.k1, b=bm25.b) if any(term_lists) else None

    @classmethod
    def build(cls, term_lists: Iterable[Sequence[str]], sink: Sink, bm25: BM25) -> None:
        """Write the passages' terms to the sink."""
        lists = [list(terms) for terms in term_lists]
        vocabulary = sorted({term for terms in lists for term in terms}, key=str.encode)
        numbers = {term: number for number, term in enumerate(vocabulary)}
        Vocabulary.write(map(str.encode, vocabulary), sink)
        tokens = [numbers[term] for terms in lists for term in terms]
        sink.append(_TERMS, np.array(tokens, "<i4"))
        sink.append(_OFFSETS, np.fromiter(accumulate(map(len, lists), initial=0), "<i8"))
        sink.append(_PARAMETERS, np.array([bm25.k1, bm25.b], "<f8"))

    @classmethod
    def open(cls, arrays: Arrays) -> ReferenceEngine:
        """Return the engine over what `build` wrote; rank-bm25 counts it all again."""
        vocabulary = list(Vocabulary(arrays))
        terms = [vocabulary[number] for number in arrays.read(_TERMS).tolist()]
        offsets = arrays.read(_OFFSETS).tolist()
        lists = [terms[start:end] for start, end in pairwise(offsets)]
        k1, b = arrays.read(_PARAMETERS).tolist()
        return cls(lists, BM25(k1, b))

    def __len__(self) -> int:
        return self._passages

    def search(
        self, query: Mapping[str, float], k: int, within: range | None = None
    ) -> FoundPassages:
        """Return the k best passages for weighted terms, best first, ties by passage order."""
        if self._okapi is None or k <= 0:
            return FoundPassages()
        scores: NDArray[np.float64] = np.zeros(self._passages)
        for term, weight in query.items():
            if term in self._okapi.idf:
                scores += weight * self._okapi.get_scores([term])
        shared = [
            number
            for number, counts in enumerate(self._okapi.doc_freqs)
            if not counts.keys().isdisjoint(query) and (within is None or number in within)
        ]
        ranked = sorted(
            shared, key=lambda number: (-round(float(scores[number]), _DECIMALS), number)
        )
        at = np.array(ranked[:k], np.intp)
        hits = (Scored(number, float(scores[number])) for number in ranked[:k])
        return FoundPassages(hits, partial(self.impacts, numbers=at))

    def search_each(self, queries: Sequence[Query]) -> list[FoundPassages]:
        """Return what `search` finds for each of several queries."""
        return [self.search(*query) for query in queries]

    def holds_together(self, terms: Sequence[str]) -> bool:
        """Return whether any passage holds all of some terms."""
        passages = self._okapi.doc_freqs if self._okapi else ()
        return any(counts.keys() >= set(terms) for counts in passages)

    def impacts(self, term: str, numbers: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return what a term adds to each passage's score at weight 1: 0 where it is not there."""
        if self._okapi is None or term not in self._okapi.idf:
            return np.zeros(len(numbers))
        return np.asarray(self._okapi.get_scores([term])[numbers], np.float64)

    def df(self, term: str) -> int:
        """Return how many passages hold a term, 0 for one that is unknown."""
        return sum(term in counts for counts in self._okapi.doc_freqs) if self._okapi else 0

    def terms_like(self, shape: TermShape) -> list[str]:
        """Return the terms that look like a shape, in the order of their UTF-8 bytes."""
        terms = self._okapi.idf if self._okapi else ()
        return sorted((term for term in terms if shape.fits(term.encode())), key=str.encode)
