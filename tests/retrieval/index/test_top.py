"""The best of many scores, chosen as if all had been sorted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.sparse import padded, top

# Few distinct values, so that ties run across rows of 512; 0 is "not found".
SCORES = st.builds(
    lambda seed, length, values: np.random.default_rng(seed).choice(values, length),
    st.integers(0, 2**32 - 1),
    st.integers(1, 6).map(lambda rows: rows * 512),
    st.lists(st.sampled_from((0.0, 0.0, 0.5, 1.0, 1.5, 7.25)), min_size=1, max_size=5),
)


def _placed(length: int, found: dict[int, float]) -> np.ndarray:
    scores = np.zeros(length)
    for place, score in found.items():
        scores[place * (length // 512)] = score
    return scores


SPARSE = st.builds(
    _placed,
    st.integers(1, 5).map(lambda rows: rows * 512),
    st.dictionaries(st.integers(0, 511), st.floats(1e-6, 100), max_size=40),
)


@given(st.one_of(SCORES, SPARSE), st.integers(0, 3000))
def test_the_best_are_those_of_a_stable_sort(scores: np.ndarray, k: int) -> None:
    order = np.argsort(-scores, kind="stable")
    assert top(scores, k).tolist() == [place for place in order.tolist() if scores[place] > 0][:k]


@pytest.mark.parametrize(
    ("length", "expected"), [(0, 512), (1, 512), (512, 512), (513, 1024), (1024, 1024)]
)
def test_scores_are_padded_to_whole_rows(length: int, expected: int) -> None:
    assert padded(length) == expected
