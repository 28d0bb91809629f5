"""Two runs side by side: what changed for each question, and whether it adds up to anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from retrieval.evaluation.kept_runs import Kept
from retrieval.evaluation.measures import MEASURES
from retrieval.evaluation.randomisation import p_value


class Change(NamedTuple):
    """A question that is in both runs, as it was and as it is."""

    before: Kept
    after: Kept

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
        """Whether the right passage comes later, or a measure of the answer fell."""
        return _falls(self.before, self.after)

    @property
    def is_better(self) -> bool:
        """Whether the right passage comes earlier, or a measure of the answer rose."""
        return _falls(self.after, self.before)

    @property
    def is_any(self) -> bool:
        """Whether a person would see a difference: rank, mark, first quote, or verdict."""
        return _seen(self.before) != _seen(self.after)


class Total(NamedTuple):
    """A measure over the questions that it counts in both runs.

    `better` and `worse` say for how many the value rose and fell; `p_value` is that of
    `randomisation`.
    """

    measure: str
    questions: int
    before: float
    after: float
    better: int
    worse: int
    p_value: float


class Comparison(NamedTuple):
    """`changes` are the questions that changed, by id; `added` and `gone` are in one run only."""

    questions: int
    changes: tuple[Change, ...]
    totals: tuple[Total, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]


def compare(before: Sequence[Kept], after: Sequence[Kept]) -> Comparison:
    """Return what changed from one run to another, question by question and over all."""
    then = {line.case_id: line for line in before}
    now = {line.case_id: line for line in after}
    both = [Change(then[name], now[name]) for name in sorted(then.keys() & now.keys())]
    totals = (_total(measure, both) for measure in MEASURES)
    return Comparison(
        questions=len(both),
        changes=tuple(change for change in both if change.is_any),
        totals=tuple(total for total in totals if total.questions),
        added=tuple(sorted(now.keys() - then.keys())),
        gone=tuple(sorted(then.keys() - now.keys())),
    )


def _total(measure: str, changes: Sequence[Change]) -> Total:
    pairs = [
        (change.before.values[measure], change.after.values[measure])
        for change in changes
        if measure in change.before.values and measure in change.after.values
    ]
    before, after = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return Total(
        measure,
        len(pairs),
        sum(before) / len(pairs) if pairs else 0.0,
        sum(after) / len(pairs) if pairs else 0.0,
        sum(new > old for old, new in pairs),
        sum(new < old for old, new in pairs),
        p_value(before, after),
    )


def _falls(one: Kept, other: Kept) -> bool:
    """Return whether the other is worse in anything that is measured of a question."""
    places = [line.rank or float("inf") for line in (one, other)]
    return places[1] > places[0] or any(
        other.values.get(measure, value) < value
        for measure, value in one.values.items()
        if "@" not in measure
    )


def _seen(line: Kept) -> tuple[object, ...]:
    return line.rank, line.first, line.mark, line.verdict, line.wrong
