"""Suites measured, summed up, compared with a run and held against their gates.

A suite is questions with their sources, gates, and the run they are compared with. Questions are
put to a library by as many processes as there are processors, where that pays.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import NamedTuple, TypeVar

from bot.terminal.layout import counted
from bot.terminal.progress import AskingProgress
from bot.workspace import Workspace, open_library
from retrieval.askable import Askable
from retrieval.errors import UsageError
from retrieval.evaluation.assessment import assess_case
from retrieval.evaluation.beir import CORPUS, is_beir_folder, read_beir
from retrieval.evaluation.cases import Case, Outcome, judged_cases
from retrieval.evaluation.gates import BrokenGate, Gates, broken_gates, limits_of_comparison
from retrieval.evaluation.metrics import (
    RiskPoint,
    Summary,
    Values,
    metric_values,
    require_ir_measures,
    risk_by_coverage,
    summaries,
)
from retrieval.evaluation.question_files import (
    QuestionFile,
    check_ids,
    question_files,
    read_gates,
    read_question_file,
)
from retrieval.evaluation.saved_runs import (
    RunComparison,
    SavedOutcome,
    compare_runs,
    read_run,
    saved_outcomes,
)

OWN_QUESTIONS = Path("tests/regression")
"""Where a project keeps its own questions."""

GATES_FILE = "gates.yaml"
"""What has to hold of a folder in the BEIR layout, which has no place of its own for that."""


class Suite(NamedTuple):
    """Questions that belong together. No `sources` means those of the options and settings.

    `baseline` is the run that the questions' file wants to be compared with.
    """

    name: str
    cases: tuple[Case, ...]
    sources: tuple[Path, ...] = ()
    gates: Gates = Gates()
    baseline: Path | None = None


def suites_at(paths: Sequence[Path], *, own_sources: bool = True) -> list[Suite]:
    """Return what the paths name; without any, the project's own questions.

    Unless their own sources are wanted, they name none. Raises UsageError with what was expected,
    also where two questions have one id.
    """
    suites = [suite for path in paths or (_own_questions(),) for suite in _suites(path)]
    check_ids([case for suite in suites for case in suite.cases])
    return suites if own_sources else [suite._replace(sources=()) for suite in suites]


def _own_questions() -> Path:
    if OWN_QUESTIONS.is_dir() and (is_beir_folder(OWN_QUESTIONS) or question_files(OWN_QUESTIONS)):
        return OWN_QUESTIONS
    raise UsageError(
        f"expected a BEIR folder or files of questions: none were given, and there are none in "
        f"{OWN_QUESTIONS}/ here"
    )


def _suites(path: Path) -> Iterator[Suite]:
    if not path.is_dir():
        yield _file_suite(read_question_file(path))
    elif is_beir_folder(path):
        yield _beir_suite(path)
    else:
        files = question_files(path)
        if not files:
            raise UsageError(
                f"{path}: expected queries.jsonl, or files named like questions.yaml or "
                "keys.questions.md"
            )
        yield from map(_file_suite, map(read_question_file, files))


def _beir_suite(folder: Path) -> Suite:
    corpus, gates = folder / CORPUS, folder / GATES_FILE
    cases = tuple(read_beir(folder))
    declared = read_gates(gates, cases) if gates.exists() else ()
    return Suite(str(folder), cases, (corpus,) if corpus.exists() else (), *declared)


def _file_suite(file: QuestionFile) -> Suite:
    return Suite(str(file.path), file.cases, file.sources, file.gates, file.baseline)


def case_count(suites: Iterable[Suite]) -> int:
    """Return how many questions there are in all."""
    return sum(len(suite.cases) for suite in suites)


def baselines_of(
    suites: Sequence[Suite], against: Path | None, new_run: Path | None
) -> tuple[Path, ...]:
    """Return the runs to compare with: the one that is named, or those that the suites want.

    Raises UsageError as `baseline_of` does, but for `new_run`, which is about to be saved.
    """
    if against is not None:
        return (against,)
    compared = (suite for suite in suites if new_run is None or not _is_first_run(suite, new_run))
    wanted = (baseline_of(suite.name, suite.gates, suite.baseline) for suite in compared)
    return tuple(dict.fromkeys(path for path in wanted if path is not None))


def baseline_of(name: str, gates: Gates, baseline: Path | None) -> Path | None:
    """Return the run that the questions called `name` want to be compared with, if any.

    Raises UsageError where it is not there, or where a gate needs one and none is named.
    """
    if baseline is not None:
        if not baseline.exists():
            raise UsageError(
                f"{name}: expected its baseline {baseline}, which is not there: "
                f"make it with --save {baseline}"
            )
        return baseline
    for limit in limits_of_comparison(gates):
        raise UsageError(
            f"{gates.places.get(limit, name)}: '{limit}' needs a run to compare with: expected "
            "'baseline: RUN' beside the gates, as `quoth eval --save RUN` writes it, got none"
        )
    return None


def _is_first_run(suite: Suite, new_run: Path) -> bool:
    """Return whether the run that is about to be saved is the first to compare with."""
    if suite.baseline is None:
        return True
    return not suite.baseline.exists() and new_run.resolve() == suite.baseline.resolve()


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
            asked = workspace.with_sources(suite.sources)
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
