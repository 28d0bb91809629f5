"""Counting in batches, which must not show in what is counted."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index import term_counts
from retrieval.index.engine import BM25
from retrieval.index.sparse import SparseEngine
from retrieval.index.storage import Arrays, MemorySink
from retrieval.index.term_counts import count_terms
from tests.retrieval.strategies import TERM_LISTS

WRITTEN = ("vocabulary.text", "vocabulary.offsets", "postings.offsets", "postings.passages")


def index_of(lists: list[list[str]], batch: int) -> Arrays:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(term_counts, "BATCH", batch)
        sink = MemorySink()
        SparseEngine.build(lists, sink, BM25())
        return sink.finish()


@settings(max_examples=25)
@given(TERM_LISTS, st.integers(1, 7))
def test_the_size_of_the_batches_does_not_show_in_the_index(
    lists: list[list[str]], batch: int
) -> None:
    whole, cut = index_of(lists, 1000), index_of(lists, batch)
    for name in (*WRITTEN, "postings.impacts"):
        assert np.array_equal(whole.read(name), cut.read(name)), name


@given(TERM_LISTS)
def test_postings_are_in_passage_order_and_hold_no_passage_twice(lists: list[list[str]]) -> None:
    arrays = index_of(lists, 4)
    offsets = arrays.read("postings.offsets").tolist()
    passages = arrays.read("postings.passages").tolist()
    for start, end in pairwise(offsets):
        assert passages[start:end] == sorted(set(passages[start:end]))
        assert start < end


@pytest.mark.parametrize(
    ("lists", "passages", "avgdl", "df"),
    [
        ([], 0, 1.0, []),
        ([[], []], 2, 1.0, []),
        ([["a"]], 1, 1.0, [1]),
        ([["b", "a", "a"], [], ["b"]], 3, 4 / 3, [1, 2]),
    ],
)
def test_totals_are_those_of_all_passages(
    lists: list[list[str]], passages: int, avgdl: float, df: list[int]
) -> None:
    counted = count_terms(lists, MemorySink())
    assert (counted.passages, counted.avgdl, counted.df.tolist()) == (passages, avgdl, df)
