"""Every engine over every sink: the same ranking, which is that of BM25 spelled out."""

from __future__ import annotations

import threading
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import UsageError
from retrieval.index import sparse
from retrieval.index.engine import BM25, ENGINES, engine_named, idf
from retrieval.index.sparse import SparseEngine, count_terms, padded, top
from retrieval.index.storage import Arrays, MemorySink
from tests.retrieval.index.conftest import Built, bm25, ranking
from tests.retrieval.strategies import QUERIES, TERM_LISTS

THREE = [["lin", "left"], ["zhou", "replaced", "lin", "lin"], ["zhou"]]


def numbers(built: Built, lists: list[list[str]], query: dict[str, float]) -> list[int]:
    return [hit.number for hit in built(lists).search(query, 10)]


# By hand, for k1 = 1.5 and b = 0.75: N = 3, avgdl = 7/3, idf = ln(1 + (N - df + 0.5)/(df + 0.5)),
# score = idf · tf · 2.5 / (tf + 1.5 · (0.25 + 0.75 · length / avgdl)).
#   "lin" and "zhou": idf = ln 1.6 = 0.470004        "left" and "replaced": idf = ln 8/3 = 0.980829
#   passage 0: 2.5 / 2.339286 = 1.068702             passage 2: 2.5 / 1.857143 = 1.346154
#   passage 1: 2.5 / 3.303571 = 0.756757 at tf 1, 5 / 4.303571 = 1.161826 at tf 2
@pytest.mark.parametrize(
    ("query", "scores"),
    [
        ({"lin": 1}, {1: 0.546063, 0: 0.502294}),
        ({"zhou": 1}, {2: 0.632698, 1: 0.355679}),
        ({"left": 1}, {0: 1.048214}),
        ({"replaced": 1}, {1: 0.742249}),
        ({"lin": 1, "zhou": 1}, {1: 0.901742, 2: 0.632698, 0: 0.502294}),
        ({"lin": 0.5, "left": 2}, {0: 2.347575, 1: 0.273031}),
        ({"replaced": 1, "lin": 1, "unknown": 3}, {1: 1.288312, 0: 0.502294}),
        ({"unknown": 1}, {}),
        ({}, {}),
    ],
)
def test_scores_are_those_computed_by_hand(
    built: Built, query: dict[str, float], scores: dict[int, float]
) -> None:
    hits = built(THREE).search(query, 10)
    assert [hit.number for hit in hits] == list(scores)
    assert [hit.score for hit in hits] == pytest.approx(list(scores.values()), rel=1e-5)


@pytest.mark.parametrize(
    ("passages", "df", "expected"),
    [(3, 1, 0.980829), (3, 2, 0.470004), (3, 3, 0.133531), (1, 1, 0.287682), (0, 0, 0.693147)],
)
def test_idf_is_never_negative(passages: int, df: int, expected: float) -> None:
    assert idf(passages, df) == pytest.approx(expected, rel=1e-5)


def test_equal_scores_are_ordered_by_passage(built: Built) -> None:
    lists = [["b"], ["a"], ["a", "a"], ["a"], ["b"]]
    assert numbers(built, lists, {"a": 1, "b": 1}) == [0, 4, 2, 1, 3]
    assert numbers(built, [["a"]] * 2000, {"a": 1}) == list(range(10))


def test_a_term_in_every_passage_still_finds_them(built: Built) -> None:
    assert numbers(built, [["a", "b"], ["a"], ["a", "c"]], {"a": 1}) == [1, 0, 2]


def test_of_three_passages_the_one_that_shares_most_is_first(built: Built) -> None:
    texts = ("lin replaced chen as ceo", "park replaced lin as ceo", "budget notes")
    lists = [text.split() for text in texts]
    assert numbers(built, lists, {"who": 1, "replaced": 1, "lin": 1}) == [0, 1]


@pytest.mark.parametrize("lists", [[], [[]], [[], [], []]])
def test_nothing_is_found_where_there_are_no_terms(built: Built, lists: list[list[str]]) -> None:
    engine = built(lists)
    assert len(engine) == len(lists)
    assert engine.search({"a": 1}, 10) == []
    assert engine.df("a") == 0
    assert engine.impacts("a", np.arange(len(lists))).tolist() == [0.0] * len(lists)


def test_a_single_passage_is_found(built: Built) -> None:
    assert numbers(built, [["a", "b"]], {"b": 1}) == [0]


def test_an_empty_passage_keeps_its_number_and_is_never_found(built: Built) -> None:
    assert numbers(built, [[], ["a"], [], ["a", "b"]], {"a": 1, "b": 1}) == [3, 1]


@pytest.mark.parametrize(("k", "found"), [(-1, 0), (0, 0), (1, 1), (2, 2), (3, 2), (10_000, 2)])
def test_at_most_k_passages_are_found(built: Built, k: int, found: int) -> None:
    assert len(built(THREE).search({"lin": 1}, k)) == found


def test_a_term_repeated_in_a_passage_counts_as_often_but_for_less_each_time(built: Built) -> None:
    engine = built([["a", "x", "x"], ["a", "a", "x"], ["a", "a", "a"], ["y", "y", "y"]])
    once, twice, thrice = engine.impacts("a", np.arange(3))
    assert once < twice < thrice
    assert twice - once > thrice - twice


def test_terms_of_any_script_and_length_are_kept_apart(built: Built) -> None:
    lists = [["é"], ["e"], ["漢字"], ["c++"], ["a" * 64], ["\U0001f600"], ["€"], ["a b"]]
    for number, (term,) in enumerate(lists):
        assert numbers(built, lists, {term: 1}) == [number]


def test_a_query_leaves_nothing_behind_for_the_next_one(built: Built) -> None:
    engine = built(THREE)
    first = engine.search({"lin": 1}, 10)
    engine.search({"zhou": 1, "replaced": 2}, 1)
    assert engine.search({"lin": 1}, 10) == first


def test_threads_may_search_at_once(built: Built) -> None:
    engine = built([[f"t{n % 7}", f"t{n % 11}", "all"] for n in range(300)])
    queries = [{f"t{n % 11}": 1.0, "all": 0.5} for n in range(40)]
    expected = [engine.search(query, 20) for query in queries]
    found: list[list[object]] = []

    def ask() -> None:
        found.append([engine.search(query, 20) for query in queries])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


@settings(max_examples=25)
@given(TERM_LISTS, QUERIES)
def test_the_ranking_is_that_of_the_formula(
    built: Built, lists: list[list[str]], query: dict[str, float]
) -> None:
    scores = bm25(lists, query)
    hits = built(lists).search(query, len(lists) + 1)
    assert [hit.number for hit in hits] == ranking(lists, query)
    assert [hit.score for hit in hits] == pytest.approx([scores[n] for n, _ in hits], rel=1e-5)


@given(TERM_LISTS, QUERIES)
def test_fewer_passages_asked_for_are_the_first_of_more(
    built_in_memory: Built, lists: list[list[str]], query: dict[str, float]
) -> None:
    engine = built_in_memory(lists)
    assert engine.search(query, 3) == engine.search(query, 100)[:3]


@given(TERM_LISTS, QUERIES, st.integers(0, 30), st.integers(0, 30), st.integers(-1, 30))
def test_within_a_range_those_passages_are_found_as_among_all(
    built_in_memory: Built,
    lists: list[list[str]],
    query: dict[str, float],
    start: int,
    stop: int,
    k: int,
) -> None:
    engine = built_in_memory(lists)
    within = range(min(start, len(lists)), min(max(start, stop), len(lists)))
    every = engine.search(query, len(lists))
    assert (
        engine.search(query, k, within)
        == [hit for hit in every if hit.number in within][: max(k, 0)]
    )


@given(TERM_LISTS, QUERIES)
def test_weights_times_impacts_add_up_to_the_score(
    built_in_memory: Built, lists: list[list[str]], query: dict[str, float]
) -> None:
    engine = built_in_memory(lists)
    hits = engine.search(query, len(lists))
    found = np.array([hit.number for hit in hits], np.intp)
    added = sum((w * engine.impacts(term, found) for term, w in query.items()), np.zeros(len(hits)))
    assert added.tolist() == pytest.approx([hit.score for hit in hits], rel=1e-9)


@given(TERM_LISTS)
def test_df_counts_the_passages_that_hold_a_term(
    built_in_memory: Built, lists: list[list[str]]
) -> None:
    engine = built_in_memory(lists)
    for term in "abcdefghz":
        assert engine.df(term) == sum(term in terms for terms in lists)


@given(TERM_LISTS)
def test_impacts_are_given_in_the_order_asked_for(
    built_in_memory: Built, lists: list[list[str]]
) -> None:
    engine = built_in_memory(lists)
    wanted = np.arange(len(lists))[::-1]
    for term in "abz":
        assert engine.impacts(term, wanted).tolist() == pytest.approx(
            bm25(lists, {term: 1.0})[::-1], rel=1e-5
        )


@settings(max_examples=10)
@given(TERM_LISTS, QUERIES)
def test_large_corpora_rank_by_the_formula_too(
    built_in_memory: Built, lists: list[list[str]], query: dict[str, float]
) -> None:
    many = (lists * 60)[:1500]
    hits = built_in_memory(many).search(query, 30)
    assert [hit.number for hit in hits] == ranking(many, query)[:30]


def test_an_engine_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(UsageError, match=r"sparse or rank_bm25.*'lucene'"):
        engine_named("lucene")


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_is_found_by_its_name(name: str) -> None:
    assert callable(engine_named(name).build)


# Few distinct values, so that ties run across rows of 512; 0 is "not found".
SCORES = st.builds(
    lambda seed, length, values: np.random.default_rng(seed).choice(values, length),
    st.integers(0, 2**32 - 1),
    st.integers(1, 6).map(lambda rows: rows * 512),
    st.lists(st.sampled_from((0.0, 0.0, 0.5, 1.0, 1.5, 7.25)), min_size=1, max_size=5),
)


def _placed(length: int, found: dict[int, float]) -> np.ndarray:
    scores = np.zeros(length)
    for place, score in found.items():
        scores[place * (length // 512)] = score
    return scores


SPARSE = st.builds(
    _placed,
    st.integers(1, 5).map(lambda rows: rows * 512),
    st.dictionaries(st.integers(0, 511), st.floats(1e-6, 100), max_size=40),
)


@given(st.one_of(SCORES, SPARSE), st.integers(0, 3000))
def test_the_best_are_those_of_a_stable_sort(scores: np.ndarray, k: int) -> None:
    order = np.argsort(-scores, kind="stable")
    assert top(scores, k).tolist() == [place for place in order.tolist() if scores[place] > 0][:k]


@pytest.mark.parametrize(
    ("length", "expected"), [(0, 512), (1, 512), (512, 512), (513, 1024), (1024, 1024)]
)
def test_scores_are_padded_to_whole_rows(length: int, expected: int) -> None:
    assert padded(length) == expected


WRITTEN = ("vocabulary.text", "vocabulary.offsets", "postings.offsets", "postings.passages")


def index_of(lists: list[list[str]], batch: int) -> Arrays:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sparse, "BATCH", batch)
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
