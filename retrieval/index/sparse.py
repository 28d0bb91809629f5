"""BM25 with every impact computed at build time; a query adds up the postings of its terms.

Terms are counted with scikit-learn, batch by batch, so that memory stays bounded.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.index.engine import BM25, FoundPassages, Query, Scored, idfs
from retrieval.index.storage import Arrays, Sink
from retrieval.index.vocabulary import TermShape, Vocabulary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_OFFSETS, _PASSAGES, _IMPACTS = "postings.offsets", "postings.passages", "postings.impacts"
_REMEMBERED = 1 << 16


class SparseEngine:
    """The default engine: flat postings, mapped from disk, added into one dense array."""

    def __init__(self, arrays: Arrays, vocabulary: Vocabulary, passages: int) -> None:
        self._arrays = arrays
        self._vocabulary = vocabulary
        self._passages = passages
        self._scratch = threading.local()
        # What remembers them must not keep the index open.
        self._bounds = lru_cache(_REMEMBERED)(partial(_bounds, arrays, vocabulary))

    @classmethod
    def build(cls, term_lists: Iterable[Sequence[str]], sink: Sink, bm25: BM25) -> None:
        """Write the postings of the passages to the sink."""
        counted = count_terms(term_lists, sink)
        offsets = np.concatenate(([0], np.cumsum(counted.df)))
        sink.append(_OFFSETS, offsets.astype("<i8"))
        sink.append("passages.count", np.array([counted.passages], "<i8"))
        passages = sink.allocate(_PASSAGES, "<i4", int(offsets[-1]))
        impacts = sink.allocate(_IMPACTS, "<f4", int(offsets[-1]))
        idf = idfs(counted.passages, counted.df)
        free = offsets[:-1].copy()
        for batch in counted.batches(sink):
            order = np.argsort(batch.terms, kind="stable")
            terms = batch.terms[order]
            starts = np.flatnonzero(np.diff(terms, prepend=-1))
            sizes = np.diff(np.append(starts, len(terms)))
            within = np.arange(len(terms)) - np.repeat(starts, sizes)
            places = free[terms] + within
            free[terms[starts]] += sizes
            tf = batch.tf[order].astype(np.float64)
            owners = batch.passages[order]
            length = batch.lengths[owners - batch.first] / counted.avgdl
            saturation = tf + bm25.k1 * (1 - bm25.b + bm25.b * length)
            passages[places] = owners
            impacts[places] = idf[terms] * tf * (bm25.k1 + 1) / saturation

    @classmethod
    def open(cls, arrays: Arrays) -> SparseEngine:
        """Return the engine over what `build` wrote; nothing but a count is read."""
        return cls(arrays, Vocabulary(arrays), int(arrays.read("passages.count")[0]))

    def __len__(self) -> int:
        return self._passages

    def search(
        self, query: Mapping[str, float], k: int, within: range | None = None
    ) -> FoundPassages:
        """Return the k best passages for weighted terms, best first, ties by passage order."""
        if within is not None:
            return self._search_within(within, query, k)
        scores = self._accumulator()
        touched: list[NDArray[np.int32]] = []
        try:
            for term, weight in query.items():
                found = self._postings(term)
                if found is not None:
                    passages, impacts = found
                    touched.append(passages)
                    scores[passages] += weight * impacts.astype(np.float64)
            best = top(scores, k) if touched and k > 0 else np.zeros(0, np.intp)
            return self._found(best, scores[best])
        finally:
            for passages in touched:
                scores[passages] = 0

    def search_each(self, queries: Sequence[Query]) -> list[FoundPassages]:
        """Return what `search` finds for each of several queries."""
        return [self.search(*query) for query in queries]

    def holds_together(self, terms: Sequence[str]) -> bool:
        """Return whether any passage holds all of some terms."""
        rarest, *others = sorted(terms, key=self.df)
        postings = self._postings(rarest)
        if postings is None:
            return False
        at = postings[0].astype(np.intp)
        for term in others:
            at = at[self.impacts(term, at) > 0]
        return bool(len(at))

    def _found(self, best: NDArray[np.intp], scores: NDArray[np.float64]) -> FoundPassages:
        hits = map(Scored, best.tolist(), scores.tolist())
        return FoundPassages(hits, partial(self.impacts, numbers=best))

    def _search_within(self, within: range, query: Mapping[str, float], k: int) -> FoundPassages:
        """Return the k best of consecutive passages: postings are in passage order."""
        scores = np.zeros(padded(len(within)))
        for term, weight in query.items():
            found = self._postings(term)
            if found is not None:
                passages, impacts = found
                bounds = np.array((within.start, within.stop), passages.dtype)
                own = slice(*np.searchsorted(passages, bounds).tolist())
                scores[passages[own] - bounds[0]] += weight * impacts[own].astype(np.float64)
        best = top(scores, k) if k > 0 else np.zeros(0, np.intp)
        return self._found(best + within.start, scores[best])

    def impacts(self, term: str, numbers: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return what a term adds to each passage's score at weight 1: 0 where it is not there."""
        added = np.zeros(len(numbers))
        postings = self._postings(term)
        if postings is not None:
            passages, impacts = postings
            # Of another type, the whole postings list would be converted first.
            places = np.searchsorted(passages, numbers.astype(passages.dtype))
            places[places == len(passages)] = 0
            there = passages[places] == numbers
            added[there] = impacts[places[there]]
        return added

    def df(self, term: str) -> int:
        """Return how many passages hold a term, 0 for one that is unknown."""
        bounds = self._bounds(term)
        return bounds[1] - bounds[0] if bounds else 0

    def terms_like(self, shape: TermShape) -> list[str]:
        """Return the terms that look like a shape, in the order of their UTF-8 bytes."""
        return self._vocabulary.terms_like(shape)

    def _postings(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]] | None:
        bounds = self._bounds(term)
        if bounds is None:
            return None
        start, end = bounds
        passages = self._arrays.read(_PASSAGES, start, end)
        return passages, self._arrays.read(_IMPACTS, start, end)

    def _accumulator(self) -> NDArray[np.float64]:
        """Return this thread's array of zeros, kept between queries: clearing it costs more."""
        scores: NDArray[np.float64] | None = getattr(self._scratch, "scores", None)
        if scores is None:
            scores = self._scratch.scores = np.zeros(padded(self._passages))
        return scores


def _bounds(arrays: Arrays, vocabulary: Vocabulary, term: str) -> tuple[int, int] | None:
    """Return where the postings of a term begin and end, None for one that is unknown."""
    number = vocabulary.number(term)
    if number is None:
        return None
    start, end = arrays.read(_OFFSETS, number, number + 2).tolist()
    return start, end


_ROW = 512


def top(scores: NDArray[np.float64], k: int) -> NDArray[np.intp]:
    """Return the positions of the k highest scores above 0, best first, ties by position.

    `scores` must have a length that is a multiple of 512 (pad with zeros). Rows of 512 whose
    maximum falls below the k-th best row maximum cannot hold one of the k best, since k rows
    alone already hold k scores at least as high; the others are looked at in full.
    """
    rows = scores.reshape(-1, _ROW)
    maxima = rows.max(axis=1)
    if k < len(maxima):
        floor = np.partition(maxima, -k)[-k]
        open_rows = np.flatnonzero((maxima >= floor) & (maxima > 0))
    else:
        open_rows = np.flatnonzero(maxima > 0)
    values = rows[open_rows].ravel()
    positions = (open_rows[:, None] * _ROW + np.arange(_ROW)).ravel()
    found = np.flatnonzero(values > 0)
    if len(found) > k:
        floor = np.partition(values[found], -k)[-k]
        found = found[values[found] >= floor]
    # Positions ascend, so a stable sort by descending score breaks ties by position.
    order = np.argsort(-values[found], kind="stable")[:k]
    return np.asarray(positions[found[order]])


def padded(length: int) -> int:
    """Return the length that an array of scores for so many passages must have."""
    return max(1, -(-length // _ROW)) * _ROW


BATCH = 4096
"""Passages that are counted at a time."""

_TERMS, _TF, _SIZES, _LENGTHS = "_count.terms", "_count.tf", "_count.sizes", "_count.lengths"


@dataclass(frozen=True, slots=True)
class CountBatch:
    """Counts of consecutive passages from number `first` on, one entry a term and passage.

    `lengths` has one value a passage: how many tokens it holds.
    """

    first: int
    terms: NDArray[np.int32]
    passages: NDArray[np.int32]
    tf: NDArray[np.int32]
    lengths: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TermCounts:
    """What counting found: `df` by term number, in the order of the written vocabulary."""

    passages: int
    avgdl: float
    df: NDArray[np.int64]
    sorted_number: NDArray[np.int32]

    def batches(self, sink: Sink) -> Iterator[CountBatch]:
        """Yield the counts again, with terms numbered as in the vocabulary."""
        first = 0
        pieces = zip(*map(sink.batches, (_TERMS, _TF, _SIZES, _LENGTHS)), strict=True)
        for terms, tf, sizes, lengths in pieces:
            owners = np.repeat(np.arange(first, first + len(sizes), dtype=np.int32), sizes)
            yield CountBatch(first, self.sorted_number[terms], owners, tf, lengths)
            first += len(sizes)


def count_terms(term_lists: Iterable[Sequence[str]], sink: Sink) -> TermCounts:
    """Count the terms of every passage, write the sorted vocabulary, and return the totals.

    The counts themselves are left in the sink's temporary arrays.
    """
    numbers: dict[str, int] = {}
    df = np.zeros(0, np.int64)
    passages = tokens = 0
    remaining = iter(term_lists)
    while batch := list(islice(remaining, BATCH)):
        own, matrix = _matrix(batch)
        known = np.fromiter((numbers.setdefault(term, len(numbers)) for term in own), np.int32)
        df = np.concatenate((df, np.zeros(len(numbers) - len(df), np.int64)))
        if len(known):
            df[known] += np.bincount(matrix.indices, minlength=len(known))
        lengths = np.fromiter(map(len, batch), np.int32, len(batch))
        sink.append(_TERMS, known[matrix.indices])
        sink.append(_TF, matrix.data.astype(np.int32))
        sink.append(_SIZES, np.diff(matrix.indptr).astype(np.int32))
        sink.append(_LENGTHS, lengths)
        passages += len(batch)
        tokens += int(lengths.sum())
    order = _write_sorted(numbers, sink)
    sorted_number = np.empty(len(order), np.int32)
    sorted_number[order] = np.arange(len(order), dtype=np.int32)
    return TermCounts(passages, tokens / passages if tokens else 1.0, df[order], sorted_number)


def _matrix(batch: Sequence[Sequence[str]]) -> tuple[list[str], csr_matrix]:
    """Return the terms of a batch in column order, and its passages-by-terms counts."""
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer

    if not any(batch):
        return [], csr_matrix(np.zeros((len(batch), 0), np.int64))
    vectorizer = CountVectorizer(analyzer=list)
    matrix = vectorizer.fit_transform(batch).tocsr()
    return list(vectorizer.get_feature_names_out()), matrix


def _write_sorted(numbers: dict[str, int], sink: Sink) -> NDArray[np.int64]:
    encoded = [term.encode("utf-8", "replace") for term in numbers]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    Vocabulary.write((encoded[number] for number in order), sink)
    return np.array(order, np.int64)
