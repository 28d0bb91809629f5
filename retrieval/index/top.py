"""The k best of many scores, without sorting them all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_ROW = 512


def top(scores: NDArray[np.float64], k: int) -> NDArray[np.intp]:
    """Return the positions of the k highest scores above 0, best first, ties by position.

    `scores` must have a length that is a multiple of 512 (pad with zeros). Rows of 512 whose
    maximum falls below the k-th best row maximum cannot hold one of the k best, since k rows
    alone already hold k scores at least as high; the others are looked at in full.
    """
    rows = scores.reshape(-1, _ROW)
    maxima = rows.max(axis=1)
    if k < len(maxima):
        floor = np.partition(maxima, -k)[-k]
        open_rows = np.flatnonzero((maxima >= floor) & (maxima > 0))
    else:
        open_rows = np.flatnonzero(maxima > 0)
    values = rows[open_rows].ravel()
    positions = (open_rows[:, None] * _ROW + np.arange(_ROW)).ravel()
    found = np.flatnonzero(values > 0)
    if len(found) > k:
        floor = np.partition(values[found], -k)[-k]
        found = found[values[found] >= floor]
    # Positions ascend, so a stable sort by descending score breaks ties by position.
    order = np.argsort(-values[found], kind="stable")[:k]
    return np.asarray(positions[found[order]])


def padded(length: int) -> int:
    """Return the length that an array of scores for so many passages must have."""
    return max(1, -(-length // _ROW)) * _ROW
