"""Weights by which the right one of several comes first: conditional logistic regression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from retrieval.errors import UsageError

Bound = tuple[float | None, float | None]
FREE: Bound = (None, None)
NOT_NEGATIVE: Bound = (0.0, None)
NOT_POSITIVE: Bound = (None, 0.0)

_ITERATIONS = 500
# What is right may be so unlikely on the way that it counts as 0, by which nothing is divided.
_LEAST = 1e-300


class Choice(NamedTuple):
    """Some that were to choose from, a row of evidence each, and which of them are right."""

    evidence: NDArray[np.float64]
    right: NDArray[np.bool_]


def telling(choices: Sequence[Choice]) -> list[Choice]:
    """Return the choices that teach something: some are right, and some are not."""
    return [one for one in choices if one.right.any() and not one.right.all()]


def chosen_by(
    choices: Sequence[Choice], penalty: float, bounds: Sequence[Bound]
) -> NDArray[np.float64]:
    """Return the weights under which the right ones are most likely to be chosen.

    The likelihood of one is its share of the sum of exp(weights · evidence) over its choice
    (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974); of several
    right ones, any will do. `penalty` times the squared weights, of evidence scaled to unit
    deviation within the choices, is taken off the mean log-likelihood. scikit-learn has no
    such model; pairs of right and wrong ones in its logistic regression came out worse, since
    the many easy pairs outweigh the few that matter. Raises UsageError where there is no choice
    that tells.
    """
    useful = telling(choices)
    if not useful:
        raise UsageError(
            "expected questions for which a right passage and others are found, got none"
        )
    spread = np.vstack([one.evidence - one.evidence.mean(axis=0) for one in useful])
    scale = spread.std(axis=0)
    scale[scale == 0] = 1.0
    rows = np.vstack([one.evidence for one in useful]) / scale
    right = np.concatenate([one.right for one in useful])
    sizes = [len(one.right) for one in useful]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    owner = np.repeat(np.arange(len(useful)), sizes)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        likely = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        all_likely = np.add.reduceat(likely, starts)
        right_likely = np.maximum(np.add.reduceat(likely * right, starts), _LEAST)
        surprise = np.log(all_likely) - np.log(right_likely)
        pull = likely / all_likely[owner] - likely * right / right_likely[owner]
        slope = rows.T @ pull / len(useful) + 2 * penalty * weights
        return float(surprise.mean() + penalty * weights @ weights), slope

    start = np.zeros(rows.shape[1])
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": _ITERATIONS}
    )
    return np.asarray(found.x / scale, np.float64)
