"""The gates of a file of questions held against what came of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evaluating.baselines import baseline_of
from bot.surface import UNKNOWN_WIDTH
from bot.visible import one_line
from bot.wording import counted
from bot.wrapping import wrap
from retrieval.evaluation.comparing import Comparison, compare
from retrieval.evaluation.gates import broken, comparing
from retrieval.evaluation.kept_runs import kept, read_run
from retrieval.evaluation.measures import values
from retrieval.evaluation.outcomes import Outcome
from retrieval.evaluation.question_file import QuestionFile
from retrieval.evaluation.summary import summaries


def broken_text(file: QuestionFile, outcomes: Sequence[Outcome]) -> str:
    """Return which gates do not hold and for which questions, "" where all hold.

    Raises UsageError where a gate needs a run to compare with and the file names none, or one
    that cannot be read.
    """
    gates = file.gates
    # Measures need a library of their own, which a file without floors can do without.
    found = values(outcomes) if gates.floors else [{} for _ in outcomes]
    comparison = _comparison(file, outcomes) if comparing(gates) else None
    faults = broken(gates, summaries(outcomes, found) if gates.floors else [], outcomes, comparison)
    if not faults:
        return ""
    named = _named(outcomes, comparison)
    lines = [f"{counted(len(faults), 'gate')} of {len(gates.floors) + len(gates.most)} broken"]
    for fault in faults:
        lines.append(f"  {fault.gate}: expected {fault.expected}, got {fault.got} ({fault.place})")
        told = ", ".join(named.get(fault.gate, ()))
        lines.extend(f"    {line}" for line in wrap(one_line(told), UNKNOWN_WIDTH - 4))
    return "\n".join(lines)


def _comparison(file: QuestionFile, outcomes: Sequence[Outcome]) -> Comparison | None:
    baseline = baseline_of(str(file.path), file.gates, file.baseline)
    if baseline is None:
        return None
    return compare(read_run(baseline), kept(outcomes, values(outcomes)))


def _named(outcomes: Sequence[Outcome], comparison: Comparison | None) -> dict[str, list[str]]:
    """Return the ids of the questions that each limit counts."""
    changes = comparison.changes if comparison else ()
    return {
        "failures": [one.case.case_id for one in outcomes if not one.passed],
        "new failures": [one.after.case_id for one in changes if one.is_new_failure],
        "worse": [one.after.case_id for one in changes if one.is_worse],
    }
