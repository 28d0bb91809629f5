"""What would come of questions if other sources were asked, found out without changing anything.

Which documents differ, and which questions break or get better: shown to a person, what breaks
first, and as JSON, where names are added, never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple

from bot.eval.evaluation import Suite, case_count, measure_all
from bot.eval.evaluation_text import differences, failure_lines, hanging_lines
from bot.terminal.layout import counted, one_line, wrap
from bot.terminal.progress import AskingProgress
from bot.terminal.streams import Terminal
from bot.workspace import Workspace, open_library
from retrieval.askable import Askable, ListedDocument
from retrieval.evaluation.cases import Outcome
from retrieval.evaluation.metrics import answer_values
from retrieval.evaluation.saved_runs import CaseChange, SavedOutcome, compare_runs, saved_outcomes


class DocumentChanges(NamedTuple):
    """The ids of documents that are in one library only, or not the same in both, in path order.

    A document has changed where its passages have, or its title, publisher, date or link.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def document_changes(before: Askable, after: Askable) -> DocumentChanges:
    """Return which documents are added, removed and changed from one library to the other."""
    then, now = _listed(before), _listed(after)
    return DocumentChanges(
        added=tuple(name for name in now if name not in then),
        removed=tuple(name for name in then if name not in now),
        changed=tuple(
            name
            for name in now
            if name in then
            # Of files of the same bytes nothing has to be read.
            and then[name].document.sha256 != now[name].document.sha256
            and _quotable(before, then[name]) != _quotable(after, now[name])
        ),
    )


def _listed(library: Askable) -> Mapping[str, ListedDocument]:
    return {listed.document.doc_id: listed for listed in library.documents()}


def _quotable(library: Askable, listed: ListedDocument) -> tuple[object, ...]:
    """Return all that an answer can show of a document."""
    document, corpus = listed.document, library.corpus
    number = corpus.number_of(document.doc_id)
    passages = map(corpus.passage, () if number is None else corpus.passages_of(number))
    named = (document.title, document.publisher, document.published, document.url)
    return (*named, *((passage.heading, passage.text) for passage in passages))


ChangeKind = Literal["breaks", "worse", "better", "other"]

CHANGE_KINDS: dict[ChangeKind, str] = {
    "breaks": "fails, and did not before",
    "worse": "is answered worse, without failing anew",
    "better": "fails no more, or is answered better",
    "other": "is answered otherwise, no better and no worse",
}
"""What can come of a question that changes, the gravest first."""


class CaseChanges(NamedTuple):
    """The questions that would change, by kind and then by id, of how many.

    `outcomes` are those of the changed questions as they would be, by id.
    """

    questions: int
    changes: tuple[CaseChange, ...]
    outcomes: Mapping[str, Outcome]

    def of_kind(self, kind: ChangeKind) -> list[CaseChange]:
        """Return the changes of one kind."""
        return [change for change in self.changes if change_kind(change) == kind]


def case_changes(before: Sequence[Outcome], after: Sequence[Outcome]) -> CaseChanges:
    """Return what differs between what came of the same questions before and after."""
    comparison = compare_runs(_saved(before), _saved(after))
    order = list(CHANGE_KINDS)
    changes = sorted(comparison.changes, key=lambda change: order.index(change_kind(change)))
    names = {change.after.case_id for change in changes}
    outcomes = {one.case.case_id: one for one in after if one.case.case_id in names}
    return CaseChanges(comparison.questions, tuple(changes), outcomes)


def change_kind(change: CaseChange) -> ChangeKind:
    """Return what comes of a question that changes."""
    if change.is_new_failure:
        return "breaks"
    if change.is_mended:
        return "better"
    if change.is_worse != change.is_better:
        return "worse" if change.is_worse else "better"
    return "other"


def _saved(outcomes: Sequence[Outcome]) -> list[SavedOutcome]:
    return saved_outcomes(outcomes, [answer_values(outcome) for outcome in outcomes])


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
            present = workspace.with_sources(suite.sources)
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
        tuple(dict.fromkeys(name for change in changes for name in change[kind]))
        for kind in range(3)
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
