"""What a change of sources does: which documents differ, which questions break or get better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from retrieval.askable import Askable, ListedDocument
from retrieval.evaluation.cases import Outcome
from retrieval.evaluation.metrics import answer_values
from retrieval.evaluation.run_comparison import CaseChange, compare_runs
from retrieval.evaluation.saved_runs import SavedOutcome, saved_outcomes


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
