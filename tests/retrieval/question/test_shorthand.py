"""What people spell short is read in full where the word fits, and only there."""

from __future__ import annotations

import pytest

from retrieval.question.spelling import spelled_in_full


@pytest.mark.parametrize(
    ("before", "word", "after", "full"),
    [
        ("", "wen", " did it begin", "when"),
        ("** ", "wats", " new", "what's"),
        ("", "y", " did it end", "why"),
        ("who ", "r", " they", "are"),
        ("how do ", "u", " open it", "you"),
        ("what is ", "teh", " price", "the"),
        ("what is it ", "abt", "", "about"),
    ],
)
def test_a_short_spelling_is_read_in_full(before: str, word: str, after: str, full: str) -> None:
    assert spelled_in_full(word, before, after) == full


@pytest.mark.parametrize(
    ("before", "word", "after"),
    [
        ("where is angkor ", "wat", ""),
        ("what does the ", "y", " axis show"),
        ("", "y", " axis label"),
        ("what is ", "r", " squared"),
        ("who sank the ", "u", " boat"),
        ("", "word", " of the day"),
    ],
)
def test_a_name_or_a_letter_stays_itself(before: str, word: str, after: str) -> None:
    assert spelled_in_full(word, before, after) is None
