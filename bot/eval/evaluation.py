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
from bot.terminal.layout import counted
from bot.terminal.progress import AskingProgress
from bot.workspace import Workspace, open_library
from retrieval.askable import Askable
from retrieval.evaluation.anchors import judged_cases
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


class Evaluation(NamedTuple):
    """All that is known after the questions were asked: what every way of showing it begins with.

    `values` belong to `outcomes`, one for one. `comparison` is None where there is no run to
    compare with, otherwise `against` names that. `gates` is how many were held against it,
    `gates_without_run` how many could not be, since they compare with a run.
    """

    outcomes: tuple[Outcome, ...]
    values: tuple[Values, ...]
    summaries: tuple[Summary, ...]
    risk: tuple[RiskPoint, ...]
    broken: tuple[BrokenGate, ...]
    gates: int
    comparison: RunComparison | None = None
    against: str = ""
    gates_without_run: int = 0

    @property
    def run(self) -> list[SavedOutcome]:
        """What is kept of it in a file."""
        return saved_outcomes(self.outcomes, self.values)


def evaluate(
    suites: Sequence[Suite], workspace: Workspace, baselines: Sequence[Path]
) -> Evaluation:
    """Return what comes of the questions of suites.

    `workspace` says which sources are asked where a suite names none. `baselines` are the runs to
    compare with. Raises UsageError for a run that cannot be read or a measure that cannot be
    taken, and what opening the sources raises.
    """
    require_ir_measures()
    before = [line for path in baselines for line in read_run(path)] if baselines else None
    outcomes = _outcomes(suites, workspace)
    values = metric_values(outcomes)
    comparative = sum(len(limits_of_comparison(suite.gates)) for suite in suites)
    gates_without_run = 0 if baselines else comparative
    return Evaluation(
        tuple(outcomes),
        tuple(values),
        tuple(summaries(outcomes, values)),
        tuple(risk_by_coverage(outcomes)),
        tuple(_broken_gates(suites, outcomes, values, before)),
        sum(len(suite.gates.floors) + len(suite.gates.most) for suite in suites)
        - gates_without_run,
        _comparison(before, outcomes, values),
        ", ".join(map(str, baselines)),
        gates_without_run,
    )


def _outcomes(suites: Sequence[Suite], workspace: Workspace) -> list[Outcome]:
    outcomes: list[Outcome] = []
    with AskingProgress(case_count(suites)) as progress:
        for suite in suites:
            asked = workspace._replace(sources=suite.sources or workspace.sources)
            outcomes += measure_all(asked, open_library(asked), suite.cases, progress)
    return outcomes


def _comparison(
    before: Sequence[SavedOutcome] | None, outcomes: Sequence[Outcome], values: Sequence[Values]
) -> RunComparison | None:
    return None if before is None else compare_runs(before, saved_outcomes(outcomes, values))


def _broken_gates(
    suites: Sequence[Suite],
    outcomes: Sequence[Outcome],
    values: Sequence[Values],
    before: Sequence[SavedOutcome] | None,
) -> Iterator[BrokenGate]:
    yield from _missing_anchors(outcomes)
    start = 0
    for suite in suites:
        part = slice(start, start + len(suite.cases))
        start = part.stop
        if suite.gates.floors or suite.gates.most:
            suite_outcomes, suite_values = outcomes[part], values[part]
            yield from broken_gates(
                suite.gates,
                summaries(suite_outcomes, suite_values),
                suite_outcomes,
                _comparison(before, suite_outcomes, suite_values),
            )


def _missing_anchors(outcomes: Sequence[Outcome]) -> Iterator[BrokenGate]:
    """Yield the one gate that nobody declares: what is right has to be in the sources."""
    missing = [outcome for outcome in outcomes if outcome.judged.dangling]
    if missing:
        got = f"{counted(len(missing), 'question')} without"
        yield BrokenGate("anchors", "each in the sources", got, missing[0].case.place)


WORTH_SHARING = 200
"""Questions from which more than one process is started: each takes a while to begin."""

_MOST_PROCESSES = 8
_CHUNK_SIZE = 4

_Argument = TypeVar("_Argument")
_Returned = TypeVar("_Returned")


def measure_all(
    workspace: Workspace,
    library: Askable,
    cases: Sequence[Case],
    progress: Callable[[], None],
) -> list[Outcome]:
    """Return what comes of each question, in order; `progress` is called for each.

    `library` is that of the workspace, which other processes open for themselves. What comes of a
    question does not depend on who asks it.
    """
    outcomes = []
    jobs = process_count() if len(cases) >= WORTH_SHARING else 1
    judged = judged_cases(library, cases)
    for outcome in parallel_map(workspace, library, assess_case, judged, jobs):
        outcomes.append(outcome)
        progress()
    return outcomes


def process_count() -> int:
    """Return how many processes are worth starting on this machine."""
    return min(os.cpu_count() or 1, _MOST_PROCESSES)


def parallel_map(
    workspace: Workspace,
    library: Askable,
    function: Callable[[Askable, _Argument], _Returned],
    arguments: Sequence[_Argument],
    jobs: int,
) -> Iterator[_Returned]:
    """Yield what a function returns for a library and each argument, in order.

    It is called in `jobs` processes. `library` is that of the workspace, which other processes
    open for themselves; `function` is one of a module.
    """
    if jobs < 2 or len(arguments) < 2:
        yield from (function(library, argument) for argument in arguments)
        return
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _start_worker, (workspace,))
    try:
        yield from pool.map(partial(_run_in_worker, function), arguments, chunksize=_CHUNK_SIZE)
    finally:
        pool.shutdown(cancel_futures=True)


_worker_library: list[Askable] = []


def _start_worker(workspace: Workspace) -> None:
    # An interruption is for the process that shows something; the others end when it does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _worker_library[:] = [open_library(workspace)]


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run_in_worker(
    function: Callable[[Askable, _Argument], _Returned], argument: _Argument
) -> _Returned:
    return function(_worker_library[0], argument)
