"""Text in NFC, each character of it traced to where it stood."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from retrieval.text.normalisation import composed, is_composed
from tests.retrieval.strategies import TEXT


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
