"""Two runs side by side: what changed for each question, and whether it is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from retrieval.evaluation.metrics import METRICS
from retrieval.evaluation.saved_runs import SavedOutcome


class CaseChange(NamedTuple):
    """A question that is in both runs, as it was and as it is."""

    before: SavedOutcome
    after: SavedOutcome

    @property
    def is_new_failure(self) -> bool:
        """Whether it fails and did not before."""
        return self.before.passed and not self.after.passed

    @property
    def is_mended(self) -> bool:
        """Whether it fails no more."""
        return self.after.passed and not self.before.passed

    @property
    def is_worse(self) -> bool:
        """Whether the right passage comes later, or a metric of the answer fell."""
        return _falls(self.before, self.after)

    @property
    def is_better(self) -> bool:
        """Whether the right passage comes earlier, or a metric of the answer rose."""
        return _falls(self.after, self.before)

    @property
    def is_any(self) -> bool:
        """Whether a person would see a difference: rank, mark, first quote, or verdict."""
        return _visible_part(self.before) != _visible_part(self.after)


def _falls(one: SavedOutcome, other: SavedOutcome) -> bool:
    """Return whether the other is worse in anything that is measured of a question."""
    ranks = [outcome.rank or float("inf") for outcome in (one, other)]
    return ranks[1] > ranks[0] or any(
        other.values.get(metric, value) < value
        for metric, value in one.values.items()
        if "@" not in metric
    )


def _visible_part(outcome: SavedOutcome) -> tuple[object, ...]:
    return outcome.rank, outcome.first, outcome.mark, outcome.verdict, outcome.wrong


class MetricComparison(NamedTuple):
    """A metric over the questions that it counts in both runs.

    `better` and `worse` say for how many the value rose and fell; `p_value` is what
    `p_value` returns for the values.
    """

    measure: str
    questions: int
    before: float
    after: float
    better: int
    worse: int
    p_value: float


class RunComparison(NamedTuple):
    """`changes` are the questions that changed, by id; `added` and `gone` are in one run only."""

    questions: int
    changes: tuple[CaseChange, ...]
    totals: tuple[MetricComparison, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]


def compare_runs(before: Sequence[SavedOutcome], after: Sequence[SavedOutcome]) -> RunComparison:
    """Return what changed from one run to another, question by question and over all."""
    then = {outcome.case_id: outcome for outcome in before}
    now = {outcome.case_id: outcome for outcome in after}
    both = [CaseChange(then[name], now[name]) for name in sorted(then.keys() & now.keys())]
    totals = (_total(metric, both) for metric in METRICS)
    return RunComparison(
        questions=len(both),
        changes=tuple(change for change in both if change.is_any),
        totals=tuple(total for total in totals if total.questions),
        added=tuple(sorted(now.keys() - then.keys())),
        gone=tuple(sorted(then.keys() - now.keys())),
    )


def _total(metric: str, changes: Sequence[CaseChange]) -> MetricComparison:
    pairs = [
        (change.before.values[metric], change.after.values[metric])
        for change in changes
        if metric in change.before.values and metric in change.after.values
    ]
    before, after = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return MetricComparison(
        metric,
        len(pairs),
        sum(before) / len(pairs) if pairs else 0.0,
        sum(after) / len(pairs) if pairs else 0.0,
        sum(new > old for old, new in pairs),
        sum(new < old for old, new in pairs),
        p_value(before, after),
    )


RESAMPLES = 1 << 16
"""Assignments that are looked at: all there are for up to 16 questions that differ."""

_SEED = 20070618
_AT_ONCE = 1 << 20
_TOLERANCE = 1e-9


def p_value(before: Sequence[float], after: Sequence[float]) -> float:
    """Return how likely a mean difference at least this large is if the runs are alike.

    The two-sided paired randomisation test of Fisher and Pitman: were the runs alike, each
    question's two values could as well be the other way round. Where more assignments are
    possible than are looked at, they are random, and always the same. As Smucker, Allan and
    Carterette recommend, "A Comparison of Statistical Significance Tests for Information
    Retrieval Evaluation", CIKM 2007.
    """
    differences = np.subtract(after, before, dtype=np.float64)
    # A question without a difference adds nothing whichever way round it is.
    differences = differences[np.abs(differences) > _TOLERANCE]
    if len(differences) < 2:
        return 1.0
    from scipy.stats import permutation_test

    found = permutation_test(
        (differences,),
        lambda signed, axis: np.abs(signed.sum(axis=axis)),
        permutation_type="samples",
        alternative="greater",
        n_resamples=RESAMPLES,
        batch=max(1, _AT_ONCE // len(differences)),
        vectorized=True,
        rng=np.random.default_rng(_SEED),
    )
    return float(found.pvalue)
