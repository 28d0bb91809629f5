"""Weights under which the right one of several comes first."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.errors import UsageError
from retrieval.training.fit import (
    FREE,
    NOT_NEGATIVE,
    NOT_POSITIVE,
    Bound,
    Choice,
    fit_choices,
    informative,
)

RANDOM = np.random.default_rng(7)
NOISE = RANDOM.normal(size=(60, 4))


def choice(evidence: list[list[float]], *right: int) -> Choice:
    return Choice(np.array(evidence), np.array([at in right for at in range(len(evidence))]))


CHOICES = [
    choice([[1.0 * (row == at % 4), one] for row, one in enumerate(noise)], at % 4)
    for at, noise in enumerate(NOISE)
]
"""The first evidence tells which is right, the second tells nothing."""


def test_what_tells_the_right_one_weighs_and_what_does_not_does_not() -> None:
    telling_one, noise = fit_choices(CHOICES, 0.01, [FREE, FREE])

    assert telling_one > 2
    assert abs(noise) < telling_one / 5


@pytest.mark.parametrize(
    ("bounds", "least", "most"),
    [([NOT_POSITIVE, FREE], -1e9, 0.0), ([NOT_NEGATIVE, FREE], 0.0, 1e9)],
)
def test_a_weight_has_the_sign_that_it_must_have(
    bounds: list[Bound], least: float, most: float
) -> None:
    assert least <= fit_choices(CHOICES, 0.01, bounds)[0] <= most


def test_the_higher_the_penalty_the_smaller_the_weights() -> None:
    sizes = [abs(fit_choices(CHOICES, penalty, [FREE, FREE])[0]) for penalty in (0.001, 0.1, 10)]

    assert sizes == sorted(sizes, reverse=True)


def test_any_of_several_right_ones_will_do() -> None:
    both = [choice([[1.0], [1.0], [0.0]], 0, 1)] * 3

    assert fit_choices(both, 0.01, [FREE])[0] > 0


def test_the_same_choices_give_the_same_weights() -> None:
    first, second = (fit_choices(CHOICES, 0.03, [FREE, FREE]) for _ in range(2))

    assert first.tobytes() == second.tobytes()


def test_evidence_that_never_differs_weighs_nothing() -> None:
    same = [Choice(np.hstack((one.evidence, np.ones((4, 1)))), one.right) for one in CHOICES]

    assert fit_choices(same, 0.03, [FREE] * 3)[2] == pytest.approx(0)


def test_a_choice_teaches_something_if_some_are_right_and_some_are_not() -> None:
    none, some, every = choice([[1.0], [0.0]]), choice([[1.0], [0.0]], 0), choice([[1.0]], 0)

    assert [id(one) for one in informative([none, some, every])] == [id(some)]
    with pytest.raises(UsageError, match="a right passage and others"):
        fit_choices([none, every], 0.03, [FREE])
