"""What would come of questions if other sources were asked, found out without changing anything.

It is told to a person, what breaks first, and as JSON, where names are added, never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from bot.eval.evaluation import measure_all
from bot.eval.evaluation_text import differences, failure_lines
from bot.eval.suites import Suite, case_count
from bot.terminal.layout import counted, one_line, wrap
from bot.terminal.progress import AskingProgress
from bot.terminal.streams import Terminal
from bot.workspace import Workspace, open_library
from retrieval.evaluation.cases import Outcome
from retrieval.evaluation.run_comparison import CaseChange
from retrieval.evaluation.saved_runs import SavedOutcome
from retrieval.evaluation.source_changes import (
    CHANGE_KINDS,
    CaseChanges,
    ChangeKind,
    DocumentChanges,
    case_changes,
    change_kind,
    document_changes,
)


class SourcesEffect(NamedTuple):
    """What differs between the documents, and what comes of the questions."""

    documents: DocumentChanges
    questions: CaseChanges


def sources_effect(
    suites: Sequence[Suite], place: Workspace, new: Path, *, joins: bool
) -> SourcesEffect:
    """Return the effect of a folder or file that replaces the sources of suites, or `joins` them.

    Its index is built in a folder that is gone afterwards. `place` says which sources are asked
    now where a suite names none. Raises what opening either sources raises.
    """
    before: list[Outcome] = []
    after: list[Outcome] = []
    documents: dict[tuple[Path, ...], DocumentChanges] = {}
    with (
        TemporaryDirectory(prefix="quoth-") as folder,
        AskingProgress(2 * case_count(suites)) as heard,
    ):
        for suite in suites:
            now = place._replace(sources=suite.sources or place.sources)
            sources = (*now.sources, new) if joins else (new,)
            then = now._replace(sources=sources, data_dir=Path(folder))
            sides = _BeforeAndAfter(now, then, heard)
            if now.sources not in documents:
                documents[now.sources] = sides.documents()
            was, would_be = sides.outcomes(suite)
            before += was
            after += would_be
    return SourcesEffect(_merged_changes(list(documents.values())), case_changes(before, after))


class _BeforeAndAfter:
    """The sources as they are and as they would be, opened."""

    def __init__(self, now: Workspace, then: Workspace, heard: Callable[[], None]) -> None:
        self._now, self._then = now, then
        self._libraries = open_library(now), open_library(then)
        self._heard = heard

    def documents(self) -> DocumentChanges:
        return document_changes(*self._libraries)

    def outcomes(self, suite: Suite) -> tuple[list[Outcome], list[Outcome]]:
        before, after = self._libraries
        return (
            measure_all(self._now, before, suite.cases, self._heard),
            measure_all(self._then, after, suite.cases, self._heard),
        )


def _merged_changes(changes: Sequence[DocumentChanges]) -> DocumentChanges:
    """Return the changes of several sources as one, each document once."""
    added, removed, changed = (
        tuple(dict.fromkeys(name for one in changes for name in one[kind])) for kind in range(3)
    )
    return DocumentChanges(added, removed, changed)


_CHANGE_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_KIND_WORDS: dict[ChangeKind, tuple[str, str]] = {
    "breaks": ("breaks", "break"),
    "worse": ("gets worse", "get worse"),
    "better": ("gets better", "get better"),
    "other": ("changes otherwise", "change otherwise"),
}


def effect_text(found: SourcesEffect, most: int, surface: Terminal) -> Iterator[str]:
    """Yield the documents that differ, then the questions, at most so many of each."""
    yield from _document_lines(found.documents, most, surface)
    yield "\n"
    yield from (f"{line}\n" for line in wrap(effect_line(found.questions), surface.width))
    for change in found.questions.changes[:most]:
        yield "\n"
        yield from _change_lines(change, found.questions, surface)
    left = len(found.questions.changes) - most
    if left > 0:
        every = len(found.questions.changes)
        yield f"\n{counted(left, 'more question')} would change; --show {every}\n"


def effect_line(effect: CaseChanges) -> str:
    """Return how many questions would change, and how."""
    asked = counted(effect.questions, "question")
    if not effect.changes:
        return f"Nothing changes for the {asked}." if effect.questions != 1 else _NOTHING_CHANGES
    told = (
        f"{number:,} {_KIND_WORDS[kind][number != 1]}"
        for kind in _KIND_WORDS
        if (number := len(effect.of_kind(kind)))
    )
    return f"Of {asked}, {', '.join(told)}."


_NOTHING_CHANGES = "Nothing changes for the question."


def _document_lines(changes: DocumentChanges, most: int, surface: Terminal) -> Iterator[str]:
    named = changes._asdict()
    counts = ", ".join(f"{len(named[kind]):,} {kind}" for kind in _CHANGE_SIGNS)
    yield f"Documents: {counts}.\n"
    lines = [(sign, name) for kind, sign in _CHANGE_SIGNS.items() for name in named[kind]]
    for sign, name in lines[:most]:
        shown = wrap(one_line(name), surface.width - 4)
        yield f"  {sign} {next(shown, '')}\n"
        yield from (f"    {line}\n" for line in shown)
    if len(lines) > most:
        yield f"  {counted(len(lines) - most, 'more document')}; --show {len(lines)}\n"


def _change_lines(change: CaseChange, effect: CaseChanges, surface: Terminal) -> Iterator[str]:
    kind = change_kind(change)
    asked = one_line(f"{_KIND_WORDS[kind][0]}: {change.after.question}")
    yield from (surface.bold(line) + "\n" for line in wrap(asked, surface.width))
    for told in differences(change, surface, explained=kind == "breaks"):
        lines = wrap(one_line(told), surface.width - 4)
        yield f"  {next(lines, '')}\n"
        yield from (f"    {line}\n" for line in lines)
    if kind == "breaks":
        for failure in effect.outcomes[change.after.case_id].failures:
            yield from failure_lines(failure, surface)


def effect_objects(found: SourcesEffect) -> Iterator[dict[str, Any]]:
    """Yield an object for each question that would change, then one that sums them up."""
    effect = found.questions
    for change in effect.changes:
        yield _change_object(change, effect)
    yield {
        "documents": {kind: list(names) for kind, names in found.documents._asdict().items()},
        "questions": effect.questions,
        **{kind: len(effect.of_kind(kind)) for kind in CHANGE_KINDS},
    }


def _change_object(change: CaseChange, effect: CaseChanges) -> dict[str, Any]:
    outcome = effect.outcomes[change.after.case_id]
    return {
        "_id": change.after.case_id,
        "question": change.after.question,
        "effect": change_kind(change),
        "place": outcome.case.place,
        "before": _side_object(change.before),
        "after": _side_object(change.after),
        "failures": [failure._asdict() for failure in outcome.failures],
    }


def _side_object(line: SavedOutcome) -> dict[str, Any]:
    return {
        "verdict": line.verdict,
        "passed": line.passed,
        "rank": line.rank,
        "first": line.first,
        "mark": line.mark,
    }
