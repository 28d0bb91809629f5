"""An evaluation as lines for a person.

Tables, what fails, what changed since a run, broken gates last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.eval.evaluation import Evaluation
from bot.eval.tables import (
    distinct_summaries,
    follow_up_table,
    passed_line,
    ranking_table,
    risk_line,
    share,
    table,
    verdict_table,
)
from bot.terminal.layout import clipped, counted, one_line, wrap
from bot.terminal.streams import Terminal
from retrieval.evaluation.cases import Failure, Outcome
from retrieval.evaluation.metrics import follow_ups
from retrieval.evaluation.run_comparison import CaseChange, MetricComparison, RunComparison
from retrieval.evaluation.saved_runs import SavedOutcome

_MARGIN = 2
_TURNS = 2
_ORDER = ("anchor", "answered", "abstained", "passage", "disagreement", "mark")


def failures_text(outcomes: Sequence[Outcome], most: int, surface: Terminal) -> Iterator[str]:
    """Yield the questions that fail, what cannot be looked up first, at most so many of them."""
    failed = sorted(
        (outcome for outcome in outcomes if outcome.failures),
        key=lambda outcome: _ORDER.index(outcome.failures[0].kind),
    )
    for outcome in failed[:most]:
        yield "\n"
        yield from failure_text(outcome, surface)
    if len(failed) > most:
        yield f"\n{counted(len(failed) - most, 'more question')} failed; --show {len(failed)}\n"


def failure_text(outcome: Outcome, surface: Terminal) -> Iterator[str]:
    """Yield a question with its place, what was expected, what came, and the note why."""
    case = outcome.case
    yield from (surface.bold(line) + "\n" for line in wrap(case.question, surface.width))
    for turn in case.history[-_TURNS:]:
        said = clipped(turn.text, surface.width, surface.glyphs.ellipsis)
        yield from _labelled_lines("after", f"{turn.role}: {said}", surface)
    yield from _labelled_lines("from", case.place or case.case_id, surface)
    for failure in outcome.failures:
        yield from failure_lines(failure, surface)
    if outcome.read_as != case.question:
        yield from _labelled_lines("read as", outcome.read_as, surface)
    if case.why:
        yield from _labelled_lines("why", case.why, surface)


def failure_lines(failure: Failure, surface: Terminal) -> Iterator[str]:
    """Yield what was expected and what came."""
    yield from _labelled_lines("expected", failure.expected, surface)
    yield from _labelled_lines("got", failure.got, surface)


def _labelled_lines(label: str, text: str, surface: Terminal) -> Iterator[str]:
    lead = " " * _MARGIN + f"{label:<8}  "
    lines = wrap(one_line(text), surface.width - len(lead))
    yield f"{surface.dim(lead)}{next(lines, '')}".rstrip() + "\n"
    yield from (" " * len(lead) + line + "\n" for line in lines)


_WRONG = {
    "anchor": "what is right is not there",
    "abstained": "nothing is quoted",
    "answered": "something is quoted",
    "passage": "the passage",
    "mark": "the mark",
    "disagreement": "disagreement",
}


def comparison_text(
    comparison: RunComparison, against: str, most: int, surface: Terminal
) -> Iterator[str]:
    """Yield the totals, if any moved, then the questions that changed, the worse ones first.

    `most` is how many of those are shown.
    """
    both = counted(comparison.questions, "question")
    told = f"Against {against}: {both} in both, {len(comparison.changes):,} changed"
    if comparison.added:
        told += f", {len(comparison.added):,} new"
    if comparison.gone:
        told += f", {len(comparison.gone):,} gone"
    yield from (line + "\n" for line in wrap(one_line(told + "."), surface.width))
    if any(total.better or total.worse for total in comparison.totals):
        yield "\n"
        yield from totals_table(comparison.totals, surface)
    yield from changes_text(comparison.changes, most, surface)


def totals_table(totals: Sequence[MetricComparison], surface: Terminal) -> Iterator[str]:
    """Yield each measure before and after, and the p-value of the difference."""
    header = ("", "questions", "before", "after", "better", "worse", "p")
    rows = (
        (
            total.measure,
            f"{total.questions:,}",
            share(total.before, surface),
            share(total.after, surface),
            f"{total.better:,}",
            f"{total.worse:,}",
            f"{total.p_value:.3f}" if total.p_value >= 0.001 else "<0.001",
        )
        for total in totals
    )
    return table(header, rows, surface)


def changes_text(changes: Sequence[CaseChange], most: int, surface: Terminal) -> Iterator[str]:
    """Yield the questions that changed, and how."""
    for change in sorted(changes, key=_severity)[:most]:
        yield "\n"
        question = one_line(f"{_sign(change)} {change.after.question}")
        yield from (surface.bold(line) + "\n" for line in wrap(question, surface.width))
        for told in differences(change, surface):
            lines = wrap(one_line(told), surface.width - 4)
            yield f"  {next(lines, '')}\n"
            yield from (f"    {line}\n" for line in lines)
    if len(changes) > most:
        yield f"\n{counted(len(changes) - most, 'more question')} changed; --show {len(changes)}\n"


def differences(change: CaseChange, surface: Terminal, *, explained: bool = False) -> Iterator[str]:
    """Yield what a person would see of a change: verdict, what is wrong, rank, mark or quote.

    Where what is wrong is `explained` besides, that and what was quoted go without saying.
    """
    before, after = change.before, change.after
    to = "→" if surface.glyphs.ellipsis == "…" else "->"
    if before.verdict != after.verdict:
        yield f"{before.verdict} {to} {after.verdict}"
    if before.wrong != after.wrong and not explained:
        yield f"wrong: {_wrong_kinds(before)} {to} {_wrong_kinds(after)}"
    if before.rank != after.rank:
        yield f"rank of the right one: {before.rank or 'none'} {to} {after.rank or 'none'}"
    if explained:
        return
    if before.mark != after.mark:
        yield f'marked: "{before.mark}" {to} "{after.mark}"'
    elif before.first != after.first:
        yield f"quoted: {before.first or 'nothing'} {to} {after.first or 'nothing'}"


def _wrong_kinds(line: SavedOutcome) -> str:
    return ", ".join(_WRONG.get(kind, kind) for kind in line.wrong) or "nothing"


def _severity(change: CaseChange) -> tuple[bool, bool, bool, str]:
    return (
        not change.is_new_failure,
        not change.is_worse,
        not (change.is_mended or change.is_better),
        change.after.case_id,
    )


def _sign(change: CaseChange) -> str:
    if change.is_new_failure or (change.is_worse and not change.is_better):
        return "-"
    return "+" if change.is_mended or change.is_better else "~"


def evaluation_text(evaluation: Evaluation, most: int, surface: Terminal) -> Iterator[str]:
    """Yield tables by set, what fails and what changed, at most so many of each, and the gates."""
    shown = distinct_summaries(evaluation.summaries)
    yield from ranking_table(shown, surface)
    yield "\n"
    yield from verdict_table(shown, surface)
    yield "\n"
    yield from follow_up_table(follow_ups(evaluation.outcomes, evaluation.values), surface)
    answered = any(outcome.answered for outcome in evaluation.outcomes)
    yield risk_line(evaluation.risk, answered=answered)
    yield passed_line(evaluation.summaries)
    yield from failures_text(evaluation.outcomes, most, surface)
    if evaluation.comparison is not None:
        yield "\n"
        yield from comparison_text(evaluation.comparison, evaluation.against, most, surface)
    yield from _gates_text(evaluation, surface)


def _gates_text(evaluation: Evaluation, surface: Terminal) -> Iterator[str]:
    if evaluation.broken:
        yield from _broken_lines(evaluation, surface)
    elif evaluation.gates:
        yield f"\n{gates_hold_text(evaluation.gates)}\n"
    if evaluation.unheld:
        yield f"\n{gates_unheld_text(evaluation.unheld)}\n"


def gates_hold_text(gates: int) -> str:
    """Return that so many gates hold."""
    return f"{counted(gates, 'gate')} {'holds' if gates == 1 else 'hold'}."


def gates_unheld_text(gates: int) -> str:
    """Return that so many gates say nothing yet, in a sentence."""
    compare = "compares" if gates == 1 else "compare"
    return f"{counted(gates, 'gate')} {compare} with a run, and there is none yet."


def _broken_lines(evaluation: Evaluation, surface: Terminal) -> Iterator[str]:
    are = "is" if len(evaluation.broken) == 1 else "are"
    yield f"\n{counted(len(evaluation.broken), 'gate')} {are} broken:\n"
    for gate in evaluation.broken:
        place = f" ({gate.place})" if gate.place else ""
        told = f"{gate.gate}: expected {gate.expected}, got {gate.got}{place}"
        lines = wrap(one_line(told), surface.width - 4)
        yield f"  {next(lines, '')}\n"
        yield from (f"    {line}\n" for line in lines)
