"""Short names for passages: short, of few characters, and of one passage each."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.askable import name_in_key, passage_key
from tests.retrieval.strategies import ANY_TEXT

NAMES = st.tuples(st.integers(0, 2**40 - 1), st.just(0) | st.integers(2, 2**32 - 1))


def passage_id(doc_id: str, name: int, twin: int) -> str:
    return f"{doc_id}#{name:010x}" + (f"-{twin}" if twin else "")


@given(ANY_TEXT, NAMES)
def test_a_key_is_short_and_of_few_characters_and_holds_the_name(
    doc_id: str, name: tuple[int, int]
) -> None:
    key = passage_key(passage_id(doc_id, *name))
    assert re.fullmatch(r"[0-9a-z-]{23,34}", key)
    assert name_in_key(key) == name
    assert key == passage_key(passage_id(doc_id, *name))


@given(ANY_TEXT, ANY_TEXT, NAMES, NAMES)
def test_different_passages_have_different_keys(
    one: str, other: str, name: tuple[int, int], another: tuple[int, int]
) -> None:
    first, second = passage_id(one, *name), passage_id(other, *another)
    assert (passage_key(first) == passage_key(second)) == (first == second)


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "0123456789ab", "0123456789ab-", "0123456789ab-0123456789-"),
        *("0123456789AB-0123456789", "0123456789ab-012345678", "0123456789ab-0123456789-x"),
        *("0123456789ab-0123456789\n", "٠123456789ab-0123456789", "0123456789ab-0123456789-٢"),
    ],
)
def test_what_is_no_key_holds_no_name(text: str) -> None:
    assert name_in_key(text) is None
