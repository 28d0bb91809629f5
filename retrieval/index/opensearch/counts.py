"""What a machine counts of its sources before they go into a cluster: the terms of each passage.

It stands where another engine has its postings, so that what did not change is not read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import IndexFault
from retrieval.index.engine import BM25
from retrieval.index.storage import Arrays, Sink

DF = "terms.df"
_TERMS, _TF, _ENDS, _LENGTHS = "forward.terms", "forward.tf", "forward.ends", "forward.lengths"
_PARAMETERS = "bm25.parameters"


class Parameters(NamedTuple):
    """What every score depends on: BM25's parameters, how many passages, and their mean length."""

    bm25: BM25
    passages: int
    avgdl: float

    @classmethod
    def read(cls, arrays: Arrays) -> Parameters:
        """Return what was written of them."""
        k1, b, passages, avgdl = arrays.read(_PARAMETERS).tolist()
        return cls(BM25(k1, b), int(passages), avgdl)

    def write(self, sink: Sink) -> None:
        """Write them to a sink."""
        sink.append(_PARAMETERS, np.array([*self.bm25, self.passages, self.avgdl], "<f8"))


class PassageTerms(NamedTuple):
    """The numbers of a passage's terms, how often it has each, and how many tokens it has."""

    terms: list[int]
    tf: list[int]
    length: int


class ClusterCounts:
    """Writes the vocabulary, df, and the terms of each passage. It finds nothing by itself."""

    @classmethod
    def build(cls, term_lists: Iterable[Sequence[str]], sink: Sink, bm25: BM25) -> None:
        """Write the counts of the passages to the sink."""
        from retrieval.index.sparse import count_terms

        counted = count_terms(term_lists, sink)
        sink.append(DF, counted.df.astype("<i8"))
        Parameters(bm25, counted.passages, counted.avgdl).write(sink)
        sink.append(_ENDS, np.zeros(1, "<i8"))
        sink.append(_TERMS, np.zeros(0, "<i4"))
        sink.append(_TF, np.zeros(0, "<i4"))
        sink.append(_LENGTHS, np.zeros(0, "<i4"))
        end = 0
        for batch in counted.batches(sink):
            own = np.bincount(batch.passages - batch.first, minlength=len(batch.lengths))
            ends = end + np.cumsum(own)
            end = int(ends[-1]) if len(ends) else end
            sink.append(_TERMS, batch.terms.astype("<i4"))
            sink.append(_TF, batch.tf.astype("<i4"))
            sink.append(_ENDS, ends.astype("<i8"))
            sink.append(_LENGTHS, batch.lengths.astype("<i4"))

    @classmethod
    def open(cls, arrays: Arrays) -> NoReturn:
        """Raise IndexFault: the passages are found in a cluster."""
        del arrays
        raise IndexFault("the engine opensearch needs a cluster: expected QUOTH_OPENSEARCH_URL")


def lengths(arrays: Arrays) -> NDArray[np.int32]:
    """Return how many tokens each passage has."""
    return arrays.read(_LENGTHS)


class Postings(NamedTuple):
    """Which term stands how often in which passage, each an array as long as the others."""

    terms: NDArray[np.int32]
    tf: NDArray[np.int32]
    passages: NDArray[np.int64]


def postings(arrays: Arrays, passages: range) -> Postings:
    """Return the terms of consecutive passages, in passage order."""
    ends = arrays.read(_ENDS, passages.start, passages.stop + 1)
    first, last = int(ends[0]), int(ends[-1])
    owners = np.repeat(np.arange(passages.start, passages.stop), np.diff(ends))
    return Postings(arrays.read(_TERMS, first, last), arrays.read(_TF, first, last), owners)


def passage_terms(arrays: Arrays, passages: range) -> Iterator[PassageTerms]:
    """Yield the terms of consecutive passages."""
    ends = arrays.read(_ENDS, passages.start, passages.stop + 1).tolist()
    terms = arrays.read(_TERMS, ends[0], ends[-1]).tolist()
    tf = arrays.read(_TF, ends[0], ends[-1]).tolist()
    own = arrays.read(_LENGTHS, passages.start, passages.stop).tolist()
    for place, length in enumerate(own):
        start, end = ends[place] - ends[0], ends[place + 1] - ends[0]
        yield PassageTerms(terms[start:end], tf[start:end], length)
