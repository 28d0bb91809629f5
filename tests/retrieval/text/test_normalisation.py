"""Numbers reduced to one form, checked against exact decimal arithmetic."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.normalisation import (
    MAGNITUDES,
    composed,
    is_composed,
    magnitude_word,
    plain_number,
    scaled,
)
from tests.retrieval.strategies import TEXT

NUMBERS = st.from_regex(r"(0|[1-9][0-9]{0,12})(\.[0-9]{1,15})?", fullmatch=True)


@given(NUMBERS, st.sampled_from(sorted(MAGNITUDES)))
def test_a_scaled_number_is_the_product_exactly(number: str, magnitude: str) -> None:
    value = scaled(number, magnitude)
    assert Decimal(value) == Decimal(number) * 10 ** MAGNITUDES[magnitude]


@given(NUMBERS, st.sampled_from(sorted(MAGNITUDES)))
def test_equal_values_are_scaled_to_equal_terms(number: str, magnitude: str) -> None:
    padded = number + "0" if "." in number else number + ".0"
    assert scaled(padded, magnitude) == scaled(number, magnitude)


@given(st.integers(0, 10**15))
def test_grouping_commas_do_not_count(number: int) -> None:
    if number > 99:
        assert plain_number(f"{number:,}") == str(number)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("262,000", "262000"), ("03", "3"), ("007", "007"), ("1.50", "1.50"), ("٣", "3"), ("0", "0")],
)
def test_a_plain_number_has_no_commas_and_no_padding(written: str, expected: str) -> None:
    assert plain_number(written) == expected


@pytest.mark.parametrize(
    ("suffix", "expected"),
    [("B", "billion"), ("bn", "billion"), ("M", "million"), ("k", "thousand"), ("T", "trillion")],
)
def test_a_suffix_stands_for_its_magnitude(suffix: str, expected: str) -> None:
    assert magnitude_word(suffix) == expected


@pytest.mark.parametrize("suffix", ["m", "b", "t", "km", "million", ""])
def test_a_suffix_that_may_mean_something_else_is_left_alone(suffix: str) -> None:
    assert magnitude_word(suffix) is None


@pytest.mark.parametrize(
    ("text", "expected", "starts", "ends"),
    [
        ("", "", [], []),
        ("ab", "ab", [0, 1], [1, 2]),
        ("e\u0301a", "\u00e9a", [0, 2], [2, 3]),
        ("\u1112\u1161\u11ab", "\ud55c", [0], [3]),
        ("\u304b\u3099", "\u304c", [0], [2]),
        ("\u0958", "\u0915\u093c", [0, 0], [1, 1]),
    ],
)
def test_each_character_has_the_span_that_it_comes_from(
    text: str, expected: str, starts: list[int], ends: list[int]
) -> None:
    assert composed(text) == (expected, starts, ends)


@given(TEXT)
def test_the_text_is_in_nfc(text: str) -> None:
    assert composed(text).text == unicodedata.normalize("NFC", text)
    assert is_composed(composed(text).text)


@given(TEXT)
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    found = composed(text)
    assert len(found.starts) == len(found.ends) == len(found.text)
    assert found.starts == sorted(found.starts)
    assert all(0 <= a < b <= len(text) for a, b in zip(found.starts, found.ends, strict=True))
