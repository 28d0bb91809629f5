"""Documents suggested while a title is being typed: the likeliest first, none missed."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.snapshot import Recipe
from retrieval.joined_library import JoinedLibrary
from retrieval.library import Library
from retrieval.suggest import CorpusTitles, JoinedTitles, plain_title
from tests.retrieval.conftest import write_records
from tests.retrieval.strategies import TEXT

Named = Sequence[tuple[str, str]]

FAST = Recipe(engine="rank_bm25")
WORDS = st.lists(
    st.sampled_from(("Qwen", "qwen3", "Lin", "Élan", "a-b", "to", "\n", "!")), max_size=4
)
TITLES = WORDS.map(" ".join) | TEXT
NAMED = st.lists(st.tuples(TITLES, TITLES), max_size=12)
TYPED = st.sampled_from(("", "q", "qwen", "QWEN", "el", "lin to", "n", "3", "A B", "…")) | TEXT


def likeness(wanted: str, doc_id: str, title: str) -> int | None:
    """Return how likely a document is meant, 0 for the likeliest; None for not at all."""
    if not wanted or title == wanted:
        return 0
    beginnings = (title.startswith(wanted), f" {wanted}" in title, wanted in title)
    return 1 + beginnings.index(True) if any(beginnings) else 3 if wanted in doc_id else None


def expected(named: Named, typed: str) -> list[int]:
    found = [
        (rank, number)
        for number, (doc_id, title) in enumerate(named)
        for rank in [likeness(plain_title(typed), plain_title(doc_id), plain_title(title))]
        if rank is not None
    ]
    return [number for _, number in sorted(found)]


@given(NAMED, TYPED, st.integers(0, 12))
def test_all_that_match_are_suggested_the_likeliest_first(
    named: Named, typed: str, most: int
) -> None:
    found = list(chain.from_iterable(CorpusTitles(lambda: named).matches(typed, most)))
    assert found[:most] == expected(named, typed)[:most]
    assert len(set(found)) == len(found)


@given(st.lists(NAMED, max_size=4), TYPED, st.integers(0, 12))
def test_several_corpora_suggest_what_one_of_all_their_documents_does(
    parts: list[Named], typed: str, most: int
) -> None:
    titles = [CorpusTitles(lambda named=named: named) for named in parts]  # type: ignore[misc]
    found = JoinedTitles(titles, map(len, parts)).matches(typed, most)
    every = [name for named in parts for name in named]
    assert list(chain.from_iterable(found))[:most] == expected(every, typed)[:most]


@given(TITLES, st.data())
def test_every_title_is_suggested_for_each_of_its_words(title: str, data: st.DataObject) -> None:
    words = plain_title(title).split() or [""]
    typed = data.draw(st.sampled_from(words))
    titles = CorpusTitles(lambda: [("id", title)])
    assert list(chain.from_iterable(titles.matches(typed, 25))) == [0]


RECORDS = {
    "Qwen today": "one",
    "The lead of Qwen": "two",
    "Reqwening": "three",
    "Élan vital": "four",
    "QWEN": "five",
    "to": "six",
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "records"
    folder.mkdir()
    write_records(folder / "records.jsonl", RECORDS)
    return Library.open([folder], None, FAST)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("", ["Qwen today", "The lead of Qwen", "Reqwening"]),
        (" ", ["Qwen today", "The lead of Qwen", "Reqwening"]),
        ("qwen", ["QWEN", "Qwen today", "The lead of Qwen", "Reqwening"]),
        ("QWEN TOD", ["Qwen today"]),
        ("qw", ["Qwen today", "QWEN", "The lead of Qwen", "Reqwening"]),
        ("elan", ["Élan vital"]),
        ("éLAN-vit", ["Élan vital"]),
        ("vit", ["Élan vital"]),
        ("to", ["to", "Qwen today"]),
        ("zebra", []),
        ("\ud800", ["Qwen today", "The lead of Qwen", "Reqwening"]),
    ],
)
def test_titles_that_begin_so_come_before_words_and_words_before_the_rest(
    library: Library, typed: str, suggested: list[str]
) -> None:
    titles = [document.title for document in library.suggest(typed)]
    assert titles[: len(suggested) or 1] == suggested
    assert [document.title for document in library.suggest(typed, 2)] == titles[:2]


def test_the_document_of_this_very_id_comes_first(tmp_path: Path) -> None:
    for name in ("qwen.md", "qwen.md.md", "notes/b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("# Qwen md\n\nZhou leads the team.\n", encoding="utf-8")
    library = Library.open([tmp_path], None, FAST)
    for doc_id in ("qwen.md", "qwen.md.md", "notes/b.md"):
        assert library.suggest(doc_id)[0].doc_id == doc_id
    assert len(library.suggest("qwen.md")) == 3


def test_each_suggestion_is_a_document_of_the_library(library: Library) -> None:
    listed = [one.document for one in library.documents()]
    assert library.suggest("", 100) == listed
    assert JoinedLibrary([library]).suggest("", 100) == listed


def test_threads_that_type_at_once_gather_the_titles_once() -> None:
    gathered: list[int] = []
    start = threading.Barrier(8)

    def names() -> Iterator[tuple[str, str]]:
        gathered.append(1)
        yield from ((f"d{n}", f"Title {n}") for n in range(500))

    titles = CorpusTitles(names)
    found: list[list[list[int]]] = []

    def type_title() -> None:
        start.wait()
        found.append(titles.matches("title 499", 5))

    threads = [threading.Thread(target=type_title) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gathered == [1]
    assert [list(chain.from_iterable(one)) for one in found] == [[499]] * 8
