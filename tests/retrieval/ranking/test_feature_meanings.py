"""Evidence in plain words, and that its parts sum to the score."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.library import Library
from retrieval.ranking.feature_meanings import MEANINGS, meaning
from retrieval.ranking.passage_features import PASSAGE_FEATURES

WORDS = """who replaced Lin when did the head of Qwen leave why is a model small how many does Zhou
    have parameters and Alibaba exit? technical 2026 what""".split()


def test_every_piece_of_evidence_has_a_meaning_of_its_own() -> None:
    assert set(PASSAGE_FEATURES) | {"term", "otherwise", "late"} == set(MEANINGS)
    assert len(set(MEANINGS.values())) == len(MEANINGS)


@pytest.mark.parametrize("name", MEANINGS)
def test_a_meaning_is_a_few_plain_words(name: str) -> None:
    assert MEANINGS[name].isascii()
    assert "_" not in MEANINGS[name]
    assert len(MEANINGS[name]) <= 70


def test_evidence_that_nobody_described_keeps_its_name() -> None:
    assert meaning("over_next_score") == "over next score"


@pytest.fixture(scope="module")
def library(seeds: Path) -> Library:
    return Library.open([seeds], None)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join))
@settings(max_examples=30)
def test_the_parts_sum_to_the_score(library: Library, question: str) -> None:
    for quote in library.nearest(question, 30):
        assert sum(part.value for part in quote.evidence) == pytest.approx(quote.score, abs=1e-9)
        assert all(part.value for part in quote.evidence)
        assert {part.name for part in quote.evidence} <= set(MEANINGS)
