"""Questions put to a library as a person would, each answer held against what is right."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from retrieval.askable import Askable, OpenIndex
from retrieval.evaluation.cases import (
    Case,
    Failure,
    JudgedCase,
    Outcome,
    Relevance,
    Verdict,
    compared_words,
    holds,
    judged_cases,
)
from retrieval.model import Answer, Hit, Quote, checked_question
from retrieval.ranking.reranker import CANDIDATE_COUNT

QUOTES_ASKED = 3
"""Quotes that are asked for, as a person is shown who does not say how many."""

AssessmentProgress = Callable[[int, int], None]
"""Called with how many questions were asked so far, and how many there are."""


def assess(
    library: Askable, cases: Sequence[Case], progress: AssessmentProgress = lambda _done, _all: None
) -> list[Outcome]:
    """Return what comes of each question, in order.

    A document or an anchor that is not in the library makes its question fail.
    """
    outcomes = []
    for done, judged in enumerate(judged_cases(library, cases), 1):
        outcomes.append(assess_case(library, judged))
        progress(done, len(cases))
    return outcomes


def assess_case(library: Askable, judged: JudgedCase) -> Outcome:
    """Return what comes of one question."""
    return outcome_of(judged, ask(library, judged.case, max(QUOTES_ASKED, judged.case.within)))


class TimedAnswer(NamedTuple):
    """The answer, the passages in the order in which they were ranked, and how long it took.

    `seconds` are those until the answer was there, without what is ranked beyond it.
    """

    answer: Answer
    hits: tuple[Hit, ...]
    seconds: float


def ask(library: Askable, case: Case, top: int) -> TimedAnswer:
    """Return what a library says to a question: at most `top` quotes, and all that was ranked.

    What was said before the question goes with it. Raises UsageError as `Askable.ask` does.
    """
    question = checked_question(case.question)

    def timed(opened: OpenIndex) -> TimedAnswer:
        began = time.perf_counter()
        answer, hits = opened.answering.answer_and_hits(
            question, top, history=case.history, caution=library.caution
        )
        seconds = time.perf_counter() - began
        return TimedAnswer(answer, tuple(islice(hits, CANDIDATE_COUNT)), seconds)

    return library.read(timed)


def outcome_of(judged: JudgedCase, timed: TimedAnswer) -> Outcome:
    """Return what came of a question that was asked."""
    answer = timed.answer
    passages = tuple(hit.passage.passage_id for hit in timed.hits)
    documents = dict.fromkeys(hit.passage.doc_id for hit in timed.hits)
    ranking = passages if judged.unit == "passage" else tuple(documents)
    rank = next((at for at, name in enumerate(ranking, 1) if judged.grades.get(name)), None)
    mark = first_mark(answer)
    is_right = mark_right(judged.case, mark)
    return Outcome(
        judged=judged,
        answer=answer,
        ranking=ranking,
        passages=passages,
        rank=rank,
        mark=mark,
        mark_right=is_right,
        verdict=verdict(judged, answer, is_right),
        failures=tuple(failures(judged, answer, rank, is_right)),
        certainty=answer.certainty if answer.quotes else 0.0,
        seconds=timed.seconds,
    )


def first_mark(answer: Answer) -> str:
    """Return the sentence that is marked first, "" where nothing is quoted."""
    for quote in answer.quotes[:1]:
        for start, end in quote.marks[:1]:
            return quote.text[start:end]
    return ""


def mark_right(case: Case, mark: str) -> bool | None:
    """Return whether a mark holds an accepted answer, None where the question gives none."""
    if not case.answers:
        return None
    words = compared_words(mark)
    return any(holds(words, compared_words(accepted)) for accepted in case.answers)


def verdict(judged: JudgedCase, answer: Answer, mark: bool | None) -> Verdict:
    """Return whether it was right to answer, and the answer right; or right to abstain."""
    case = judged.case
    is_known = any(judged.grades.values()) or not judged.dangling
    if case.expects is None or not is_known:
        return "unjudged"
    if answer.status == "no_answer":
        return "abstained rightly" if case.expects == "abstain" else "abstained wrongly"
    if case.expects == "abstain":
        return "answered wrongly"
    right = right_quote(judged, answer)
    is_right = mark if right is None else right
    return "answered wrongly" if is_right is False else "answered rightly"


def right_quote(judged: JudgedCase, answer: Answer) -> bool | None:
    """Return whether one of the first quotes is right, None where no passage is named."""
    if not any(judged.grades.values()):
        return None
    return any(_grade(judged, quote) for quote in answer.quotes[: judged.case.within])


def _grade(judged: JudgedCase, quote: Quote) -> int:
    return judged.grades.get(quote.passage_id if judged.unit == "passage" else quote.doc_id, 0)


def failures(
    judged: JudgedCase, answer: Answer, rank: int | None, mark: bool | None
) -> Iterator[Failure]:
    """Yield what is wrong with an answer; `rank` and `mark` are as in `Outcome`."""
    for lost in judged.dangling:
        yield Failure("anchor", "a passage of the sources", lost)
    yield from _answer_failures(judged, answer, rank, mark)
    if judged.case.disagree not in (None, answer.disagreement is not None):
        expected, got = ("disagree", "none") if judged.case.disagree else ("agree", "one")
        yield Failure("disagreement", f"sources that {expected}", f"{got} reported")


def _answer_failures(
    judged: JudgedCase, answer: Answer, rank: int | None, mark: bool | None
) -> Iterator[Failure]:
    case = judged.case
    if answer.status == "no_answer":
        if case.expects == "answer":
            got = _abstention_text(answer)
            if any(judged.grades.values()):
                got += _rank_text(rank)
            yield Failure("abstained", "an answer", got)
        return
    if case.expects == "abstain":
        yield Failure("answered", "no answer", _quote_text(answer.quotes[0]))
        return
    if right_quote(judged, answer) is False:
        where = f"one of the first {case.within} quotes" if case.within > 1 else "first quote"
        right = " or ".join(map(relevance_text, filter(lambda one: one.grade, case.right)))
        got = _quote_text(answer.quotes[0]) + _rank_text(rank)
        yield Failure("passage", f"{where}: {right}", got)
    elif mark is False:
        accepted = " or ".join(f'"{text}"' for text in case.answers)
        yield Failure("mark", f"marked first {accepted}", f'"{first_mark(answer)}"')


def relevance_text(right: Relevance) -> str:
    """Return what a right quote is of, in words."""
    if right.anchor is None:
        return f"any of {right.doc_id}"
    where = "" if right.doc_id is None else f" of {right.doc_id}"
    return f'"{right.anchor}"{where}'


def _abstention_text(answer: Answer) -> str:
    missing = ", ".join(answer.missing)
    return "none" + (f"; nothing speaks of {missing}" if missing else "")


def _rank_text(rank: int | None) -> str:
    return "; the right one is not ranked" if rank is None else f"; the right one has rank {rank}"


def _quote_text(quote: Quote) -> str:
    start, end = quote.marks[0] if quote.marks else (0, len(quote.text))
    return f'"{quote.text[start:end]}" of {quote.doc_id}'
