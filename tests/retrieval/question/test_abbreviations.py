"""Abbreviations meet the words that they stand for, and no others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.library import Library
from retrieval.question.abbreviations import (
    Definition,
    definitions,
    spelled_out,
    with_definitions,
    with_initials,
)
from retrieval.question.question import Question, parse_question
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")


def asked(text: str) -> Question:
    return parse_question(text, ENGLISH, lexicon_for(ENGLISH))


@pytest.mark.parametrize(
    ("abbreviation", "text", "words"),
    [
        ("CTO", "Jin is the chief technology officer of Hyperbolic.", "chief technology officer"),
        ("cto", "Jin is the chief technology officer of Hyperbolic.", "chief technology officer"),
        ("IRS", "She wrote to the Internal Revenue Service.", "Internal Revenue Service"),
        ("aws", "It runs on Amazon Web Services.", "Amazon Web Services"),
        ("BES", "the Bank of England and Scotland", "Bank of England and Scotland"),
        ("ban", "Lin spoke before any new release was out.", None),
        ("CTO", "Jin left.", None),
    ],
)
def test_initials_spell_an_abbreviation(abbreviation: str, text: str, words: str | None) -> None:
    assert spelled_out(abbreviation, text) == words


@given(st.text("abcdef", min_size=3, max_size=6), st.text())
def test_what_spells_an_abbreviation_stands_in_the_text(abbreviation: str, text: str) -> None:
    words = spelled_out(abbreviation, text)
    assert words is None or words in text


def test_a_phrase_may_be_told_by_its_initials_where_passages_have_them() -> None:
    question = asked("who is the chief technology officer of Hyperbolic?")
    concepts = with_initials(question, {"cto": 3}.get).concepts  # type: ignore[arg-type]
    assert [concept.written for concept in concepts if "cto" in concept.paraphrases] == [
        *("chief", "technology", "officer")
    ]
    assert with_initials(question, lambda _term: 0) == question


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("a chief technology officer (CTO) left", "CTO", "chief technology officer"),
        ("the CTO (chief technology officer) left", "CTO", "chief technology officer"),
        ("It uses HTML (Hypertext Markup Language).", "HTML", "Hypertext Markup Language"),
        ("of hydrofluorocarbons (HFCs)", "HFCs", "hydrofluorocarbons"),
        ("the justice of the peace (JP)", "JP", "justice of the peace"),
        ("the Victoria and Albert Museum (V&A)", "V&A", "Victoria and Albert Museum"),
        (
            "the Red Hat's cousin, Internal Revenue Service's (IRS)",
            "IRS",
            "Internal Revenue Service",
        ),
        ('the "Lunar Survey Team" (LST)', "LST", "Lunar Survey Team"),
        ("a light-emitting diode (LED; invented in 1962)", "LED", "light-emitting diode"),
    ],
)
def test_a_text_defines_an_abbreviation_in_parentheses(text: str, short: str, long: str) -> None:
    assert list(definitions(text)) == [Definition(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "Lin (2026) left",
        "the phone (BBC) rang",
        "it left (see below)",
        "Zhou (a lead) left",
        "the Office of Mint (OM)",
        "()",
    ],
)
def test_what_else_stands_in_parentheses_defines_nothing(text: str) -> None:
    assert list(definitions(text)) == []


@given(TEXT)
def test_what_is_defined_stands_in_the_text(text: str) -> None:
    for short, long in definitions(text):
        assert short in text
        assert long in text


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
    evidence = {part.name for part in quote.evidence}
    assert "matched" in evidence
    assert not evidence & {"lacking", "lacking_name", "lacking_bits"}


def read_question(text: str) -> Question:
    return parse_question(text, ENGLISH, lexicon_for(ENGLISH))


def spellings(text: str, found: list[str], holding: Callable[[str], list[str]]) -> dict[str, str]:
    def defined(term: str) -> list[Definition]:
        return [one for held in holding(term) for one in definitions(held)]

    question = with_definitions(read_question(text), found, defined, ENGLISH)
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

    def defined(term: str) -> list[Definition]:
        asked.append(term)
        return []

    question = read_question("who sold the red cat to a museum?")
    texts = ["The red cat of the museum was sold.", "A CATALOGUE of red cats"]
    assert with_definitions(question, texts, defined, ENGLISH) is question
    assert asked == []


@given(TEXT, TEXT)
def test_any_text_may_be_asked_what_it_defines(text: str, found: str) -> None:
    question = read_question(text)
    told = list(definitions(found))
    again = with_definitions(question, [found], lambda _term: told, ENGLISH)
    assert [one.term for one in again.concepts] == [one.term for one in question.concepts]
