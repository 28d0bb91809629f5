"""What is wrong with an answer, for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.surface import Surface
from bot.visible import one_line
from bot.wording import counted
from bot.wrapping import clipped, wrap
from retrieval.evaluation.outcomes import Failure, Outcome

_MARGIN = 2
_TURNS = 2
_ORDER = ("anchor", "answered", "abstained", "passage", "disagreement", "mark")


def failures_text(outcomes: Sequence[Outcome], most: int, surface: Surface) -> Iterator[str]:
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


def failure_text(outcome: Outcome, surface: Surface) -> Iterator[str]:
    """Yield a question with its place, what was expected, what came, and the note why."""
    case = outcome.case
    yield from (surface.bold(line) + "\n" for line in wrap(case.question, surface.width))
    for turn in case.history[-_TURNS:]:
        said = clipped(turn.text, surface.width, surface.glyphs.ellipsis)
        yield from _labelled("after", f"{turn.role}: {said}", surface)
    yield from _labelled("from", case.place or case.case_id, surface)
    for failure in outcome.failures:
        yield from failure_lines(failure, surface)
    if outcome.read_as != case.question:
        yield from _labelled("read as", outcome.read_as, surface)
    if case.why:
        yield from _labelled("why", case.why, surface)


def failure_lines(failure: Failure, surface: Surface) -> Iterator[str]:
    """Yield what was expected and what came."""
    yield from _labelled("expected", failure.expected, surface)
    yield from _labelled("got", failure.got, surface)


def _labelled(label: str, text: str, surface: Surface) -> Iterator[str]:
    lead = " " * _MARGIN + f"{label:<8}  "
    lines = wrap(one_line(text), surface.width - len(lead))
    yield f"{surface.dim(lead)}{next(lines, '')}".rstrip() + "\n"
    yield from (" " * len(lead) + line + "\n" for line in lines)
