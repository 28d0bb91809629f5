"""Terms near a mistyped one: every engine finds the same, and all that begin or end alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.vocabulary import shape_of
from tests.retrieval.index.conftest import Built

TERMS = st.lists(st.text("abcdé", min_size=1, max_size=9), max_size=40)


@pytest.mark.parametrize(
    ("typed", "mistakes", "term", "near"),
    [
        ("replca", 1, "replac", True),
        ("relpac", 1, "replac", True),
        ("rplac", 1, "replac", True),
        ("erplac", 1, "replac", True),
        ("replac", 1, "replacement", False),
        ("replac", 1, "deplac", False),
        ("transtiion", 2, "transition", True),
        ("trnasitoin", 2, "transition", False),
        ("überreicth", 2, "überreicht", True),
    ],
)
def test_a_term_is_near_that_begins_or_ends_alike(
    built: Built, typed: str, mistakes: int, term: str, near: bool
) -> None:
    shape = shape_of(typed, mistakes)
    assert shape is not None
    assert built([[term, "other"]]).shaped(shape) == [term] * near


def test_nothing_is_near_a_term_of_two_letters() -> None:
    assert shape_of("ab", 1) is None


@given(TERMS, st.text("abcdé", min_size=3, max_size=9), st.integers(1, 2))
def test_near_terms_are_those_of_the_shape_in_the_order_of_their_bytes(
    built_in_memory: Built, terms: list[str], typed: str, mistakes: int
) -> None:
    shape = shape_of(typed, mistakes)
    assert shape is not None
    expected = sorted({term for term in terms if shape.fits(term.encode())}, key=str.encode)
    assert built_in_memory([terms[::2], terms[1::2]]).shaped(shape) == expected
