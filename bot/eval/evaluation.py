"""Suites measured, summed up, compared with a run and held against their gates.

Questions are put to a library by as many processes as there are processors, where that pays.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import NamedTuple, TypeVar

from bot.eval.suites import Suite, case_count
from bot.terminal.layout import counted as counted_noun
from bot.terminal.progress import AskingProgress
from bot.workspace import Workspace, open_library
from retrieval.askable import Askable
from retrieval.evaluation.anchors import judged_cases as looked_up
from retrieval.evaluation.assessment import assess_case
from retrieval.evaluation.cases import Case, Outcome
from retrieval.evaluation.gates import BrokenGate, broken_gates, limits_of_comparison
from retrieval.evaluation.metrics import (
    RiskPoint,
    Summary,
    Values,
    metric_values,
    require_ir_measures,
    risk_by_coverage,
    summaries,
)
from retrieval.evaluation.run_comparison import RunComparison, compare_runs
from retrieval.evaluation.saved_runs import SavedOutcome, read_run, saved_outcomes

WORTH_SHARING = 200
"""Questions from which more than one process is started: each takes a while to begin."""

_MOST = 8
_AT_ONCE = 4

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def measure_all(
    place: Workspace, library: Askable, cases: Sequence[Case], heard: Callable[[], None]
) -> list[Outcome]:
    """Return what comes of each question, in order; `heard` is told of each.

    `library` is that of the place, which other processes open for themselves. What comes of a
    question does not depend on who asks it.
    """
    outcomes = []
    jobs = process_count() if len(cases) >= WORTH_SHARING else 1
    for outcome in parallel_map(place, library, assess_case, looked_up(library, cases), jobs):
        outcomes.append(outcome)
        heard()
    return outcomes


def process_count() -> int:
    """Return how many processes are worth starting on this machine."""
    return min(os.cpu_count() or 1, _MOST)


def parallel_map(
    place: Workspace,
    library: Askable,
    work: Callable[[Askable, _Given], _Made],
    given: Sequence[_Given],
    jobs: int,
) -> Iterator[_Made]:
    """Yield what work makes of each of what is given, in order, from `jobs` processes.

    `library` is that of the place, which other processes open for themselves; `work` is a
    function of a module.
    """
    if jobs < 2 or len(given) < 2:
        yield from (work(library, one) for one in given)
        return
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _start_worker, (place,))
    try:
        yield from pool.map(partial(_run_in_worker, work), given, chunksize=_AT_ONCE)
    finally:
        pool.shutdown(cancel_futures=True)


_worker_library: list[Askable] = []


def _start_worker(place: Workspace) -> None:
    # An interruption is for the process that shows something; the others end when it does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _worker_library[:] = [open_library(place)]


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run_in_worker(work: Callable[[Askable, _Given], _Made], given: _Given) -> _Made:
    return work(_worker_library[0], given)


class Evaluation(NamedTuple):
    """All that is known after the questions were asked: what every way of showing it begins with.

    `values` belong to `outcomes`, one for one. `comparison` is None where there is no run to
    compare with, otherwise `against` names that. `gates` is how many were held against it,
    `unheld` how many could not be, since they compare with a run.
    """

    outcomes: tuple[Outcome, ...]
    values: tuple[Values, ...]
    summaries: tuple[Summary, ...]
    risk: tuple[RiskPoint, ...]
    broken: tuple[BrokenGate, ...]
    gates: int
    comparison: RunComparison | None = None
    against: str = ""
    unheld: int = 0

    @property
    def run(self) -> list[SavedOutcome]:
        """What is kept of it in a file."""
        return saved_outcomes(self.outcomes, self.values)


def evaluate(suites: Sequence[Suite], place: Workspace, baselines: Sequence[Path]) -> Evaluation:
    """Return what comes of the questions of suites.

    `place` says which sources are asked where a suite names none. `baselines` are the runs to
    compare with. Raises UsageError for a run that cannot be read or a measure that cannot be
    taken, and what opening the sources raises.
    """
    require_ir_measures()
    before = [line for path in baselines for line in read_run(path)]
    outcomes = _outcomes(suites, place)
    counted = metric_values(outcomes)
    comparison = compare_runs(before, saved_outcomes(outcomes, counted)) if baselines else None
    unheld = 0 if baselines else sum(len(limits_of_comparison(suite.gates)) for suite in suites)
    return Evaluation(
        tuple(outcomes),
        tuple(counted),
        tuple(summaries(outcomes, counted)),
        tuple(risk_by_coverage(outcomes)),
        tuple(_broken_gates(suites, outcomes, counted, before if baselines else None)),
        sum(len(suite.gates.floors) + len(suite.gates.most) for suite in suites) - unheld,
        comparison,
        ", ".join(map(str, baselines)),
        unheld,
    )


def _outcomes(suites: Sequence[Suite], place: Workspace) -> list[Outcome]:
    outcomes: list[Outcome] = []
    with AskingProgress(case_count(suites)) as heard:
        for suite in suites:
            own = place._replace(sources=suite.sources) if suite.sources else place
            outcomes += measure_all(own, open_library(own), suite.cases, heard)
    return outcomes


def _broken_gates(
    suites: Sequence[Suite],
    outcomes: Sequence[Outcome],
    counted: Sequence[Values],
    before: Sequence[SavedOutcome] | None,
) -> Iterator[BrokenGate]:
    yield from _missing_anchors(outcomes)
    begun = 0
    for suite in suites:
        part = slice(begun, begun + len(suite.cases))
        begun = part.stop
        if suite.gates.floors or suite.gates.most:
            own, found = outcomes[part], counted[part]
            comparison = (
                None if before is None else compare_runs(before, saved_outcomes(own, found))
            )
            yield from broken_gates(suite.gates, summaries(own, found), own, comparison)


def _missing_anchors(outcomes: Sequence[Outcome]) -> Iterator[BrokenGate]:
    """Yield the one gate that nobody declares: what is right has to be in the sources."""
    unfound = [outcome for outcome in outcomes if outcome.judged.dangling]
    if unfound:
        got = f"{counted_noun(len(unfound), 'question')} without"
        yield BrokenGate("anchors", "each in the sources", got, unfound[0].case.place)
