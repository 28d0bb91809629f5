from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.evaluation.run_comparison import p_value

VALUES = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 1.0])
PAIRS = st.lists(st.tuples(VALUES, VALUES), max_size=9)


def by_hand(before: list[float], after: list[float]) -> float:
    """Return the share of all assignments with a difference at least as large."""
    differences = [new - old for old, new in zip(before, after, strict=True)]
    observed = abs(sum(differences)) - 1e-9
    sums = [
        abs(sum(sign * one for sign, one in zip(signs, differences, strict=True)))
        for signs in product((1, -1), repeat=len(differences))
    ]
    return sum(one >= observed for one in sums) / len(sums)


@given(PAIRS)
def test_few_differences_are_looked_at_in_every_assignment(
    pairs: list[tuple[float, float]],
) -> None:
    before, after = [old for old, _ in pairs], [new for _, new in pairs]

    assert p_value(before, after) == pytest.approx(by_hand(before, after))


@pytest.mark.parametrize(
    ("better", "worse", "expected"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),
        (5, 0, 2 / 2**5),
        (10, 0, 2 / 2**10),
        (1, 1, 1.0),
        # Twice the probability of at most 5 heads in 20 throws of a coin.
        (15, 5, pytest.approx(0.0414, abs=0.003)),
        (12, 8, pytest.approx(0.5034, abs=0.006)),
    ],
)
def test_it_is_the_sign_test_where_all_differences_are_alike(
    better: int, worse: int, expected: float
) -> None:
    before = [0.0] * better + [1.0] * worse + [1.0] * 50
    after = [1.0] * better + [0.0] * worse + [1.0] * 50

    assert p_value(before, after) == expected


def test_it_does_not_matter_which_run_is_which_nor_when_it_is_asked() -> None:
    before = [(7 * at % 11) / 11 for at in range(60)]
    after = [(5 * at % 13) / 13 for at in range(60)]

    assert p_value(before, after) == p_value(after, before) == p_value(before, after)


def test_a_large_difference_is_never_said_to_be_impossible() -> None:
    assert 0 < p_value([0.0] * 400, [1.0] * 400) < 1e-4


def test_nothing_differs_where_there_is_nothing() -> None:
    assert p_value([], []) == 1.0
