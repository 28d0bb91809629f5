"""A question that waits, and what is said of it now, for a person on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.discord.storage.unanswered import Unanswered
from bot.surface import Surface, joined
from bot.terminal import quotes_text
from bot.visible import one_line
from bot.wording import counted
from bot.wrapping import wrap
from retrieval.evaluation.cases import Right
from retrieval.evaluation.judging import told
from retrieval.model import Quote, Status

_SAID: dict[Status, str] = {
    "answered": "Answered now:",
    "no_answer": "Nothing in the sources answers this now. Closest:",
}
_NEVER = "No passage shares a word with this."
_OUTCOMES = {"unanswered": "not answered", "not_it": "judged not it"}


def question_text(waiting: Unanswered, number: int, of: int, surface: Surface) -> Iterator[str]:
    """Yield where one is in the review, how often a question was asked, and the question."""
    often = "asked once" if waiting.times == 1 else f"asked {counted(waiting.times, 'time')}"
    counts = (
        f"{waiting.outcomes[outcome]:,} {words}"
        for outcome, words in _OUTCOMES.items()
        if waiting.outcomes.get(outcome)
    )
    facts = joined((f"{number:,} of {of:,}", often, f"last {waiting.last[:10]}", *counts), surface)
    yield from (surface.dim(line) + "\n" for line in wrap(facts, surface.width))
    asked = wrap(one_line(waiting.question), surface.width)
    yield from (surface.bold(line) + "\n" for line in asked)


def candidates_text(
    status: Status, quotes: Sequence[Quote], begun: int, surface: Surface
) -> Iterator[str]:
    """Yield the passages that might be right, those from number `begun` on, counted from 0."""
    if not quotes:
        yield f"{_NEVER}\n"
        return
    if not begun:
        yield surface.dim(_SAID[status]) + "\n"
    yield "\n"
    yield quotes_text(quotes[begun:], surface)


def prompt_text(candidates: int, *, more: bool) -> str:
    """Return what can be pressed."""
    keys = [f"1{f'-{candidates}' if candidates > 1 else ''} is right"] if candidates else []
    keys += ["a must abstain", *(["m more"] if more else []), "d drop", "s skip", "q stop"]
    return f"{', '.join(keys)}? "


def written_text(right: Right | None, where: str, surface: Surface) -> Iterator[str]:
    """Yield what was written, and to which file."""
    said = "must abstain" if right is None else f"right is {told(right)}"
    yield from (f"{line}\n" for line in wrap(one_line(f"{where}: {said}"), surface.width))
