from __future__ import annotations

import pytest

from retrieval.evaluation.anchors import judged_cases
from retrieval.evaluation.cases import Case, JudgedCase, Relevance
from retrieval.library import Library
from tests.retrieval.evaluation.conftest import BELL, KEYS

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
    assert found.dangling == ('"the" is in several passages of keys.md: lines 3, 5',)


def test_what_is_there_counts_beside_what_is_not(library: Library) -> None:
    found = look_up(
        library, Relevance("keys.md", "nowhere"), Relevance("notices.md", "out of order")
    )

    assert documents(found) == ["notices.md"]
    assert len(found.dangling) == 1
