"""Term-passage counts with scikit-learn, batch by batch, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.index.storage import Sink
from retrieval.index.vocabulary import Vocabulary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

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
