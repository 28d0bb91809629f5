"""An answer held against what is right."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.evaluation.cases import Case, Right
from retrieval.evaluation.outcomes import Failure, Judged, Verdict
from retrieval.evaluation.same_words import holds, words
from retrieval.model import Answer, Quote


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
    told = words(mark)
    return any(holds(told, words(accepted)) for accepted in case.answers)


def right_quote(judged: Judged, answer: Answer) -> bool | None:
    """Return whether one of the first quotes is right, None where no passage is named."""
    if not any(judged.grades.values()):
        return None
    return any(_grade(judged, quote) for quote in answer.quotes[: judged.case.within])


def verdict(judged: Judged, answer: Answer, mark: bool | None) -> Verdict:
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


def failures(
    judged: Judged, answer: Answer, rank: int | None, mark: bool | None
) -> Iterator[Failure]:
    """Yield what is wrong with an answer; `rank` and `mark` are as in `Outcome`."""
    for lost in judged.dangling:
        yield Failure("anchor", "a passage of the sources", lost)
    yield from _about_the_answer(judged, answer, rank, mark)
    if judged.case.disagree not in (None, answer.disagreement is not None):
        expected, got = ("disagree", "none") if judged.case.disagree else ("agree", "one")
        yield Failure("disagreement", f"sources that {expected}", f"{got} reported")


def _about_the_answer(
    judged: Judged, answer: Answer, rank: int | None, mark: bool | None
) -> Iterator[Failure]:
    case = judged.case
    if answer.status == "no_answer":
        if case.expects == "answer":
            known = any(judged.grades.values())
            yield Failure("abstained", "an answer", _abstained(answer) + _came(rank) * known)
        return
    if case.expects == "abstain":
        yield Failure("answered", "no answer", _quoted(answer.quotes[0]))
        return
    if right_quote(judged, answer) is False:
        where = f"one of the first {case.within} quotes" if case.within > 1 else "first quote"
        right = " or ".join(map(told, filter(lambda one: one.grade, case.right)))
        yield Failure("passage", f"{where}: {right}", _quoted(answer.quotes[0]) + _came(rank))
    elif mark is False:
        accepted = " or ".join(f'"{text}"' for text in case.answers)
        yield Failure("mark", f"marked first {accepted}", f'"{first_mark(answer)}"')


def _grade(judged: Judged, quote: Quote) -> int:
    return judged.grades.get(quote.passage_id if judged.unit == "passage" else quote.doc_id, 0)


def told(right: Right) -> str:
    """Return what a right quote is of, in words."""
    if right.anchor is None:
        return f"any of {right.doc_id}"
    where = "" if right.doc_id is None else f" of {right.doc_id}"
    return f'"{right.anchor}"{where}'


def _abstained(answer: Answer) -> str:
    missing = ", ".join(answer.missing)
    return "none" + (f"; nothing speaks of {missing}" if missing else "")


def _came(rank: int | None) -> str:
    return "; the right one is not ranked" if rank is None else f"; the right one has rank {rank}"


def _quoted(quote: Quote) -> str:
    start, end = quote.marks[0] if quote.marks else (0, len(quote.text))
    return f'"{quote.text[start:end]}" of {quote.doc_id}'
