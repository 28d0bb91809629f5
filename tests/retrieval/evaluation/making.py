"""Cases, answers and outcomes, made of what a test wants to say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from retrieval.evaluation.assessment import TimedAnswer, outcome_of
from retrieval.evaluation.cases import Case, JudgedCase, Outcome, Relevance
from retrieval.model import Answer, Citation, Disagreement, Hit, Locator, Passage, Quote


def passage(passage_id: str, text: str = "") -> Passage:
    doc_id = passage_id.partition("#")[0]
    return Passage(passage_id, doc_id, 0, len(text), "", 1, 1, None, 0, text)


def quote(passage_id: str, text: str = "", score: float = 1.0) -> Quote:
    doc_id = passage_id.partition("#")[0]
    locator = Locator(0, len(text), 1, 1, None)
    citation = Citation(1, doc_id, doc_id, None, None, locator, f"/{doc_id}", None, "")
    marks = ((0, len(text)),)
    return Quote(passage_id, doc_id, 0, len(text), text, marks, score, "", citation)


def answer(*quotes: Quote, disagreement: Disagreement | None = None) -> Answer:
    status = "answered" if quotes else "no_answer"
    return Answer("q", "q", status, quotes, disagreement=disagreement)  # type: ignore[arg-type]  # one of the two


def asked(given: Answer, ranking: Sequence[str]) -> TimedAnswer:
    hits = (Hit(passage(name), 1.0 / rank, rank) for rank, name in enumerate(ranking, 1))
    return TimedAnswer(given, tuple(hits), 0.001)


def made(
    case_id: str = "q",
    *,
    grades: Mapping[str, int] | None = None,
    ranking: Sequence[str] = (),
    quotes: Sequence[Quote] = (),
    case: Case | None = None,
) -> Outcome:
    """Return what came of a question of which documents are right."""
    grades = {} if grades is None else grades
    right = tuple(Relevance(name, None, grade) for name, grade in grades.items())
    expects = "answer" if any(grades.values()) else None
    case = case or Case(case_id, f"{case_id}?", right, expects=expects)  # type: ignore[arg-type]  # one of the two
    return outcome_of(JudgedCase(case, grades, "document"), asked(answer(*quotes), ranking))
