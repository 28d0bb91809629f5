"""A word written as one, apart or with a hyphen is the same word."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from retrieval.library import Library
from retrieval.question.question import other_spellings
from retrieval.text.analyzer import analyzer_for
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")


def spellings(text: str) -> dict[str, list[str]]:
    found = other_spellings(text, ENGLISH.tokens(text), ENGLISH)
    return {term: list(map(" ".join, phrases)) for term, phrases in found.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the wi-fi", {"wifi": ["wi fi"], "wi": ["wifi"], "fi": ["wifi"]}),
        ("R&D", {"r&d": ["r d"], "r": ["r&d"], "d": ["r&d"]}),
        ("wifi", {}),
        ("Lin's team", {}),
        ("U.S.", {}),
    ],
)
def test_a_whole_is_told_by_its_parts_and_they_by_it(
    text: str, expected: dict[str, list[str]]
) -> None:
    assert spellings(text) == expected


def test_a_word_may_be_apart_at_each_of_its_seams() -> None:
    assert {"gpt4 gpt 4 o", "gpt 4o 4 o", "gpt 4 o"} == set(spellings("GPT-4o")["gpt4o"])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what is the wi-fi password", "The wifi password is plum."),
        ("what is the wi-fi password", "The Wi Fi password is plum."),
        ("what is the wifi password", "The wi-fi password is plum."),
        ("who uses GPT-4o", "Zhou uses gpt 4o."),
        ("who uses gpt 4o", "Zhou uses GPT-4o."),
        ("who uses gpt4o", "Zhou uses GPT-4o."),
        ("who pays for r&d", "Zhou pays for R & D."),
        ("who pays for R and D", "Zhou pays for R&D."),
        ("who likes rock'n'roll", "Zhou likes rock and roll."),
        ("who likes rock n roll", "Zhou likes rock 'n' roll."),
        ("who likes rock & roll", "Zhou likes rock'n'roll."),
        ("when did covid19 begin", "COVID-19 began in 2019."),
        ("when did covid-19 begin", "COVID 19 began in 2019."),
        ("who is the co-founder", "The cofounder is Zhou."),
        ("who teaches dotnet", "Zhou teaches .NET."),
        ("who has a PhD", "Zhou has a Ph.D. in law."),
        ("who wrote it in nodejs", "Zhou wrote it in Node.js."),
    ],
)
def test_question_and_passage_meet_whichever_way_either_writes_it(
    question: str, text: str, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text("A harbour of ships and boats.", encoding="utf-8")
    answer = Library.open([tmp_path], None).ask(question, caution="eager")
    assert [quote.doc_id for quote in (*answer.quotes, *answer.closest)] == ["a.txt"]
    assert answer.missing == ()
    assert "does not mention" not in answer.reason


@given(TEXT)
def test_any_text_has_spellings_of_its_own_terms_only(text: str) -> None:
    assert spellings(text).keys() <= set(ENGLISH.terms(text))
