"""A question in the terms of the sources: compounds, seams, other languages, no mending."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Library
from retrieval.question.question import Question

GERMAN = """Die Frist für eine Kündigung beträgt drei Monate.

Der Raum hinter der Küche ist für das Lager.

Das Haus hat einen Keller, und der ist trocken."""
ENGLISH = """The probation period ends after six months, and the manager decides.

A parcel for Marie Curie was left at the desk; die cutting is done on Fridays.

The best time to call is the morning."""


def opened(folder: Path, *texts: str) -> Library:
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return Library.open(folder)


def understood(library: Library, text: str) -> Question:
    return library.open_index.answering.understood(text)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Wie lang ist die Kündigungsfrist?", ["Kündigungs", "frist"]),
        ("Wo ist der Lagerraum?", ["Lager", "raum"]),
        ("Wo ist der Keller?", ["Keller"]),
        ("Wo ist der Kellerschlüssel?", ["Kellerschlüssel"]),
    ],
)
def test_a_compound_that_no_passage_has_is_asked_by_its_parts(
    tmp_path: Path, question: str, words: list[str]
) -> None:
    asked = understood(opened(tmp_path, GERMAN), question)
    assert [concept.written for concept in asked.concepts] == words


@pytest.mark.parametrize(
    "question",
    [
        "Wie lange dauert die Probation?",
        "Was ist der beste Zeitpunkt?",
        "Wann kommt das Paket an?",
        "Combien de temps dure la période?",
    ],
)
def test_nothing_is_mended_from_one_language_into_another(tmp_path: Path, question: str) -> None:
    asked = understood(opened(tmp_path, ENGLISH), question)
    assert asked.read_as == question
    assert not asked.suggestions


def test_small_words_of_a_question_are_no_content_whatever_the_sources_are_in(
    tmp_path: Path,
) -> None:
    asked = understood(opened(tmp_path, ENGLISH), "Wo ist das Paket für Marie Curie?")
    assert [concept.written for concept in asked.concepts] == ["Paket", "Marie", "Curie"]


def test_a_mixed_collection_finds_words_as_each_language_inflects_them(tmp_path: Path) -> None:
    library = opened(tmp_path, GERMAN, ENGLISH)
    assert library.search("Wo sind die Häuser?", 1)[0].passage.text.startswith("Das Haus")
    assert library.search("who gets the parcels?", 1)[0].passage.text.startswith("A parcel")


def test_two_characters_across_the_end_of_a_word_ask_nothing(tmp_path: Path) -> None:
    asked = understood(opened(tmp_path, "公司的年假是十五天。\n\n报销需要三十天。"), "年假几天")
    assert [concept.term for concept in asked.concepts] == ["年假"]
