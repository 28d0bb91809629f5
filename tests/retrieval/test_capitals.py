"""Names whatever their case: what the passages write with a capital inside a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import analyzer_for
from retrieval.capitals import name_units, with_names, written_as_name, written_as_names
from retrieval.lexicon import lexicon_for
from retrieval.question import read
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")
TERMS = ("lin", "model", "team", "white", "hous")


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
    assert written_as_names(TERMS, [(text, ENGLISH.tokens(text))]) == names


@given(st.lists(TEXT, max_size=4))
def test_each_term_is_judged_by_itself(texts: list[str]) -> None:
    passages = [(text, ENGLISH.tokens(text)) for text in texts]
    names = written_as_names(TERMS, passages)
    assert names == {term for term in TERMS if written_as_name(term, passages)}


def test_names_that_stand_together_are_one() -> None:
    question = read("did junyang lin leave hao zhou", ENGLISH, lexicon_for(ENGLISH))
    named = with_names(question, {"junyang", "lin", "hao", "zhou"})
    assert [[concept.written for concept in unit] for unit in name_units(named)] == [
        ["junyang", "lin"],
        ["hao", "zhou"],
    ]
    assert name_units(question) == ()
