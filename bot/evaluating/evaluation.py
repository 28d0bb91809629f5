"""Suites measured, summed up, compared with a run and held against their gates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.evaluating.asking_progress import AskingProgress
from bot.evaluating.sharing import measured
from bot.evaluating.suites import Suite, case_count
from bot.opening import Place, open_library
from bot.wording import counted as counted_noun
from retrieval.evaluation.certainty import Point, risk_by_coverage
from retrieval.evaluation.comparing import Comparison, compare
from retrieval.evaluation.gates import Broken, broken, comparing
from retrieval.evaluation.kept_runs import Kept, kept, read_run
from retrieval.evaluation.measures import Values, ready, values
from retrieval.evaluation.outcomes import Outcome
from retrieval.evaluation.summary import Summary, summaries


class Evaluation(NamedTuple):
    """All that is known after the questions were asked: what every way of showing it begins with.

    `values` belong to `outcomes`, one for one. `comparison` is None where there is no run to
    compare with, otherwise `against` names that. `gates` is how many were held against it,
    `unheld` how many could not be, since they compare with a run.
    """

    outcomes: tuple[Outcome, ...]
    values: tuple[Values, ...]
    summaries: tuple[Summary, ...]
    risk: tuple[Point, ...]
    broken: tuple[Broken, ...]
    gates: int
    comparison: Comparison | None = None
    against: str = ""
    unheld: int = 0

    @property
    def run(self) -> list[Kept]:
        """What is kept of it in a file."""
        return kept(self.outcomes, self.values)


def evaluate(suites: Sequence[Suite], place: Place, baselines: Sequence[Path]) -> Evaluation:
    """Return what comes of the questions of suites.

    `place` says which sources are asked where a suite names none. `baselines` are the runs to
    compare with. Raises UsageError for a run that cannot be read or a measure that cannot be
    taken, and what opening the sources raises.
    """
    ready()
    before = [line for path in baselines for line in read_run(path)]
    outcomes = _outcomes(suites, place)
    counted = values(outcomes)
    comparison = compare(before, kept(outcomes, counted)) if baselines else None
    unheld = 0 if baselines else sum(len(comparing(suite.gates)) for suite in suites)
    return Evaluation(
        tuple(outcomes),
        tuple(counted),
        tuple(summaries(outcomes, counted)),
        tuple(risk_by_coverage(outcomes)),
        tuple(_broken(suites, outcomes, counted, before if baselines else None)),
        sum(len(suite.gates.floors) + len(suite.gates.most) for suite in suites) - unheld,
        comparison,
        ", ".join(map(str, baselines)),
        unheld,
    )


def _outcomes(suites: Sequence[Suite], place: Place) -> list[Outcome]:
    outcomes: list[Outcome] = []
    with AskingProgress(case_count(suites)) as heard:
        for suite in suites:
            own = place._replace(sources=suite.sources) if suite.sources else place
            outcomes += measured(own, open_library(own), suite.cases, heard)
    return outcomes


def _broken(
    suites: Sequence[Suite],
    outcomes: Sequence[Outcome],
    counted: Sequence[Values],
    before: Sequence[Kept] | None,
) -> Iterator[Broken]:
    yield from _unfound(outcomes)
    begun = 0
    for suite in suites:
        part = slice(begun, begun + len(suite.cases))
        begun = part.stop
        if suite.gates.floors or suite.gates.most:
            own, found = outcomes[part], counted[part]
            comparison = None if before is None else compare(before, kept(own, found))
            yield from broken(suite.gates, summaries(own, found), own, comparison)


def _unfound(outcomes: Sequence[Outcome]) -> Iterator[Broken]:
    """Yield the one gate that nobody declares: what is right has to be in the sources."""
    unfound = [outcome for outcome in outcomes if outcome.judged.dangling]
    if unfound:
        got = f"{counted_noun(len(unfound), 'question')} without"
        yield Broken("anchors", "each in the sources", got, unfound[0].case.place)
