"""Every question of a folder put to a system: where the right document came, and what it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from statistics import median
from typing import NamedTuple, TypeVar

from retrieval.answering.abstention import DEFAULT_THRESHOLD
from retrieval.evaluation.assessment import first_mark, mark_right
from retrieval.evaluation.cases import Case
from retrieval.training.examples import Example, examples
from retrieval.training.validate import ValidatedExample, cross_validated
from tests.benchmarks.systems import Folder, K, Search

WARM = 20
"""Questions that are asked before the clock counts."""


class Took(NamedTuple):
    """Milliseconds of the processor, and by the clock."""

    cpu: float
    wall: float


class Seen(NamedTuple):
    """What came of a question: the rank of the first right document among `K`, whether the mark
    holds an accepted answer, whether there was an answer at all, and what it took; None where
    that was not looked at."""

    case: Case
    rank: int | None
    mark: bool | None
    answered: bool
    took: Took | None


_Given = TypeVar("_Given")


def timed(work: Callable[[], _Given]) -> tuple[_Given, Took]:
    """Return what work makes, and what it took."""
    cpu, wall = time.thread_time(), time.perf_counter()
    made = work()
    return made, Took(1000 * (time.thread_time() - cpu), 1000 * (time.perf_counter() - wall))


def of_baseline(search: Search, cases: Sequence[Case]) -> list[Seen]:
    """Return what comes of questions: whatever is found counts as an answer."""
    seen = []
    for case in (*cases[:WARM], *cases):
        found, took = timed(partial(search, case.question))
        mark = None if found.mark is None else mark_right(case, found.mark)
        seen.append(Seen(case, _rank(case, found.documents), mark, bool(found.documents), took))
    return seen[len(cases[:WARM]) :]


def of_quoth(folder: Folder) -> list[Seen]:
    """Return what comes of questions as Quoth is shipped.

    What is timed is `Library.ask` as a person's question goes through it, and nothing else: from
    the text to the quotes with their marks and citations, or to the abstention.
    """
    library, seen = folder.library, []
    for case in (*folder.cases[:WARM], *folder.cases):
        answer, took = timed(partial(library.ask, case.question, history=case.history))
        hits = library.search(case.question, 2 * K, history=case.history)
        documents = list(dict.fromkeys(hit.passage.doc_id for hit in hits))[:K]
        # What would be marked is looked at whether it is sure enough or not.
        marked = answer if answer.quotes else library.ask(case.question, 1, caution="0")
        mark = mark_right(case, first_mark(marked))
        answered = answer.status == "answered"
        seen.append(Seen(case, _rank(case, documents), mark, answered, took))
    return seen[len(folder.cases[:WARM]) :]


def of_examples(found: Sequence[Example]) -> list[Seen]:
    """Return what comes of questions if weights are learned without their article."""
    return of_judged(cross_validated(found))


def of_judged(judged: Iterable[ValidatedExample]) -> list[Seen]:
    """Return what comes of questions that were judged in cross-validation."""
    return [_seen(one) for one in judged]


def gathered(folder: Folder, most: int | None = None) -> list[Example]:
    """Return what the questions of a folder show, to learn from."""
    return list(islice(examples(folder.library, folder.cases), most))


def _seen(judged: ValidatedExample) -> Seen:
    least = judged.thresholds[DEFAULT_THRESHOLD]
    answered = bool(judged.example.passages) and judged.likelihood >= least
    rank = judged.rank if judged.rank and judged.rank <= K else None
    return Seen(judged.example.case, rank, judged.mark_right, answered, None)


def _rank(case: Case, documents: Sequence[str]) -> int | None:
    right = {one.doc_id for one in case.right if one.grade > 0}
    return next((rank for rank, doc_id in enumerate(documents, 1) if doc_id in right), None)


Measure = Callable[[Sequence[Seen]], float | None]


def _share(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None


def success(seen: Sequence[Seen]) -> float | None:
    """Return the share of answerable questions whose right document came first."""
    return _share([one.rank == 1 for one in seen if one.case.expects == "answer"])


def reciprocal(seen: Sequence[Seen]) -> float | None:
    """Return the mean reciprocal rank of the first right document, of answerable questions."""
    ranks = [one.rank for one in seen if one.case.expects == "answer"]
    return sum(1 / rank for rank in ranks if rank) / len(ranks) if ranks else None


def marked(seen: Sequence[Seen]) -> float | None:
    """Return the share of questions whose first mark holds an accepted answer."""
    return _share([one.mark for one in seen if one.mark is not None])


def answered(seen: Sequence[Seen]) -> float | None:
    """Return the share of questions that are answered, rightly or not."""
    return _share([one.answered for one in seen])


def cpu_ms(seen: Sequence[Seen]) -> float | None:
    """Return the median of the processor's milliseconds a question."""
    return _median([one.took.cpu for one in seen if one.took])


def wall_ms(seen: Sequence[Seen]) -> float | None:
    """Return the median of the milliseconds a question by the clock."""
    return _median([one.took.wall for one in seen if one.took])


def _median(taken: Sequence[float]) -> float | None:
    return median(taken) if taken else None
