"""How much of a question is told: shares from 0 to 1, to which each concept adds by its idf."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import fsum, log
from operator import mul
from typing import NamedTuple

from retrieval.ranking.matching import Told, neighbours


class SentenceShares(NamedTuple):
    """Shares of a question: what a sentence tells, only the title, only the sentence before."""

    own: float
    titled: float
    before: float


class PassageShares(NamedTuple):
    """What counts in a passage: what its title tells, and the concepts' weights in it.

    `titled_share` is the share of the question that the title tells. The weights are `local` by
    how few sentences tell of a concept, and `apart` those of what the title lacks, which add up
    to `apart_total` (1 where it lacks nothing). `size` is the number of its sentences.
    """

    titled: tuple[float, ...]
    titled_share: float
    local: Sequence[float]
    apart: Sequence[float]
    apart_total: float
    size: int


class Shares:
    """Measures what is told of one question, by the weights of its concepts in their order.

    `total` is the sum of the weights, 1 where there are none.
    """

    def __init__(self, weights: Sequence[float]) -> None:
        self._weights = weights
        self.total = sum(weights) or 1.0
        self._pairs = list(map(min, pairwise(weights)))
        self._pair_total = sum(self._pairs) or 1.0

    def of(self, strengths: Iterable[float]) -> float:
        """Return the share of the question that concepts told so well make up."""
        return fsum(map(mul, self._weights, strengths)) / self.total

    def passage(self, titled: Told, columns: Sequence[Sequence[float]], size: int) -> PassageShares:
        """Return what counts in a passage of `size` sentences; `columns` are theirs by concept."""
        apart = [
            0.0 if share else weight
            for weight, share in zip(self._weights, titled.strengths, strict=True)
        ]
        return PassageShares(
            titled.strengths,
            sum(map(mul, self._weights, titled.strengths)) / self.total,
            self._local(columns, size),
            apart,
            sum(apart) or 1.0,
            size,
        )

    def sentence(self, told: Told, before: Told | None, where: PassageShares) -> SentenceShares:
        """Return what a sentence tells, `before` being what the one before it does."""
        if not any(told.strengths) and not (before and any(before.strengths)):
            return SentenceShares(0.0, where.titled_share, 0.0)
        share = titled = earlier = 0.0
        last = before.strengths if before else told.strengths
        for weight, own, title, previous in zip(
            self._weights, told.strengths, where.titled, last, strict=True
        ):
            if own:
                share += weight * own
            elif title:
                titled += weight * title
            elif previous:
                earlier += weight * previous
        return SentenceShares(share / self.total, titled / self.total, earlier / self.total)

    def together(self, *told: Told) -> float:
        """Return the share of neighbouring concepts that stand together in one of some texts."""
        found: set[int] = set()
        for one in told:
            if len(one.where) > 1:
                found |= neighbours(one)
        return fsum(self._pairs[first] for first in sorted(found)) / self._pair_total

    def ordered(self, told: Told) -> float:
        """Return the share of the question that is told in its own order, at best."""
        best = [0.0] * len(self._weights)
        for _, number, strength in told.where:
            so_far = max(best[:number], default=0.0) + self._weights[number] * strength
            best[number] = max(best[number], so_far)
        return max(best) / self.total

    def _local(self, columns: Sequence[Sequence[float]], size: int) -> list[float]:
        """Return weights of the concepts that are higher where few sentences tell of one.

        They add up to 1, unless no sentence tells anything.
        """
        counts = [sum(map(bool, column)) for column in columns]
        weights = [
            weight * log(1 + size / count) if count else 0.0
            for weight, count in zip(self._weights, counts, strict=False)
        ]
        total = sum(weights) or 1.0
        return [weight / total for weight in weights]
