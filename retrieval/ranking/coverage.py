"""Query coverage.

Which concepts of a question a run of terms covers, and what share of it that is.

Shares go from 0 to 1; each concept adds to them by its idf.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import fsum, log
from operator import mul
from typing import NamedTuple

from retrieval.ranking.first_stage import Alternatives

_NEIGHBOURS = 2


class ConceptMatch(NamedTuple):
    """A place where a concept is told: a term's place, the concept's number, and how well."""

    place: int
    concept: int
    strength: float


class Coverage(NamedTuple):
    """How well each concept is told, from 0 to 1, in the order of the question, and where."""

    strengths: tuple[float, ...]
    where: tuple[ConceptMatch, ...]


class ConceptMatcher:
    """Finds the concepts of one question; `terms` are theirs, in order."""

    def __init__(self, terms: Sequence[str], alternatives: Alternatives) -> None:
        self._nothing = Coverage((0.0,) * len(terms), ())
        self._words: dict[str, list[tuple[int, float]]] = {}
        self._phrases: dict[str, list[tuple[int, float, tuple[str, ...]]]] = {}
        for number, term in enumerate(terms):
            self._words.setdefault(term, []).append((number, 1.0))
            for phrase, strength in alternatives.get(term, ()):
                if len(phrase) == 1:
                    self._words.setdefault(phrase[0], []).append((number, strength))
                else:
                    known = self._phrases.setdefault(phrase[0], [])
                    known.append((number, strength, phrase))
        self._wanted = frozenset((*self._words, *self._phrases))

    def speaks_of(self, term: str) -> bool:
        """Return whether a term by itself tells a concept."""
        return term in self._words

    def told(self, terms: Sequence[str]) -> Coverage:
        """Return what a run of terms, in text order, tells of the question."""
        wanted = self._wanted
        if wanted.isdisjoint(terms):
            return self._nothing
        strengths = list(self._nothing.strengths)
        where: list[ConceptMatch] = []
        for place, term in [each for each in enumerate(terms) if each[1] in wanted]:
            for number, strength in self._words.get(term, ()):
                where.append(ConceptMatch(place, number, strength))
            for number, strength, phrase in self._phrases.get(term, ()):
                if tuple(terms[place : place + len(phrase)]) == phrase:
                    where.append(ConceptMatch(place, number, strength))
        for _, number, strength in where:
            strengths[number] = max(strengths[number], strength)
        return Coverage(tuple(strengths), tuple(where))


def neighbours(told: Coverage) -> set[int]:
    """Return which concepts, by number, stand with the next one of the question close by."""
    found: set[int] = set()
    last: dict[int, int] = {}
    for place, number, _ in told.where:
        for first, other in ((number, number + 1), (number - 1, number - 1)):
            if other in last and 0 < place - last[other] <= _NEIGHBOURS:
                found.add(first)
        last[number] = place
    return found


class SentenceCoverage(NamedTuple):
    """Shares of a question: what a sentence tells, only the title, only the sentence before."""

    own: float
    titled: float
    before: float


class PassageCoverage(NamedTuple):
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


class CoverageMeasure:
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

    def passage(
        self, titled: Coverage, columns: Sequence[Sequence[float]], size: int
    ) -> PassageCoverage:
        """Return what counts in a passage of `size` sentences; `columns` are theirs by concept."""
        apart = [
            0.0 if share else weight
            for weight, share in zip(self._weights, titled.strengths, strict=True)
        ]
        return PassageCoverage(
            titled.strengths,
            sum(map(mul, self._weights, titled.strengths)) / self.total,
            self._local(columns, size),
            apart,
            sum(apart) or 1.0,
            size,
        )

    def sentence(
        self, told: Coverage, before: Coverage | None, where: PassageCoverage
    ) -> SentenceCoverage:
        """Return what a sentence tells, `before` being what the one before it does."""
        if not any(told.strengths) and not (before and any(before.strengths)):
            return SentenceCoverage(0.0, where.titled_share, 0.0)
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
        return SentenceCoverage(share / self.total, titled / self.total, earlier / self.total)

    def together(self, *told: Coverage) -> float:
        """Return the share of neighbouring concepts that stand together in one of some texts."""
        found: set[int] = set()
        for one in told:
            if len(one.where) > 1:
                found |= neighbours(one)
        return fsum(self._pairs[first] for first in sorted(found)) / self._pair_total

    def ordered(self, told: Coverage) -> float:
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
