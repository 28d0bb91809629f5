"""Whether two runs differ by more than chance would have it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

DRAWS = 100_000
"""Random assignments that are looked at where there are too many to look at all."""

_SEED = 20070618
_ALL_UP_TO = 16
_AT_ONCE = 1 << 22
_TOLERANCE = 1e-9


def p_value(before: Sequence[float], after: Sequence[float]) -> float:
    """Return how likely a mean difference at least this large is if the runs are alike.

    The two-sided paired randomisation test of Fisher and Pitman: were the runs alike, each
    question's two values could as well be the other way round. Up to 16 questions that differ,
    all assignments are looked at, otherwise 100,000 random ones, always the same. As Smucker,
    Allan and Carterette recommend, "A Comparison of Statistical Significance Tests for
    Information Retrieval Evaluation", CIKM 2007.
    """
    differences = np.subtract(after, before, dtype=np.float64)
    # A question without a difference adds nothing whichever way round it is.
    differences = differences[np.abs(differences) > _TOLERANCE]
    if not len(differences):
        return 1.0
    observed = abs(float(differences.sum())) - _TOLERANCE * len(differences)
    if len(differences) <= _ALL_UP_TO:
        return _all(differences, observed)
    return _drawn(differences, observed)


def _all(differences: np.ndarray, observed: float) -> float:
    sums = np.zeros(1)
    for difference in differences:
        sums = np.concatenate([sums + difference, sums - difference])
    return float(np.mean(np.abs(sums) >= observed))


def _drawn(differences: np.ndarray, observed: float) -> float:
    draw = np.random.default_rng(_SEED)
    rows = max(1, _AT_ONCE // len(differences))
    as_large = 0
    for begun in range(0, DRAWS, rows):
        shape = (min(rows, DRAWS - begun), len(differences))
        # The sum of all, less twice what is turned round.
        turned = draw.integers(0, 2, shape, np.int8) @ differences
        as_large += int(np.sum(np.abs(differences.sum() - 2 * turned) >= observed))
    # The assignment that was observed is one of those possible.
    return (as_large + 1) / (DRAWS + 1)
