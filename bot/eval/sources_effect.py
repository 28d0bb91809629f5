"""What would come of questions if other sources were asked, found out without changing anything.

It is shown to a person, what breaks first, and as JSON, where names are added, never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from bot.eval.evaluation import measure_all
from bot.eval.evaluation_text import differences, failure_lines, hanging_lines
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
    suites: Sequence[Suite], workspace: Workspace, new: Path, *, adds: bool
) -> SourcesEffect:
    """Return the effect of a folder or file that replaces the sources of suites, or `adds` to them.

    Its index is built in a folder that is gone afterwards. `workspace` says which sources are asked
    now where a suite names none. Raises what opening either sources raises.
    """
    before: list[Outcome] = []
    after: list[Outcome] = []
    documents: dict[tuple[Path, ...], DocumentChanges] = {}
    with (
        TemporaryDirectory(prefix="quoth-") as folder,
        AskingProgress(2 * case_count(suites)) as progress,
    ):
        for suite in suites:
            present = workspace._replace(sources=suite.sources or workspace.sources)
            sources = (*present.sources, new) if adds else (new,)
            proposed = present._replace(sources=sources, data_dir=Path(folder))
            sides = _BothSides(present, proposed, progress)
            if present.sources not in documents:
                documents[present.sources] = sides.documents()
            present_outcomes, proposed_outcomes = sides.outcomes(suite)
            before += present_outcomes
            after += proposed_outcomes
    return SourcesEffect(_merged_changes(list(documents.values())), case_changes(before, after))


class _BothSides:
    """The sources as they are and as they would be, opened."""

    def __init__(
        self, present: Workspace, proposed: Workspace, progress: Callable[[], None]
    ) -> None:
        self._present, self._proposed = present, proposed
        self._libraries = open_library(present), open_library(proposed)
        self._progress = progress

    def documents(self) -> DocumentChanges:
        return document_changes(*self._libraries)

    def outcomes(self, suite: Suite) -> tuple[list[Outcome], list[Outcome]]:
        before, after = self._libraries
        return (
            measure_all(self._present, before, suite.cases, self._progress),
            measure_all(self._proposed, after, suite.cases, self._progress),
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


def effect_text(effect: SourcesEffect, limit: int, terminal: Terminal) -> Iterator[str]:
    """Yield the documents that differ, then the questions, at most so many of each."""
    yield from _document_lines(effect.documents, limit, terminal)
    yield "\n"
    yield from (f"{line}\n" for line in wrap(effect_line(effect.questions), terminal.width))
    for change in effect.questions.changes[:limit]:
        yield "\n"
        yield from _change_lines(change, effect.questions, terminal)
    total = len(effect.questions.changes)
    if total > limit:
        yield f"\n{counted(total - limit, 'more question')} would change; --show {total}\n"


def effect_line(questions: CaseChanges) -> str:
    """Return how many questions would change, and how."""
    asked = counted(questions.questions, "question")
    if not questions.changes:
        return f"Nothing changes for the {'question' if questions.questions == 1 else asked}."
    counts = (
        f"{number:,} {_KIND_WORDS[kind][number != 1]}"
        for kind in _KIND_WORDS
        if (number := len(questions.of_kind(kind)))
    )
    return f"Of {asked}, {', '.join(counts)}."


def _document_lines(changes: DocumentChanges, limit: int, terminal: Terminal) -> Iterator[str]:
    named = changes._asdict()
    counts = ", ".join(f"{len(named[kind]):,} {kind}" for kind in _CHANGE_SIGNS)
    yield f"Documents: {counts}.\n"
    lines = [(sign, name) for kind, sign in _CHANGE_SIGNS.items() for name in named[kind]]
    for sign, name in lines[:limit]:
        shown = wrap(one_line(name), terminal.width - 4)
        yield f"  {sign} {next(shown, '')}\n"
        yield from (f"    {line}\n" for line in shown)
    if len(lines) > limit:
        yield f"  {counted(len(lines) - limit, 'more document')}; --show {len(lines)}\n"


def _change_lines(change: CaseChange, questions: CaseChanges, terminal: Terminal) -> Iterator[str]:
    kind = change_kind(change)
    asked = one_line(f"{_KIND_WORDS[kind][0]}: {change.after.question}")
    yield from (terminal.bold(line) + "\n" for line in wrap(asked, terminal.width))
    for difference in differences(change, terminal, explained=kind == "breaks"):
        yield from hanging_lines(difference, terminal)
    if kind == "breaks":
        for failure in questions.outcomes[change.after.case_id].failures:
            yield from failure_lines(failure, terminal)


def effect_objects(effect: SourcesEffect) -> Iterator[dict[str, Any]]:
    """Yield an object for each question that would change, then one that sums them up."""
    questions = effect.questions
    for change in questions.changes:
        yield _change_object(change, questions)
    yield {
        "documents": {kind: list(names) for kind, names in effect.documents._asdict().items()},
        "questions": questions.questions,
        **{kind: len(questions.of_kind(kind)) for kind in CHANGE_KINDS},
    }


def _change_object(change: CaseChange, questions: CaseChanges) -> dict[str, Any]:
    outcome = questions.outcomes[change.after.case_id]
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
