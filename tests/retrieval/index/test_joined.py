"""Several indexes as one: documents, passages and files in order, scores by the idf over all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.corpus import Corpus, CorpusWriter, FileEntry
from retrieval.index.engine import BM25, Engine, engine_named, idf
from retrieval.index.joined import JoinedCorpus, JoinedEngine
from retrieval.index.storage import Sink
from retrieval.model import Document, Passage
from tests.retrieval.index.conftest import in_memory
from tests.retrieval.strategies import QUERIES, TERM_LISTS

Ids = list[str]


def corpus(ids: Ids) -> Corpus:
    """Return a corpus of documents with two passages each, every document in a file of its own."""

    def write(sink: Sink) -> None:
        writer = CorpusWriter(sink)
        for number, doc_id in enumerate(ids):
            path = f"/{doc_id}"
            passages = [
                Passage(f"{doc_id}#{n:010x}", doc_id, n, n + 1, "", 1, 1, None, n, f"{doc_id} {n}")
                for n in range(2)
            ]
            writer.add_document(Document(doc_id, doc_id.upper(), "", path), passages)
            writer.close_file(FileEntry(path, 0, doc_id, number, 0, 0, 0, ""))
        writer.finish()

    return Corpus(in_memory(write))


def joined_corpus(*parts: Ids) -> JoinedCorpus:
    return JoinedCorpus([corpus(ids) for ids in parts], [f"l{n}" for n in range(len(parts))])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param([["a", "b"]], ["a", "b"], id="one alone"),
        pytest.param([["a"], ["b"], ["c"]], ["a", "b", "c"], id="all different"),
        pytest.param([["a", "b"], ["b", "c"]], ["a", "b", "l1/b", "c"], id="one there already"),
        pytest.param([["a"], ["a", "l1/a"]], ["a", "l1/l1/a", "l1/a"], id="the new id taken too"),
        pytest.param([["a"], ["a"], ["a"]], ["a", "l1/a", "l2/a"], id="in every part"),
        pytest.param([["a"], ["a"], ["l1/a"]], ["a", "l1/a", "l2/l1/a"], id="taken by a new id"),
        pytest.param([["a", "l1/a"], ["a"]], ["a", "l1/a", "l1/l1/a"], id="taken in the first"),
        pytest.param([[], ["a"], []], ["a"], id="between empty ones"),
    ],
)
def test_a_document_whose_id_is_taken_gets_its_label_before_it(
    parts: list[Ids], expected: Ids
) -> None:
    together = joined_corpus(*parts)
    numbers = range(together.documents)
    assert [doc_id for doc_id, _ in together.names()] == expected
    assert [together.document(number).doc_id for number in numbers] == expected
    assert [together.number_of(doc_id) for doc_id in expected] == list(numbers)
    assert [together.file(number).doc_id for number in range(together.files)] == expected
    for number in numbers:
        for passage in map(together.passage, together.passages_of(number)):
            assert passage.doc_id == expected[number]
            assert passage.passage_id.startswith(f"{expected[number]}#")


@given(st.lists(st.lists(st.sampled_from(("a", "b", "c", "l1/a", "l2/b")), unique=True)))
def test_what_is_read_is_what_the_parts_hold_one_after_another(parts: list[Ids]) -> None:
    together = joined_corpus(*parts)
    titles = [doc_id.upper() for ids in parts for doc_id in ids]
    assert (together.documents, together.files) == (len(titles), len(titles))
    assert len(together) == 2 * len(titles)
    assert [title for _, title in together.names()] == titles
    for number, title in enumerate(titles):
        assert together.document(number).title == title
        assert together.documents_of(number) == range(number, number + 1)
        assert together.passages_of(number) == range(2 * number, 2 * number + 2)
        for passage in together.passages_of(number):
            assert together.document_number(passage) == number
            assert together.passage(passage).text == f"{title.lower()} {passage % 2}"


@given(st.lists(st.lists(st.sampled_from(("a", "b", "c", "l1/a", "l2/b")), unique=True)))
def test_no_two_documents_share_an_id(parts: list[Ids]) -> None:
    together = joined_corpus(*parts)
    ids = [doc_id for doc_id, _ in together.names()]
    assert len(set(ids)) == len(ids)
    assert [together.number_of(doc_id) for doc_id in ids] == list(range(len(ids)))
    assert together.number_of("d") is None
    passages = [together.passage(number).passage_id for number in range(len(together))]
    assert len(set(passages)) == len(passages)


def test_passages_are_found_by_name_in_every_part() -> None:
    together = joined_corpus(["a", "b"], [], ["c"])
    assert together.passages_named(1, 0) == [1, 3, 5]
    assert together.passages_named(1, 2) == []


@pytest.mark.parametrize("number", [-1, 6])
def test_a_number_beyond_all_parts_is_refused(number: int) -> None:
    with pytest.raises(IndexError):
        joined_corpus(["a", "b"], ["c"]).passage(number)


Lists = list[list[str]]


def engine(lists: Sequence[Sequence[str]], name: str = "sparse") -> Engine:
    kind = engine_named(name)
    return kind.open(in_memory(lambda sink: kind.build(lists, sink, BM25())))


def joined_engine(parts: Sequence[Lists]) -> JoinedEngine:
    return JoinedEngine([engine(lists) for lists in parts])


def equally_long(length: int) -> st.SearchStrategy[list[Lists]]:
    lists = st.lists(st.sampled_from("abcdefgh"), min_size=length, max_size=length)
    return st.lists(st.lists(lists, max_size=12), min_size=1, max_size=4)


EQUALLY_LONG = st.integers(1, 6).flatmap(equally_long)
"""Parts whose passages all have the same number of terms."""

PARTS = st.lists(TERM_LISTS, min_size=1, max_size=4)


def scores(hits: Sequence[tuple[int, float]]) -> dict[int, float]:
    return dict(sorted(hits))


@given(EQUALLY_LONG, QUERIES)
def test_scores_are_those_of_a_single_index(parts: list[Lists], query: dict[str, float]) -> None:
    every = list(chain.from_iterable(parts))
    hits = joined_engine(parts).search(query, len(every) + 1)
    single = scores(engine(every).search(query, len(every) + 1))
    assert scores(hits) == pytest.approx(single, rel=1e-6)
    assert all(single[one.number] >= single[two.number] * (1 - 1e-6) for one, two in pairwise(hits))


@given(EQUALLY_LONG, st.randoms(use_true_random=False))
def test_impacts_are_those_of_a_single_index_in_the_order_asked_for(
    parts: list[Lists], random: np.random.Generator
) -> None:
    every = list(chain.from_iterable(parts))
    wanted = list(range(len(every)))
    random.shuffle(wanted)
    at = np.array(wanted, np.intp)
    for term in "abz":
        single = engine(every).impacts(term, at)
        assert joined_engine(parts).impacts(term, at).tolist() == pytest.approx(
            single.tolist(), rel=1e-6
        )


@given(PARTS)
def test_passages_and_df_are_added_up(parts: list[Lists]) -> None:
    every = list(chain.from_iterable(parts))
    together = joined_engine(parts)
    assert len(together) == len(every)
    for _ in range(2):
        for term in "abcz":
            assert together.df(term) == sum(term in terms for terms in every)


@given(PARTS, QUERIES)
def test_a_passage_is_found_exactly_where_it_shares_a_term(
    parts: list[Lists], query: dict[str, float]
) -> None:
    every = list(chain.from_iterable(parts))
    hits = joined_engine(parts).search(query, len(every))
    shared = {n for n, terms in enumerate(every) if not query.keys().isdisjoint(terms)}
    assert {hit.number for hit in hits} == shared
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.number))


@given(PARTS, QUERIES)
def test_what_a_term_adds_in_a_part_is_what_it_added_there_by_the_idf_over_all(
    parts: list[Lists], query: dict[str, float]
) -> None:
    together = joined_engine(parts)
    start = 0
    for lists in parts:
        alone = engine(lists)
        numbers = np.arange(len(lists), dtype=np.intp)
        for term in query:
            own = alone.impacts(term, numbers) / idf(len(lists), alone.df(term))
            expected = own * idf(len(together), together.df(term))
            found = together.impacts(term, numbers + start)
            assert found.tolist() == pytest.approx(expected.tolist())
        start += len(lists)


@given(PARTS, QUERIES)
def test_weights_times_impacts_add_up_to_the_score_in_every_part(
    parts: list[Lists], query: dict[str, float]
) -> None:
    together = joined_engine(parts)
    hits = together.search(query, len(together))
    found = np.array([hit.number for hit in hits], np.intp)
    added = sum((w * together.impacts(t, found) for t, w in query.items()), np.zeros(len(hits)))
    assert added.tolist() == pytest.approx([hit.score for hit in hits], rel=1e-9)


@given(PARTS, QUERIES, st.integers(0, 60), st.integers(0, 60))
def test_a_range_may_lie_across_parts(
    parts: list[Lists], query: dict[str, float], start: int, length: int
) -> None:
    together = joined_engine(parts)
    within = range(start, min(start + length, len(together)))
    every = together.search(query, len(together))
    assert together.search(query, len(together), within) == [
        hit for hit in every if hit.number in within
    ]


def test_a_part_without_the_terms_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    other = engine([["b"], ["c"]])
    together = JoinedEngine([other, engine([["a"], ["b"]])])
    monkeypatch.setattr(other, "search", pytest.fail)
    monkeypatch.setattr(other, "impacts", pytest.fail)
    assert [hit.number for hit in together.search({"a": 1.0}, 9)] == [2]
    assert together.impacts("a", np.arange(4)).nonzero()[0].tolist() == [2]


def test_engines_of_several_kinds_may_be_joined_and_joined_again() -> None:
    lists = [["a", "b"], ["b", "c"], ["c", "a"]]
    inner = JoinedEngine([engine(lists[:1], "rank_bm25"), engine(lists[1:2])])
    hits = JoinedEngine([inner, engine(lists[2:])]).search({"a": 1.0, "b": 0.5}, 9)
    assert scores(hits) == pytest.approx(scores(engine(lists).search({"a": 1.0, "b": 0.5}, 9)))
