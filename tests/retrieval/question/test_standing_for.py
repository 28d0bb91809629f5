"""What the sources say that an abbreviation means is found by it, and it by that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from retrieval.library import Library
from retrieval.question.abbreviations import with_definitions
from retrieval.question.question import Question, parse_question
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")
SOURCES = {
    "founding.md": "The Coalition for Quick Answers (CQA) was founded in Bergen.",
    "chair.md": "Ann Berg chairs the Coalition for Quick Answers.",
    "grant.md": "A grant of four million went to the CQA in spring.",
    "museum.md": "The Victoria and Albert Museum (V&A) opened a café.",
    "hall.md": "Guides of the Victoria and Albert Museum wear blue.",
    "ticket.md": "Tickets of the V&A cost nine pounds.",
    "gas.md": "Hydrofluorocarbons (HFCs) are used in cooling.",
    "leak.md": "Leaks of hydrofluorocarbons were found on ships.",
    "led.md": "A light-emitting diode (LED) needs little power.",
    "lamp.md": "The lamp has a light-emitting diode made in Oslo.",
    "team.md": "She led the team that counted quick cats.",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("defined")
    for name, text in SOURCES.items():
        Path(folder, name).write_text(text, encoding="utf-8")
    return Library.open([folder], None)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("who chairs the CQA?", "chair.md"),
        ("who chairs cqa", "chair.md"),
        ("WHO CHAIRS THE CQA", "chair.md"),
        ("what grant did the Coalition for Quick Answers get?", "grant.md"),
        ("what do guides of the v&a wear", "hall.md"),
        ("what do tickets of the victoria and albert museum cost", "ticket.md"),
        ("where were leaks of HFCs found?", "leak.md"),
        ("where was the led of the lamp made", "lamp.md"),
    ],
)
def test_short_and_long_form_find_each_other(question: str, first: str, library: Library) -> None:
    assert library.search(question, 1)[0].passage.doc_id == first


def test_what_an_abbreviation_stands_for_is_told_by_its_long_form(library: Library) -> None:
    (quote, *_) = library.nearest("who chairs the CQA?", 1)
    told = {part.name: part.detail for part in quote.evidence}
    assert told["told"].startswith("0.9")
    assert "lacking" not in told


def read_question(text: str) -> Question:
    return parse_question(text, ENGLISH, lexicon_for(ENGLISH))


def spellings(text: str, found: list[str], holding: Callable[[str], list[str]]) -> dict[str, str]:
    question = with_definitions(read_question(text), found, holding, ENGLISH)
    return {
        concept.term: ", ".join(map(" ".join, concept.spellings))
        for concept in question.concepts
        if concept.spellings
    }


@pytest.mark.parametrize(
    ("text", "found", "holds", "expected"),
    [
        pytest.param(
            "who runs CTO", "", "chief tech officer (CTO)", "chief tech offic", id="typed"
        ),
        pytest.param(
            "who runs cto", "The CTO left.", "chief tech officer (CTO)", "chief tech offic"
        ),
        pytest.param("who runs cto", "a cto", "chief tech officer (CTO)", None, id="no capitals"),
        pytest.param("who runs CTO", "", "the NFL (National Football League)", None, id="another"),
        pytest.param("who runs CTO", "", "no definition of CTO", None, id="none"),
    ],
)
def test_a_word_in_capitals_stands_for_what_a_text_says(
    text: str, found: str, holds: str, expected: str | None
) -> None:
    assert spellings(text, [found], lambda _term: [holds]).get("cto") == expected


def test_the_meaning_that_most_texts_give_comes_first() -> None:
    texts = ["a cat toy order (CTO)", *["chief tech officer (CTO)"] * 2]
    assert spellings("a CTO", [], lambda _term: texts) == {"cto": "chief tech offic, cat toy order"}


def test_each_word_of_a_long_form_is_told_by_the_short_one() -> None:
    texts = ["the Machine Learning Lab (MLL)"]
    assert spellings("a machine learning lab", texts, lambda _term: []) == {
        "machin": "mll",
        "learn": "mll",
        "lab": "mll",
    }


def test_ordinary_words_are_not_looked_up() -> None:
    asked: list[str] = []

    def holding(term: str) -> list[str]:
        asked.append(term)
        return []

    question = read_question("who sold the red cat to a museum?")
    texts = ["The red cat of the museum was sold.", "A CATALOGUE of red cats"]
    assert with_definitions(question, texts, holding, ENGLISH) is question
    assert asked == []


@given(TEXT, TEXT)
def test_any_text_may_be_asked_what_it_defines(text: str, found: str) -> None:
    question = read_question(text)
    again = with_definitions(question, [found], lambda _term: [found], ENGLISH)
    assert [one.term for one in again.concepts] == [one.term for one in question.concepts]
