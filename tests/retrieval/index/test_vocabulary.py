"""The vocabulary: numbers in the order of bytes, and no number for what is not there."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.vocabulary import Vocabulary
from tests.retrieval.index.conftest import Stored

TERMS = st.sets(st.text(max_size=12), max_size=60)


def vocabulary(stored: Stored, terms: set[str]) -> Vocabulary:
    return Vocabulary(stored(lambda sink: Vocabulary.write(sorted(map(str.encode, terms)), sink)))


@settings(max_examples=30)
@given(TERMS, TERMS)
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
