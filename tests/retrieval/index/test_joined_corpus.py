"""Corpora joined: the first one's documents first, each to be told from every other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.corpus import Corpus, CorpusWriter, FileEntry
from retrieval.index.joined import JoinedCorpus
from retrieval.index.storage import Sink
from retrieval.model import Document, Passage
from tests.retrieval.index.conftest import in_memory

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


def joined(*parts: Ids) -> JoinedCorpus:
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
    together = joined(*parts)
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
    together = joined(*parts)
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
    together = joined(*parts)
    ids = [doc_id for doc_id, _ in together.names()]
    assert len(set(ids)) == len(ids)
    assert [together.number_of(doc_id) for doc_id in ids] == list(range(len(ids)))
    assert together.number_of("d") is None
    passages = [together.passage(number).passage_id for number in range(len(together))]
    assert len(set(passages)) == len(passages)


def test_passages_are_found_by_name_in_every_part() -> None:
    together = joined(["a", "b"], [], ["c"])
    assert together.passages_named(1, 0) == [1, 3, 5]
    assert together.passages_named(1, 2) == []


@pytest.mark.parametrize("number", [-1, 6])
def test_a_number_beyond_all_parts_is_refused(number: int) -> None:
    with pytest.raises(IndexError):
        joined(["a", "b"], ["c"]).passage(number)
