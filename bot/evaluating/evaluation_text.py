"""An evaluation as lines for a person, what is broken last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.evaluating.change_text import comparison_text
from bot.evaluating.evaluation import Evaluation
from bot.evaluating.failure_text import failures_text
from bot.evaluating.summary_text import headline, ranking_table, risk_line, verdict_table
from bot.surface import Surface
from bot.visible import one_line
from bot.wording import counted
from bot.wrapping import wrap
from retrieval.evaluation.summary import Summary


def evaluation_text(evaluation: Evaluation, most: int, surface: Surface) -> Iterator[str]:
    """Yield tables by set, what fails and what changed, at most so many of each, and the gates."""
    shown = _telling(evaluation.summaries)
    yield from ranking_table(shown, surface)
    yield "\n"
    yield from verdict_table(shown, surface)
    yield "\n"
    yield risk_line(evaluation.risk)
    yield headline(evaluation.summaries)
    yield from failures_text(evaluation.outcomes, most, surface)
    if evaluation.comparison is not None:
        yield "\n"
        yield from comparison_text(evaluation.comparison, evaluation.against, most, surface)
    yield from _gates(evaluation, surface)


def _telling(summaries: Sequence[Summary]) -> Sequence[Summary]:
    """Return the summaries without that of the only set, which all questions are in."""
    return summaries[1:] if len(summaries) == 2 else summaries


def _gates(evaluation: Evaluation, surface: Surface) -> Iterator[str]:
    if not evaluation.broken:
        if evaluation.gates:
            hold = "holds" if evaluation.gates == 1 else "hold"
            yield f"\n{counted(evaluation.gates, 'gate')} {hold}.\n"
        return
    are = "is" if len(evaluation.broken) == 1 else "are"
    yield f"\n{counted(len(evaluation.broken), 'gate')} {are} broken:\n"
    for gate in evaluation.broken:
        place = f" ({gate.place})" if gate.place else ""
        told = f"{gate.gate}: expected {gate.expected}, got {gate.got}{place}"
        lines = wrap(one_line(told), surface.width - 4)
        yield f"  {next(lines, '')}\n"
        yield from (f"    {line}\n" for line in lines)
