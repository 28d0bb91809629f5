"""Evaluations of outcomes that a test makes up, and texts that have to be shown as they are."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from bot.eval.evaluation import Evaluation
from retrieval.conversation.turns import Turn
from retrieval.evaluation.assessment import outcome_of
from retrieval.evaluation.cases import Case, JudgedCase, Outcome, Relevance
from retrieval.evaluation.gates import BrokenGate
from retrieval.evaluation.metrics import answer_values, risk_by_coverage, summaries
from retrieval.evaluation.saved_runs import CaseChange, SavedOutcome, compare_runs, saved_outcomes
from retrieval.model import Quote
from tests.retrieval.evaluation.making import answer, asked, quote

NASTY = (
    "</summary></details></style><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!-- & &amp; &lt; ]]> <![CDATA[ <?pi ?> ' $x$ {} %s \\",
    "first\r\nsecond\rthird\tend\x0b\x0c",
    "nul \x00 bell \x07 escape \x1b[31m over\u202eride half \udce9 end \ufffe\uffff",
    "日本語の質問 العربية 👩\u200d🚀 e\u0301",
    "",
    "   ",
)
TEXTS = st.one_of(st.text(), st.text(st.characters()), st.sampled_from(NASTY))


def one(
    case_id: str = "q",
    *,
    question: str = "who?",
    ranking: Sequence[str] = ("a", "b"),
    right: str | None = "a",
    quotes: Sequence[Quote] | None = None,
    set_name: str = "",
    why: str = "",
    answers: Sequence[str] = (),
    history: Sequence[Turn] = (),
) -> Outcome:
    """Return what came of a question of which a document is right, or None of any."""
    grades = {} if right is None else {right: 1}
    case = Case(
        case_id,
        question,
        tuple(map(Relevance, grades)),
        answers=tuple(answers),
        history=tuple(history),
        expects="answer" if grades else "abstain",
        set_name=set_name,
        why=why,
        place=f"questions.yaml:{len(case_id)}",
    )
    quotes = (
        [quote(f"{name}#1", f"text of {name}") for name in ranking[:3]]
        if quotes is None
        else quotes
    )
    said = answer(*quotes)._replace(question=question, read_as=question)
    return outcome_of(JudgedCase(case, grades, "document"), asked(said, ranking))


def evaluation(
    *outcomes: Outcome,
    before: Sequence[Outcome] | None = None,
    broken: Sequence[BrokenGate] = (),
    gates: int = 0,
    gates_without_run: int = 0,
) -> Evaluation:
    """Return an evaluation, compared with one of other outcomes where there are some."""
    found = list(map(_values, outcomes))
    comparison = None
    if before is not None:
        comparison = compare_runs(
            saved_outcomes(before, list(map(_values, before))), saved_outcomes(outcomes, found)
        )
    return Evaluation(
        outcomes,
        tuple(found),
        tuple(summaries(outcomes, found)),
        tuple(risk_by_coverage(outcomes)),
        tuple(broken),
        gates,
        comparison,
        "" if before is None else "before.run",
        gates_without_run,
    )


def line(
    case_id: str = "q", rank: int | None = 1, *, mark: str = "", passed: bool = True
) -> SavedOutcome:
    """Return what is kept of a question."""
    wrong = () if passed else ("passage",)
    values = {"mrr@10": 1 / rank if rank else 0.0, "passed": float(passed)}
    return SavedOutcome(
        case_id, "", f"{case_id}?", "answered rightly", rank, "a#1", mark, wrong, values
    )


def change(before: int | None, after: int | None) -> CaseChange:
    """Return a question of which the right one moved."""
    return CaseChange(line(rank=before), line(rank=after))


def _values(of: Outcome) -> dict[str, float]:
    ranked = {"mrr@10": 1 / of.rank if of.rank else 0.0} if of.judged.grades else {}
    return {**ranked, **answer_values(of)}
