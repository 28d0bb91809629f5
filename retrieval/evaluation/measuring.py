"""Questions put to a library, each with what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from retrieval.askable import Askable
from retrieval.evaluation.anchors import judged as looked_up
from retrieval.evaluation.asking import Asked, ask
from retrieval.evaluation.cases import Case
from retrieval.evaluation.certainty import certainty
from retrieval.evaluation.judging import failures, first_mark, mark_right, verdict
from retrieval.evaluation.outcomes import Judged, Outcome

QUOTES = 3
"""Quotes that are asked for, as a person is shown who does not say how many."""

Heard = Callable[[int, int], None]
"""Told how many questions were asked so far, and how many there are."""


def measure(
    library: Askable, cases: Sequence[Case], heard: Heard = lambda _done, _all: None
) -> list[Outcome]:
    """Return what comes of each question, in order.

    A document or an anchor that is not in the library makes its question fail.
    """
    outcomes = []
    for done, judged in enumerate(looked_up(library, cases), 1):
        outcomes.append(measure_one(library, judged))
        heard(done, len(cases))
    return outcomes


def measure_one(library: Askable, judged: Judged) -> Outcome:
    """Return what comes of one question."""
    return outcome(judged, ask(library, judged.case, max(QUOTES, judged.case.within)))


def outcome(judged: Judged, asked: Asked) -> Outcome:
    """Return what came of a question that was asked."""
    passages = tuple(hit.passage.passage_id for hit in asked.hits)
    documents = dict.fromkeys(hit.passage.doc_id for hit in asked.hits)
    ranking = passages if judged.unit == "passage" else tuple(documents)
    rank = next((at for at, name in enumerate(ranking, 1) if judged.grades.get(name)), None)
    mark = first_mark(asked.answer)
    is_right = mark_right(judged.case, mark)
    return Outcome(
        judged=judged,
        answer=asked.answer,
        ranking=ranking,
        passages=passages,
        rank=rank,
        mark=mark,
        mark_right=is_right,
        verdict=verdict(judged, asked.answer, is_right),
        failures=tuple(failures(judged, asked.answer, rank, is_right)),
        certainty=certainty(asked.answer),
        seconds=asked.seconds,
    )
