"""Documents and passages in storage: what is written is what is read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retrieval.index.corpus
from retrieval.index import corpus as corpus_module
from retrieval.index.corpus import Corpus, CorpusWriter, FileEntry
from retrieval.index.storage import Sink
from retrieval.model import Document, Passage
from tests.retrieval.index.conftest import Stored, in_memory

TEXTS = st.text(st.characters(), max_size=30)
MAYBE = st.none() | TEXTS
COUNTS = st.integers(0, 2**31 - 1)

PASSAGES = st.builds(
    lambda name, twin, start, length, heading, line, page, number, text: Passage(
        f"#{name:010x}" + (f"-{twin}" if twin > 1 else ""),
        *("", start, start + length, heading, line, line + 1, page, number, text),
    ),
    *(st.integers(0, 2**40 - 1), st.integers(1, 9), COUNTS, COUNTS, TEXTS, COUNTS),
    *(st.none() | st.integers(0, 10**6), COUNTS, TEXTS),
)
DOCUMENTS = st.tuples(
    st.builds(Document, TEXTS, TEXTS, st.just(""), st.just(""), MAYBE, MAYBE, MAYBE),
    st.lists(PASSAGES, max_size=4),
)
FILES = st.lists(
    st.tuples(
        st.builds(
            FileEntry, TEXTS, COUNTS, TEXTS, COUNTS, COUNTS, COUNTS, COUNTS, TEXTS,
            st.lists(TEXTS, max_size=2).map(tuple),
        ),
        st.lists(DOCUMENTS, max_size=3),
    ),
    max_size=4,
)  # fmt: skip

Files = list[tuple[FileEntry, list[tuple[Document, list[Passage]]]]]


def owned(document: Document, passage: Passage) -> Passage:
    """Return a passage as one of a document's, whose id begins its own."""
    name = f"{document.doc_id}{passage.passage_id}"
    return passage._replace(passage_id=name, doc_id=document.doc_id)


def written(files: Files, sink: Sink) -> None:
    writer = CorpusWriter(sink)
    for entry, documents in files:
        for document, passages in documents:
            writer.add_document(document, [owned(document, passage) for passage in passages])
        writer.close_file(entry)
    writer.finish()


@settings(max_examples=40)
@given(FILES, st.integers(1, 4))
def test_files_documents_and_passages_are_read_as_they_were_written(
    stored: Stored, files: Files, flush_at: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus_module, "_FLUSH_AT", flush_at)
        corpus = Corpus(stored(lambda sink: written(files, sink)))
    passage = document = 0
    assert corpus.files == len(files)
    for number, (entry, documents) in enumerate(files):
        assert corpus.file(number) == entry
        assert corpus.documents_of(number) == range(document, document + len(documents))
        for one, passages in documents:
            assert corpus.passages_of(document) == range(passage, passage + len(passages))
            assert corpus.document(document).title == one.title
            assert corpus.document(document).path == entry.path
            assert corpus.document(document).sha256 == entry.sha256
            for expected in passages:
                assert corpus.passage(passage) == owned(one, expected)
                assert corpus.document_number(passage) == document
                passage += 1
            document += 1
    assert len(corpus) == passage


@pytest.mark.parametrize("at_once", [1, 3, 1024])
@settings(max_examples=40)
@given(FILES)
def test_documents_and_passages_are_found_by_what_they_are_called(
    at_once: int, files: Files
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retrieval.index.corpus, "_READ_AT_ONCE", at_once)
        check_names(Corpus(in_memory(lambda sink: written(files, sink))), files)


def check_names(corpus: Corpus, files: Files) -> None:
    documents = [one for _, documents in files for one, _ in documents]
    passages = [corpus.passage(number) for number in range(len(corpus))]
    ids = [one.doc_id for one in documents]
    assert list(corpus.names()) == [(one.doc_id, one.title) for one in documents]
    for doc_id in (*ids, "no such document"):
        assert corpus.number_of(doc_id) == (ids.index(doc_id) if doc_id in ids else None)
    for passage in passages:
        name, _, twin = passage.passage_id.rpartition("#")[2].partition("-")
        found = corpus.passages_named(int(name, 16), int(twin or 0))
        same = [n for n, one in enumerate(passages) if called(one) == called(passage)]
        assert found == same


def called(passage: Passage) -> str:
    return passage.passage_id.rpartition("#")[2]
