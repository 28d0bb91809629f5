"""A question put to a library as a person would: the one place where that is done."""

from __future__ import annotations

import time
from typing import NamedTuple

from retrieval.askable import Askable
from retrieval.evaluation.cases import Case
from retrieval.model import Answer, Hit
from retrieval.ranking.ranking import POOL


class Asked(NamedTuple):
    """The answer, the passages in the order in which they were ranked, and how long it took."""

    answer: Answer
    hits: tuple[Hit, ...]
    seconds: float


def ask(library: Askable, case: Case, top: int) -> Asked:
    """Return what a library says to a question: at most `top` quotes, and all that was ranked.

    It is told what was said before the question.
    """
    began = time.perf_counter()
    answer = library.ask(case.question, top, history=case.history)
    seconds = time.perf_counter() - began
    return Asked(answer, tuple(library.search(case.question, POOL, history=case.history)), seconds)
