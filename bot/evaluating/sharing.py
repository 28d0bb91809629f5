"""Questions put to a library by as many processes as there are processors, where that pays."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread

from bot.opening import Place, open_library
from retrieval.askable import Askable
from retrieval.evaluation.anchors import judged as looked_up
from retrieval.evaluation.cases import Case
from retrieval.evaluation.measuring import measure_one
from retrieval.evaluation.outcomes import Judged, Outcome

WORTH_SHARING = 200
"""Questions from which more than one process is started: each takes a while to begin."""

_MOST = 8
_AT_ONCE = 4


def measured(
    place: Place, library: Askable, cases: Sequence[Case], heard: Callable[[], None]
) -> list[Outcome]:
    """Return what comes of each question, in order; `heard` is told of each.

    `library` is that of the place, which other processes open for themselves. What comes of a
    question does not depend on who asks it.
    """
    outcomes = []
    judged = looked_up(library, cases)
    processes = min(os.cpu_count() or 1, _MOST)
    if len(cases) < WORTH_SHARING or processes < 2:
        for one in judged:
            outcomes.append(measure_one(library, one))
            heard()
        return outcomes
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (place,))
    try:
        for outcome in pool.map(_measure, judged, chunksize=_AT_ONCE):
            outcomes.append(outcome)
            heard()
    finally:
        pool.shutdown(cancel_futures=True)
    return outcomes


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


def _measure(judged: Judged) -> Outcome:
    return measure_one(_opened[0], judged)
