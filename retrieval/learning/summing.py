"""What cross-validation found, summed up: measures by set, and how far likelihoods hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from retrieval.learning.validating import Judged
from retrieval.ranking.weights import CAUTIONS

BINS = 8
"""Ranges of likelihood, of one width, that are looked at by themselves."""

WITH_ANSWER, WITHOUT_ANSWER = "with an answer", "without an answer"


class Measured(NamedTuple):
    """How a set of questions fared; shares are from 0 to 1, None where none counts.

    `first` is the share whose right passage came first, of those with an answer; `mark` the
    share whose first mark holds an accepted answer, of those that have one; `answered` the
    share that is answered, by caution.
    """

    name: str
    questions: int
    first: float | None
    mark: float | None
    answered: dict[str, float]


class Bin(NamedTuple):
    """Questions whose likelihood lies from `low` to `high`.

    `predicted` is the mean likelihood, `observed` the share whose first passage is right, and
    `answerable` the share that has an answer, first or not.
    """

    low: float
    high: float
    questions: int
    predicted: float
    observed: float
    answerable: float


def by_set(judged: Sequence[Judged]) -> list[Measured]:
    """Return the measures of each set by name, then of all with an answer and all without."""
    sets = sorted({one.example.case.set_name for one in judged})
    named = [name for name in sets if name]
    found = [
        _measured(name, [one for one in judged if one.example.case.set_name == name])
        for name in named
    ]
    for name, has_answer in ((WITH_ANSWER, True), (WITHOUT_ANSWER, False)):
        some = [one for one in judged if one.example.has_answer == has_answer]
        found += [_measured(name, some)] if some else []
    return found


def reliability(judged: Sequence[Judged]) -> list[Bin]:
    """Return what came of questions by how likely an answer was said to be; empty bins left out.

    A. H. Murphy and R. L. Winkler, "Reliability of Subjective Probability Forecasts of
    Precipitation and Temperature" (1977).
    """
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for one in judged:
        bins[min(BINS - 1, int(one.likelihood * BINS))].append(one)
    return [
        Bin(
            number / BINS,
            (number + 1) / BINS,
            len(some),
            sum(one.likelihood for one in some) / len(some),
            _share([one.is_first for one in some]) or 0.0,
            _share([one.example.has_answer for one in some]) or 0.0,
        )
        for number, some in enumerate(bins)
        if some
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return how far predicted and observed are apart, on average over the questions.

    The expected calibration error: M. P. Naeini, G. F. Cooper and M. Hauskrecht, "Obtaining
    Well Calibrated Probabilities Using Bayesian Binning" (2015).
    """
    questions = sum(one.questions for one in bins)
    return sum(one.questions * abs(one.predicted - one.observed) for one in bins) / questions


def _measured(name: str, judged: Sequence[Judged]) -> Measured:
    return Measured(
        name,
        len(judged),
        _share([one.is_first for one in judged if one.example.has_answer]),
        _share([one.holds for one in judged if one.holds is not None]),
        {
            caution: _share([one.likelihood >= one.least[caution] for one in judged]) or 0.0
            for caution in CAUTIONS
        },
    )


def _share(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None
