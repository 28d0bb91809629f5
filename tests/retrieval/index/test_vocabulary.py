"""The vocabulary: terms in the order of their bytes, and the terms near a mistyped one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.vocabulary import Vocabulary, shape_of
from tests.retrieval.index.conftest import Built, Stored

WORD_SETS = st.sets(st.text(max_size=12), max_size=60)


def vocabulary(stored: Stored, terms: set[str]) -> Vocabulary:
    return Vocabulary(stored(lambda sink: Vocabulary.write(sorted(map(str.encode, terms)), sink)))


@settings(max_examples=30)
@given(WORD_SETS, WORD_SETS)
def test_a_term_has_its_place_among_the_sorted_terms(
    stored: Stored, terms: set[str], others: set[str]
) -> None:
    known = vocabulary(stored, terms)
    ordered = sorted(terms, key=str.encode)
    assert len(known) == len(terms)
    assert list(known) == ordered
    for _ in range(2):
        assert [known.number(term) for term in ordered] == list(range(len(ordered)))
        assert all(known.number(term) is None for term in others - terms)


def test_what_cannot_be_encoded_is_not_in_the_vocabulary(stored: Stored) -> None:
    assert vocabulary(stored, {"a", "b"}).number("\ud800") is None


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
    assert built([[term, "other"]]).terms_like(shape) == [term] * near


def test_nothing_is_near_a_term_of_two_letters() -> None:
    assert shape_of("ab", 1) is None


@given(TERMS, st.text("abcdé", min_size=3, max_size=9), st.integers(1, 2))
def test_near_terms_are_those_of_the_shape_in_the_order_of_their_bytes(
    built_in_memory: Built, terms: list[str], typed: str, mistakes: int
) -> None:
    shape = shape_of(typed, mistakes)
    assert shape is not None
    expected = sorted({term for term in terms if shape.fits(term.encode())}, key=str.encode)
    assert built_in_memory([terms[::2], terms[1::2]]).terms_like(shape) == expected
