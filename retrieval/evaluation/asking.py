"""A question put to a library as a person would: the one place where that is done."""

from __future__ import annotations

import time
from itertools import islice
from typing import NamedTuple

from retrieval.askable import Askable, Opened
from retrieval.asking import checked_question
from retrieval.evaluation.cases import Case
from retrieval.model import Answer, Hit
from retrieval.ranking.ranking import POOL


class Asked(NamedTuple):
    """The answer, the passages in the order in which they were ranked, and how long it took.

    `seconds` are those until the answer was there, without what is ranked beyond it.
    """

    answer: Answer
    hits: tuple[Hit, ...]
    seconds: float


def ask(library: Askable, case: Case, top: int) -> Asked:
    """Return what a library says to a question: at most `top` quotes, and all that was ranked.

    It is told what was said before the question. Raises UsageError as `Askable.ask` does.
    """
    question = checked_question(case.question)

    def asked(opened: Opened) -> Asked:
        began = time.perf_counter()
        answer, hits = opened.answering.answer_and_hits(
            question, top, history=case.history, caution=library.caution
        )
        seconds = time.perf_counter() - began
        return Asked(answer, tuple(islice(hits, POOL)), seconds)

    return library.read_whole(asked)
