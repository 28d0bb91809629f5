"""Texts compared by their words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.evaluation.cases import (
    LONGEST_ANCHOR,
    Case,
    JudgedCase,
    Relevance,
    compared_words,
    holds,
    judged_cases,
    relevance_of,
)
from retrieval.library import Library
from tests.retrieval.evaluation.conftest import BELL, KEYS


@pytest.mark.parametrize(
    ("told", "sought", "expected"),
    [
        ("Keys are returned by Sunday.", "returned by Sunday", True),
        ("“Keys” are\n  RETURNED by: sunday", 'keys" are returned by Sunday', True),
        ("from 1870 – 1939 ( in all )", "1870-1939", True),
        ("Ogród Saski", "ogrod saski", True),
        ("more than 90,000 of them", "90,000", True),
        ("the linear model", "Lin", False),
        ("Sunday by returned", "returned by Sunday", False),
        ("anything", "…", False),
        ("anything", "", False),
        ("他在北京工作", "北京", True),
    ],
)
def test_a_text_holds_words_whole_and_in_a_row(told: str, sought: str, expected: bool) -> None:
    assert holds(compared_words(told), compared_words(sought)) == expected


@given(st.text(), st.text(), st.text())
def test_a_text_holds_any_words_that_stand_in_it(before: str, sought: str, after: str) -> None:
    assert holds(compared_words(f"{before} {sought} {after}"), compared_words(sought)) == bool(
        compared_words(sought)
    )


NEAREST = f'nearest is keys.md:3, "{KEYS}"'
ELSEWHERE = f'it stands in notices.md:3, "{BELL}"'


def look_up(library: Library, *right: Relevance) -> JudgedCase:
    (found,) = judged_cases(library, [Case("q", "q?", right)])
    return found


def documents(found: JudgedCase) -> list[str]:
    return [name.partition("#")[0] for name in found.grades]


def test_a_document_as_a_whole_is_named_by_its_id(library: Library) -> None:
    found = look_up(library, Relevance("keys.md"), Relevance("cars.txt", None, 2))

    assert found == JudgedCase(found.case, {"keys.md": 1, "cars.txt": 2}, "document")


@pytest.mark.parametrize(
    "anchor", ["keys are returned by Sunday", "KEYS ARE RETURNED\nby “Sunday”", "All keys"]
)
def test_a_passage_is_named_by_words_that_stand_in_it(library: Library, anchor: str) -> None:
    found = look_up(library, Relevance("keys.md", anchor, 3))

    ((name, grade),) = found.grades.items()
    assert (found.unit, name.startswith("keys.md#"), grade) == ("passage", True, 3)
    assert not found.dangling


def test_words_alone_name_every_passage_that_has_them(library: Library) -> None:
    assert documents(look_up(library, Relevance(None, "bell of the warden"))) == [
        "keys.md",
        "notices.md",
    ]


def test_beside_words_a_document_stands_for_all_its_passages(library: Library) -> None:
    found = look_up(library, Relevance("keys.md"), Relevance("notices.md", "out of order"))

    assert documents(found) == ["keys.md", "keys.md", "notices.md"]
    assert found.unit == "passage"


def test_of_two_grades_the_better_one_counts(library: Library) -> None:
    found = look_up(
        library, Relevance(None, "out of order", 1), Relevance("notices.md", "the bell", 2)
    )

    assert list(found.grades.values()) == [2]


@pytest.mark.parametrize(
    ("right", "told"),
    [
        (
            Relevance("keys.md", "keys are returned by Monday evening"),
            f'"keys are returned by Monday evening" is in no passage of keys.md; {NEAREST}',
        ),
        (
            Relevance("keys.md", "is out of order"),
            f'"is out of order" is in no passage of keys.md; {ELSEWHERE}',
        ),
        (
            Relevance(None, "the Eiffel tower in Paris"),
            '"the Eiffel tower in Paris" is in no passage of the sources; nothing there is like it',
        ),
        (Relevance("key.md"), "there is no document key.md; did you mean keys.md?"),
        (Relevance("a/b/c.pdf"), "there is no document a/b/c.pdf"),
        (
            Relevance("old.md", "out of order"),
            f"there is no document old.md; {ELSEWHERE}",
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else str(value.anchor),
)
def test_what_is_not_there_is_told_of_with_what_is_near(
    library: Library, right: Relevance, told: str
) -> None:
    found = look_up(library, right)

    assert (found.grades, found.dangling) == ({}, (told,))


def test_words_that_stand_in_two_passages_of_the_document_name_neither(library: Library) -> None:
    found = look_up(library, Relevance("keys.md", "the"))

    assert found.grades == {}
    assert found.dangling == ('"the" is in several passages of keys.md: lines 3, 7',)


def test_what_is_there_counts_beside_what_is_not(library: Library) -> None:
    found = look_up(
        library, Relevance("keys.md", "nowhere"), Relevance("notices.md", "out of order")
    )

    assert documents(found) == ["notices.md"]
    assert len(found.dangling) == 1


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
