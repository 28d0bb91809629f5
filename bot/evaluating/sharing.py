"""Questions put to a library by as many processes as there are processors, where that pays."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

from bot.opening import Place, open_library
from retrieval.askable import Askable
from retrieval.evaluation.anchors import judged as looked_up
from retrieval.evaluation.cases import Case
from retrieval.evaluation.measuring import measure_one
from retrieval.evaluation.outcomes import Outcome

WORTH_SHARING = 200
"""Questions from which more than one process is started: each takes a while to begin."""

_MOST = 8
_AT_ONCE = 4

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def measured(
    place: Place, library: Askable, cases: Sequence[Case], heard: Callable[[], None]
) -> list[Outcome]:
    """Return what comes of each question, in order; `heard` is told of each.

    `library` is that of the place, which other processes open for themselves. What comes of a
    question does not depend on who asks it.
    """
    outcomes = []
    jobs = processes() if len(cases) >= WORTH_SHARING else 1
    for outcome in worked(place, library, measure_one, looked_up(library, cases), jobs):
        outcomes.append(outcome)
        heard()
    return outcomes


def processes() -> int:
    """Return how many processes are worth starting on this machine."""
    return min(os.cpu_count() or 1, _MOST)


def worked(
    place: Place,
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
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (place,))
    try:
        yield from pool.map(partial(_work, work), given, chunksize=_AT_ONCE)
    finally:
        pool.shutdown(cancel_futures=True)


_opened: list[Askable] = []


def _begin(place: Place) -> None:
    # An interruption is for the process that shows something; the others end when it does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _opened[:] = [open_library(place)]


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(work: Callable[[Askable, _Given], _Made], given: _Given) -> _Made:
    return work(_opened[0], given)
