"""The very words of a question, in the sources."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.answering.abstention import verbatim_share
from tests.retrieval.strategies import TEXT


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("who sings let it be?", "“Let It Be” is a song.", 2 / 4),
        ("who sings let it be?", "It be, let who sings.", 2 / 4),
        ("let it be", "Let it\nbe!", 1.0),
        ("let it be", "Be it, let", 0.0),
        ("snake_case names", "Snake case names", 1.0),
        ("lin", "lin", 0.0),
        ("", "anything", 0.0),
    ],
)
def test_neighbouring_words_count_the_small_ones_included(
    question: str, text: str, share: float
) -> None:
    assert verbatim_share(question, text) == pytest.approx(share)


@given(TEXT, TEXT)
def test_it_is_a_share_and_all_of_it_where_the_text_says_the_question(
    question: str, text: str
) -> None:
    assert 0.0 <= verbatim_share(question, text) <= 1.0
    assert verbatim_share(question, f"{text} {question} {text}") in (0.0, 1.0)
