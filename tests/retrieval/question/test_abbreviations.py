"""Abbreviations meet the words that they stand for, and no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.question.abbreviations import spelled_out, with_initials
from retrieval.question.question import Question, parse_question
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for

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
