"""Texts compared by their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.evaluation.cases import compared_words, holds


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
