"""How well learned weights do on questions about articles that they were not learned from.

Cross-validated, summed up by set, and how far likelihoods hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from retrieval.answering.abstention import answer_probability
from retrieval.answering.quotes import excerpt
from retrieval.evaluation.assessment import mark_right
from retrieval.ranking.weights import THRESHOLD_NAMES, Weights
from retrieval.training.examples import Example
from retrieval.training.fit import ScoredPassage, learn, scored_passages

FOLDS = 5


class ValidatedExample(NamedTuple):
    """A question answered with weights that were learned without its article.

    `rank` is that of the first right document, from 1, None where none was found; `mark_right`
    says whether the first mark holds an accepted answer, None where none is given; `likelihood`
    is how sure the answer was, `thresholds` how sure it has to be, by caution.
    """

    example: Example
    rank: int | None
    mark_right: bool | None
    likelihood: float
    thresholds: Mapping[str, float]

    @property
    def is_first(self) -> bool:
        """Whether the right passage came first."""
        return self.rank == 1


def cross_validated(
    examples: Sequence[Example], more: Sequence[Example] = ()
) -> Iterator[ValidatedExample]:
    """Yield each question as answered with weights learned from the other folds.

    Questions whose right passages stand under one title are in one fold. What is in `more` is
    learned from as well, and not judged.
    """
    for number, learned in enumerate(fold_weights(examples, more)):
        for example in examples:
            if fold_of(example) == number:
                yield validated(example, learned)


def fold_weights(examples: Sequence[Example], more: Sequence[Example] = ()) -> Iterator[Weights]:
    """Yield, for each fold in order, the weights that all others teach."""
    every = (*examples, *more)
    for number in range(FOLDS):
        yield learn([one for one in every if fold_of(one) != number], {})


def fold_of(example: Example) -> int:
    """Return the number of the fold that an example is in, with all of its article."""
    return int.from_bytes(hashlib.sha256(example.group.encode()).digest()[:4], "big") % FOLDS


def validated(example: Example, weights: Weights) -> ValidatedExample:
    """Return a question as answered with weights."""
    order = scored_passages(example.passages, weights)
    documents = dict.fromkeys(one.ranked.passage.doc_id for one in order)
    right = {one.ranked.passage.doc_id for one in order if one.passage.is_right}
    ranks = (rank for rank, doc_id in enumerate(documents, 1) if doc_id in right)
    best = order[0] if order else None
    likelihood = answer_probability(example.question, [one.ranked for one in order], weights)
    return ValidatedExample(
        example,
        next(ranks, None),
        mark_right(example.case, _mark(best)),
        likelihood,
        weights.cautions,
    )


def _mark(best: ScoredPassage | None) -> str:
    """Return what is marked first of a passage, as an answer would show it."""
    if best is None:
        return ""
    shown = excerpt(best.ranked.passage, best.ranked.sentences)
    return shown.text[slice(*shown.marks[0])] if shown.marks else ""


BINS = 8
"""Ranges of likelihood, of one width, that are looked at by themselves."""

WITH_ANSWER, WITHOUT_ANSWER = "with an answer", "without an answer"


class SetSummary(NamedTuple):
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


class ReliabilityBin(NamedTuple):
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


def by_set(judged: Sequence[ValidatedExample]) -> list[SetSummary]:
    """Return the measures of each set by name, then of all with an answer and all without."""
    sets = sorted({one.example.case.set_name for one in judged})
    named = [name for name in sets if name]
    found = [
        _set_summary(name, [one for one in judged if one.example.case.set_name == name])
        for name in named
    ]
    for name, has_answer in ((WITH_ANSWER, True), (WITHOUT_ANSWER, False)):
        some = [one for one in judged if one.example.has_answer == has_answer]
        found += [_set_summary(name, some)] if some else []
    return found


def reliability(judged: Sequence[ValidatedExample]) -> list[ReliabilityBin]:
    """Return what came of questions by how likely an answer was said to be; empty bins left out.

    A. H. Murphy and R. L. Winkler, "Reliability of Subjective Probability Forecasts of
    Precipitation and Temperature" (1977).
    """
    bins: list[list[ValidatedExample]] = [[] for _ in range(BINS)]
    for one in judged:
        bins[min(BINS - 1, int(one.likelihood * BINS))].append(one)
    return [
        ReliabilityBin(
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


def calibration_error(bins: Sequence[ReliabilityBin]) -> float:
    """Return how far predicted and observed are apart, on average over the questions.

    The expected calibration error: M. P. Naeini, G. F. Cooper and M. Hauskrecht, "Obtaining
    Well Calibrated Probabilities Using Bayesian Binning" (2015).
    """
    questions = sum(one.questions for one in bins)
    return sum(one.questions * abs(one.predicted - one.observed) for one in bins) / questions


def _set_summary(name: str, judged: Sequence[ValidatedExample]) -> SetSummary:
    return SetSummary(
        name,
        len(judged),
        _share([one.is_first for one in judged if one.example.has_answer]),
        _share([one.mark_right for one in judged if one.mark_right is not None]),
        {
            caution: _share([one.likelihood >= one.thresholds[caution] for one in judged]) or 0.0
            for caution in THRESHOLD_NAMES
        },
    )


def _share(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None
