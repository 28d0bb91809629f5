"""What a change of sources does to questions: which break, which get better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from retrieval.evaluation.comparing import Change, compare
from retrieval.evaluation.kept_runs import Kept, kept
from retrieval.evaluation.measures import own
from retrieval.evaluation.outcomes import Outcome

Kind = Literal["breaks", "worse", "better", "other"]

KINDS: dict[Kind, str] = {
    "breaks": "fails, and did not before",
    "worse": "is answered worse, without failing anew",
    "better": "fails no more, or is answered better",
    "other": "is answered otherwise, no better and no worse",
}
"""What can come of a question that changes, the gravest first."""


class Effect(NamedTuple):
    """The questions that would change, by kind and then by id, of how many.

    `outcomes` are those of the changed questions as they would be, by id.
    """

    questions: int
    changes: tuple[Change, ...]
    outcomes: Mapping[str, Outcome]

    def of_kind(self, kind: Kind) -> list[Change]:
        """Return the changes of one kind."""
        return [change for change in self.changes if kind_of(change) == kind]


def effect(before: Sequence[Outcome], after: Sequence[Outcome]) -> Effect:
    """Return what differs between what came of the same questions before and after."""
    comparison = compare(_kept(before), _kept(after))
    order = list(KINDS)
    changes = sorted(comparison.changes, key=lambda change: order.index(kind_of(change)))
    names = {change.after.case_id for change in changes}
    outcomes = {one.case.case_id: one for one in after if one.case.case_id in names}
    return Effect(comparison.questions, tuple(changes), outcomes)


def kind_of(change: Change) -> Kind:
    """Return what comes of a question that changes."""
    if change.is_new_failure:
        return "breaks"
    if change.is_mended:
        return "better"
    if change.is_worse != change.is_better:
        return "worse" if change.is_worse else "better"
    return "other"


def _kept(outcomes: Sequence[Outcome]) -> list[Kept]:
    return kept(outcomes, [own(outcome) for outcome in outcomes])
