"""Abbreviations meet the words that they stand for, and no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis.analyzer import analyzer_for
from retrieval.lexicon.relations import lexicon_for
from retrieval.question.abbreviations import (
    Definition,
    defined,
    definitions,
    spelled_out,
    with_initials,
)
from retrieval.question.question import Question, read
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")


def asked(text: str) -> Question:
    return read(text, ENGLISH, lexicon_for(ENGLISH))


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


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("a chief technology officer (CTO) left", "CTO", "chief technology officer"),
        ("the CTO (chief technology officer) left", "CTO", "chief technology officer"),
        ("It uses HTML (Hypertext Markup Language).", "HTML", "Hypertext Markup Language"),
        ("of hydrofluorocarbons (HFCs)", "HFCs", "hydrofluorocarbons"),
        ("the justice of the peace (JP)", "JP", "justice of the peace"),
    ],
)
def test_a_text_defines_an_abbreviation_in_parentheses(text: str, short: str, long: str) -> None:
    assert list(definitions(text)) == [Definition(short, long)]


@pytest.mark.parametrize(
    "text",
    ["Lin (2026) left", "the phone (BBC) rang", "it left (see below)", "Zhou (a lead) left", "()"],
)
def test_what_else_stands_in_parentheses_defines_nothing(text: str) -> None:
    assert list(definitions(text)) == []


@given(TEXT)
def test_what_is_defined_stands_in_the_text(text: str) -> None:
    for short, long in definitions(text):
        assert short in text
        assert long in text


def test_a_phrase_may_be_told_by_its_initials_where_passages_have_them() -> None:
    question = asked("who is the chief technology officer of Hyperbolic?")
    concepts = with_initials(question, {"cto": 3}.get).concepts  # type: ignore[arg-type]
    assert [concept.written for concept in concepts if "cto" in concept.paraphrases] == [
        *("chief", "technology", "officer")
    ]
    assert with_initials(question, lambda _term: 0) == question


def test_what_texts_define_is_known_by_the_terms_of_the_question() -> None:
    texts = ["the chief technology officer (CTO)", "the National Football League (NFL)"]
    assert defined(asked("who is the CTO?"), texts, ENGLISH) == {
        "cto": ("chief", "technolog", "offic")
    }
