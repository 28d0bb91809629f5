"""Measures that a rank alone tells, for where no qrels are at hand.

They agree with `success_k` and `recip_rank` of trec_eval for a ranking that holds each document
once.
"""

from __future__ import annotations


def success(rank: int | None, k: int) -> float:
    """Return 1 where the first right passage is among the first `k`, otherwise 0."""
    return float(rank is not None and rank <= k)


def reciprocal(rank: int | None, k: int) -> float:
    """Return 1/rank of the first right passage, 0 where it is not among the first `k`.

    Voorhees, "The TREC-8 Question Answering Track Report", 1999.
    """
    return 1 / rank if rank is not None and rank <= k else 0.0
