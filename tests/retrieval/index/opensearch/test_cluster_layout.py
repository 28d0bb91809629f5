"""How passages lie in a cluster: their orders, their frequencies, their terms."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.engine import BM25
from retrieval.index.opensearch.cluster_layout import (
    IndexNames,
    Scale,
    counts_of,
    escaped,
    orders_between,
    passage_of,
    stored_passage,
)
from retrieval.index.opensearch.counts import Parameters
from retrieval.index.opensearch.publication import _kept_in_order
from retrieval.model import Part, Passage


@given(st.lists(st.integers(1, 200), unique=True).map(sorted), st.data())
def test_documents_that_come_in_between_leave_the_others_their_orders(
    orders: list[int], data: st.DataObject
) -> None:
    kept: list[int | None] = []
    for order in orders:
        kept += [None] * data.draw(st.integers(0, 2))
        kept.append(order)
    found = orders_between(kept)
    if found is not None:
        assert len(found) == len(kept)
        assert all(0 < one < other for one, other in pairwise([*found, 1 << 39]))
        assert all(old in (None, new) for old, new in zip(kept, found, strict=True))


@pytest.mark.parametrize(
    ("kept", "found"),
    [
        ([], []),
        ([None, None], [1024, 2048]),
        ([1024, None], [1024, 2048]),
        ([1024, None, 2048], [1024, 1536, 2048]),
        ([None, 1024], [512, 1024]),
        ([7, None, 8], None),
    ],
)
def test_orders_are_halfway_or_beyond(kept: list[int | None], found: list[int] | None) -> None:
    assert orders_between(kept) == found


@given(st.lists(st.binary(max_size=1)), st.lists(st.binary(max_size=1)))
def test_documents_are_kept_in_their_order_and_each_once(
    before: list[bytes], now: list[bytes]
) -> None:
    kept = _kept_in_order(before, now)
    places = [place for place in kept if place is not None]
    assert all(one < other for one, other in pairwise(places))
    assert all(place is None or before[place] == now[at] for at, place in enumerate(kept))


def test_all_but_a_moved_document_are_kept() -> None:
    assert _kept_in_order([b"a", b"b", b"c", b"d"], [b"b", b"c", b"d", b"a"]) == [1, 2, 3, None]


@given(st.text())
def test_a_term_has_no_white_space_where_it_is_indexed(term: str) -> None:
    written = escaped(term)
    assert written
    assert written == "".join(written.split())
    assert "\x01" not in written
    assert len(written.encode()) < 32_000


@given(st.text(max_size=20), st.text(max_size=20))
def test_two_terms_are_indexed_as_two(one: str, other: str) -> None:
    def plain(term: str) -> bytes:
        return term.encode("utf-8", "replace")

    assert (escaped(one) == escaped(other)) == (plain(one) == plain(other))


@given(st.integers(1, 5000), st.integers(1, 5000), st.floats(1, 3000))
def test_a_stored_frequency_is_off_by_no_more_than_its_scale_says(
    tf: int, more: int, avgdl: float
) -> None:
    length = tf + more
    scale = Scale.of(Parameters(BM25(), 10, avgdl), length)
    exact = tf / (0.25 + 0.75 * length / avgdl)
    frequency = scale.frequency(tf, length, 0.75)
    assert abs(frequency / scale.scale / exact - 1) <= scale.worst + 1e-12
    assert frequency < 1 << 31


@pytest.mark.parametrize("text", ["Lin left.", "half of a pair: \ud800", "\x00\x01\u2028"])
def test_a_passage_comes_back_as_it_was(text: str) -> None:
    passage = Passage("a.md#00000000ff-2", "a.md", 3, 12, "Top › Part", 1, 2, None, 4, text)
    stored = stored_passage(passage, {1: ["lin", "left"], 3: ["top"]}, 5)
    assert passage_of(stored, "a.md") == passage
    assert counts_of(stored) == {"lin": 1, "left": 1, "top": 3}


def test_the_parts_of_a_passage_come_back_as_they_were() -> None:
    parts = (
        Part(0, 4, "header", 1, 1, anchor="stock", place=("cell", "Stock!A1")),
        Part(5, 9, "row", 2, 2, 7),
    )
    passage = Passage("a.md#00000000ff", "a.md", 3, 12, "", 1, 2, None, 4, "Left\nlast", parts)
    stored = json.loads(json.dumps(stored_passage(passage, {1: ["left", "last"]}, 2)))
    assert passage_of(stored, "a.md") == passage


def test_the_arrays_of_an_index_are_named_after_it() -> None:
    names = IndexNames.new("quoth-p-x", "ab12")
    assert names.passages.startswith("quoth-p-x-p-ab12-")
    assert names.arrays == names.passages.replace("-p-ab12-", "-a-ab12-")
