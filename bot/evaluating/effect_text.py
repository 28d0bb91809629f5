"""The effect of other sources, for a person: what breaks comes first."""

from __future__ import annotations

from collections.abc import Iterator

from bot.evaluating.change_text import differences
from bot.evaluating.failure_text import failure_lines
from bot.evaluating.sources_effect import SourcesEffect
from bot.surface import Surface
from bot.visible import one_line
from bot.wording import counted
from bot.wrapping import wrap
from retrieval.evaluation.comparing import Change
from retrieval.evaluation.document_changes import DocumentChanges
from retrieval.evaluation.effect import Effect, Kind, kind_of

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_SAID: dict[Kind, tuple[str, str]] = {
    "breaks": ("breaks", "break"),
    "worse": ("gets worse", "get worse"),
    "better": ("gets better", "get better"),
    "other": ("changes otherwise", "change otherwise"),
}


def effect_text(found: SourcesEffect, most: int, surface: Surface) -> Iterator[str]:
    """Yield the documents that differ, then the questions, at most so many of each."""
    yield from _documents(found.documents, most, surface)
    yield "\n"
    yield from (f"{line}\n" for line in wrap(headline(found.questions), surface.width))
    for change in found.questions.changes[:most]:
        yield "\n"
        yield from _change(change, found.questions, surface)
    left = len(found.questions.changes) - most
    if left > 0:
        every = len(found.questions.changes)
        yield f"\n{counted(left, 'more question')} would change; --show {every}\n"


def headline(effect: Effect) -> str:
    """Return how many questions would change, and how."""
    asked = counted(effect.questions, "question")
    if not effect.changes:
        return f"Nothing changes for the {asked}." if effect.questions != 1 else _NOTHING
    told = (
        f"{number:,} {_SAID[kind][number != 1]}"
        for kind in _SAID
        if (number := len(effect.of_kind(kind)))
    )
    return f"Of {asked}, {', '.join(told)}."


_NOTHING = "Nothing changes for the question."


def _documents(changes: DocumentChanges, most: int, surface: Surface) -> Iterator[str]:
    named = changes._asdict()
    counts = ", ".join(f"{len(named[kind]):,} {kind}" for kind in _SIGNS)
    yield f"Documents: {counts}.\n"
    lines = [(sign, name) for kind, sign in _SIGNS.items() for name in named[kind]]
    for sign, name in lines[:most]:
        shown = wrap(one_line(name), surface.width - 4)
        yield f"  {sign} {next(shown, '')}\n"
        yield from (f"    {line}\n" for line in shown)
    if len(lines) > most:
        yield f"  {counted(len(lines) - most, 'more document')}; --show {len(lines)}\n"


def _change(change: Change, effect: Effect, surface: Surface) -> Iterator[str]:
    kind = kind_of(change)
    asked = one_line(f"{_SAID[kind][0]}: {change.after.question}")
    yield from (surface.bold(line) + "\n" for line in wrap(asked, surface.width))
    for told in differences(change, surface, explained=kind == "breaks"):
        lines = wrap(one_line(told), surface.width - 4)
        yield f"  {next(lines, '')}\n"
        yield from (f"    {line}\n" for line in lines)
    if kind == "breaks":
        for failure in effect.outcomes[change.after.case_id].failures:
            yield from failure_lines(failure, surface)
