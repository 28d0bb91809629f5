"""Names whatever their case: what the passages write with a capital inside a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.question.question import parse_question
from retrieval.ranking.proper_names import CapitalCounts, with_names
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from retrieval.text.sentences import has_own_capital
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")
TERMS = ("lin", "model", "team", "white", "hous")


def names_in(*texts: str) -> frozenset[str]:
    """Return the names among the terms of some texts."""
    capitals = CapitalCounts()
    for text in texts:
        for term, start, _ in ENGLISH.tokens(text):
            told = has_own_capital(text, start)
            if told is not None and term in TERMS:
                capitals.add(term, has_capital=told)
    return capitals.names()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("They met Lin and the model of Lin.", {"lin"}),
        ("Lin left. Model makers left.", set()),
        ("the Model was a model, of a model, in a model", set()),
        ("the White House", {"white"}),
        ("The New White Team Model", set()),
        ("they met 'Lin' there", {"lin"}),
        ("", set()),
    ],
)
def test_a_name_has_a_capital_behind_a_word_without_one(text: str, names: set[str]) -> None:
    assert names_in(text) == names


@given(st.lists(TEXT, max_size=4))
def test_a_name_is_one_in_whatever_order_the_passages_come(texts: list[str]) -> None:
    assert names_in(*texts) == names_in(*reversed(texts))


def test_a_question_in_small_letters_learns_its_names() -> None:
    question = parse_question("did junyang lin leave hao zhou", ENGLISH, lexicon_for(ENGLISH))
    named = with_names(question, {"junyang", "lin", "hao", "zhou"})
    assert [concept.written for concept in named.concepts if concept.is_name] == [
        *("junyang", "lin", "hao", "zhou")
    ]
    assert not any(concept.is_name for concept in question.concepts)
