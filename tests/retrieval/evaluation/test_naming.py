from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.evaluation.anchors import LONGEST_ANCHOR, judged_cases, relevance_of
from retrieval.evaluation.cases import Case, Relevance
from retrieval.library import Library
from tests.retrieval.evaluation.conftest import BELL, KEYS

TWICE = "The warden rings the bell."
LONG = "The bell of the warden " + "rings, and rings, " * 12 + "and stops."


def library_of(folder: Path, *paragraphs: str) -> Library:
    (folder / "a.txt").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    return Library.open([folder], None)


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("who returns keys?", Relevance("keys.md", KEYS.partition(". ")[0] + ".")),
        ("since when is the bell out of order?", Relevance("notices.md", BELL)),
    ],
)
def test_a_passage_is_named_by_its_document_and_its_marked_sentence(
    library: Library, question: str, right: Relevance
) -> None:
    assert relevance_of(library, library.nearest(question)[0]) == right


def test_a_long_sentence_names_by_its_first_words(tmp_path: Path) -> None:
    library = library_of(tmp_path, LONG, "The warden sleeps.")
    anchor = relevance_of(library, library.nearest("when does the bell stop?")[0]).anchor

    assert anchor is not None
    assert len(anchor) <= LONGEST_ANCHOR
    assert LONG.startswith(f"{anchor} ")


def test_words_that_stand_twice_in_a_document_are_made_more(tmp_path: Path) -> None:
    library = library_of(tmp_path, f"{TWICE} He does so at nine.", f"{TWICE} He is late.")
    quote = library.nearest("who rings the bell?")[0]

    assert relevance_of(library, quote) == Relevance("a.txt", quote.text)


def test_a_document_that_says_the_same_twice_is_not_named(tmp_path: Path) -> None:
    library = library_of(tmp_path, TWICE, "The gate closes.", TWICE)

    assert relevance_of(library, library.nearest("who rings the bell?")[0]) == Relevance(
        None, TWICE
    )


def test_what_names_a_passage_finds_it_again(seeds: Path) -> None:
    library = Library.open([seeds], None)
    for question in ("who replaced Lin?", "how long is the context window?", "why did Lin quit?"):
        for quote in library.nearest(question, 9):
            case = Case("q", question, (relevance_of(library, quote),), expects="answer")
            (found,) = judged_cases(library, [case])
            assert (list(found.grades), found.dangling) == ([quote.passage_id], ())


def test_the_nearest_passages_begin_with_those_of_the_answer(library: Library) -> None:
    answer = library.ask("when are keys returned?")

    assert answer.quotes
    assert library.nearest("when are keys returned?", 9)[: len(answer.quotes)] == answer.quotes
    assert library.nearest("is the bell on the moon?", 9)
    assert library.nearest("zebra?") == ()
