"""An evaluation as lines for a person, what is broken last."""

from __future__ import annotations

from collections.abc import Iterator

from bot.evaluating.change_text import comparison_text
from bot.evaluating.evaluation import Evaluation
from bot.evaluating.failure_text import failures_text
from bot.evaluating.follow_up_text import follow_up_table
from bot.evaluating.summary_text import headline, ranking_table, risk_line, telling, verdict_table
from bot.surface import Surface
from bot.visible import one_line
from bot.wording import counted
from bot.wrapping import wrap
from retrieval.evaluation.follow_ups import follow_ups


def evaluation_text(evaluation: Evaluation, most: int, surface: Surface) -> Iterator[str]:
    """Yield tables by set, what fails and what changed, at most so many of each, and the gates."""
    shown = telling(evaluation.summaries)
    yield from ranking_table(shown, surface)
    yield "\n"
    yield from verdict_table(shown, surface)
    yield "\n"
    yield from follow_up_table(follow_ups(evaluation.outcomes, evaluation.values), surface)
    answered = any(outcome.answered for outcome in evaluation.outcomes)
    yield risk_line(evaluation.risk, answered=answered)
    yield headline(evaluation.summaries)
    yield from failures_text(evaluation.outcomes, most, surface)
    if evaluation.comparison is not None:
        yield "\n"
        yield from comparison_text(evaluation.comparison, evaluation.against, most, surface)
    yield from _gates(evaluation, surface)


def _gates(evaluation: Evaluation, surface: Surface) -> Iterator[str]:
    if evaluation.broken:
        yield from _broken(evaluation, surface)
    elif evaluation.gates:
        yield f"\n{holding(evaluation.gates)}\n"
    if evaluation.unheld:
        yield f"\n{unheld(evaluation.unheld)}\n"


def holding(gates: int) -> str:
    """Return that so many gates hold."""
    return f"{counted(gates, 'gate')} {'holds' if gates == 1 else 'hold'}."


def unheld(gates: int) -> str:
    """Return that so many gates say nothing yet, in a sentence."""
    compare = "compares" if gates == 1 else "compare"
    return f"{counted(gates, 'gate')} {compare} with a run, and there is none yet."


def _broken(evaluation: Evaluation, surface: Surface) -> Iterator[str]:
    are = "is" if len(evaluation.broken) == 1 else "are"
    yield f"\n{counted(len(evaluation.broken), 'gate')} {are} broken:\n"
    for gate in evaluation.broken:
        place = f" ({gate.place})" if gate.place else ""
        told = f"{gate.gate}: expected {gate.expected}, got {gate.got}{place}"
        lines = wrap(one_line(told), surface.width - 4)
        yield f"  {next(lines, '')}\n"
        yield from (f"    {line}\n" for line in lines)
