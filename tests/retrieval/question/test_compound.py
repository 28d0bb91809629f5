"""A compound question is taken apart, and names joined by "and" are not."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.question.compound import parts
from tests.retrieval.strategies import TEXT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "who replaced Lin and when did he leave?",
            ("who replaced Lin", "when did Lin leave"),
        ),
        ("what is Qwen and who made it?", ("what is Qwen", "who made Qwen")),
        ("where is Fulda and what is its size", ("where is Fulda", "what is Fulda's size")),
        (
            "who built the mill and in what year",
            ("who built the mill", "in what year built the mill"),
        ),
        (
            "Who painted it? When was the museum opened?",
            ("Who painted it", "When was the museum opened"),
        ),
        ("who won, which team lost?", ("who won", "which team lost")),
        ("what is Fulda, what is its size?", ("what is Fulda", "what is Fulda's size")),
        (
            "when does it open; when does it close?",
            ("when does it open", "when does it close"),
        ),
        ("who won, when?", ("who won", "when won")),
        (
            "what is a kiln, what is the name of the potter?",
            ("what is a kiln", "what is the name of the potter"),
        ),
        (
            "where was the gin invented and how many are there",
            ("where was the gin invented", "how many are the gin"),
        ),
    ],
)
def test_each_part_is_a_question_of_its_own(text: str, expected: tuple[str, ...]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "who replaced Lin and Zhou?",
        "How and when did it enter Europe?",
        "When it rains, what is sold?",
        "the man and the woman who left",
        "what is the difference between a word and a morpheme",
        "Lin left. Who replaced him?",
        "what happens on ctrl+c, which exit code",
        "what happens on ctrl+c, which exit code is returned?",
        "what does the lamp show, what is the default?",
        "who won, what year",
        "who wrote the hymn, in which year?",
        "where is the desk, which floor?",
        "what is the fee, how much?",
        "",
    ],
)
def test_one_question_stays_one_as_it_is_typed(text: str) -> None:
    assert parts(text) == (text,)


@given(TEXT)
def test_any_text_has_at_least_one_part(text: str) -> None:
    found = parts(text)
    assert found == (text,) or (len(found) > 1 and all(map(str.strip, found)))
