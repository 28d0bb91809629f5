"""Passages by their keys, and what stands around them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.askable import Askable, passage_key
from retrieval.errors import SourcesError, UsageError
from retrieval.joined_library import JoinedLibrary
from retrieval.library import Library
from tests.retrieval.conftest import LIN, PHONE, RAIN, ZHOU
from tests.retrieval.strategies import ANY_TEXT, PARAGRAPH

TEXTS = st.lists(
    st.lists(PARAGRAPH | st.sampled_from(("# Lin", LIN, ZHOU)), min_size=1, max_size=5).map(
        "\n\n".join
    ),
    min_size=1,
    max_size=3,
)


def opened(folder: Path, texts: list[str]) -> Library:
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    return Library.open([folder], None)


@settings(max_examples=30)
@given(TEXTS, TEXTS)
def test_every_passage_is_found_by_its_key_and_between_its_neighbours(
    texts: list[str], more: list[str]
) -> None:
    with TemporaryDirectory() as folder:
        try:
            one, other = opened(Path(folder, "a"), texts), opened(Path(folder, "b"), more)
        except SourcesError:
            return
    for library in (one, JoinedLibrary([one, other])):
        check_neighbours(library)


def check_neighbours(library: Askable) -> None:
    corpus = library.corpus
    for document in range(corpus.documents):
        own = [corpus.passage(number) for number in corpus.passages_of(document)]
        for before, passage, after in zip([None, *own], own, [*own[1:], None], strict=False):
            assert library.find(passage_key(passage.passage_id)) == passage
            around = library.surroundings(passage)
            assert around == (before, passage, after, corpus.document(document))
            assert around.document.doc_id == passage.doc_id
            assert len(around.document.sha256) == 64


@given(ANY_TEXT)
def test_no_text_is_mistaken_for_a_key(library: Library, text: str) -> None:
    assert library.find(text) is None


def test_a_passage_is_found_until_its_own_text_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{LIN}\n\n{ZHOU}\n", encoding="utf-8")
    (hit,) = Library.open([tmp_path], None).search("Zhou")
    key = passage_key(hit.passage.passage_id)
    path.write_text(f"{PHONE}\n\n{ZHOU}\n\n{RAIN}\n", encoding="utf-8")
    library = Library.open([tmp_path], None)
    found = library.find(key)
    assert found is not None
    around = library.surroundings(found)
    assert around.before is not None
    assert around.after is not None
    assert [around.before.text, found.text, around.after.text] == [PHONE, ZHOU, RAIN]
    path.write_text(f"{LIN}\n\n{ZHOU} He came from Google.\n", encoding="utf-8")
    assert Library.open([tmp_path], None).find(key) is None


def test_the_same_text_in_another_document_is_not_the_passage_meant(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ZHOU, encoding="utf-8")
    (tmp_path / "b.txt").write_text(ZHOU, encoding="utf-8")
    keys = [
        passage_key(hit.passage.passage_id) for hit in Library.open([tmp_path], None).search("Zhou")
    ]
    assert len(set(keys)) == 2
    (tmp_path / "a.txt").unlink()
    found = [Library.open([tmp_path], None).find(key) for key in keys]
    assert [one and one.doc_id for one in found] == [None, "b.txt"]


def test_the_surroundings_of_a_passage_that_is_not_there_are_refused(
    sources: Path, tmp_path: Path
) -> None:
    library = Library.open([sources], None)
    (hit,) = library.search("battery")
    (sources / "phone.txt").write_text(RAIN, encoding="utf-8")
    with pytest.raises(UsageError, match=r"expected a passage of these sources, got 'phone\.txt#"):
        Library.open([sources], None).surroundings(hit.passage)
