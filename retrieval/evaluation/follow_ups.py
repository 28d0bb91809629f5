"""Questions that were asked after others: how often what is right comes first, by set and turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrieval.evaluation.cases import Case
from retrieval.evaluation.measures import Values
from retrieval.evaluation.outcomes import Outcome
from retrieval.evaluation.summary import ALL

MEASURE = "success@1"


class FollowUps(NamedTuple):
    """The follow-ups of a set that are a conversation's n-th question, or all: `turn` is None.

    `asked` is how many there are, `counted` how many of them have a right passage, and
    `success` the share of those that has it ranked first, None where none has one.
    """

    set_name: str
    turn: int | None
    asked: int
    counted: int
    success: float | None


def turn_of(case: Case) -> int:
    """Return which question of its conversation a question is, 1 without a history."""
    return 1 + sum(turn.role == "user" for turn in case.history)


def follow_ups(outcomes: Sequence[Outcome], values: Sequence[Values]) -> list[FollowUps]:
    """Return the follow-ups by set, each in all and then by turn, and last those of all sets."""
    asked = [
        (outcome.case, found)
        for outcome, found in zip(outcomes, values, strict=True)
        if outcome.case.history
    ]
    sets = [name for name in dict.fromkeys(case.set_name for case, _ in asked) if name]
    return [
        *(row for name in sets for row in _by_turn(name, _of(name, asked))),
        *(_by_turn(ALL, asked) if asked else ()),
    ]


def _of(name: str, asked: Sequence[tuple[Case, Values]]) -> list[tuple[Case, Values]]:
    return [(case, found) for case, found in asked if case.set_name == name]


def _by_turn(name: str, asked: Sequence[tuple[Case, Values]]) -> Iterator[FollowUps]:
    yield _summed(name, None, [found for _, found in asked])
    for turn in sorted({turn_of(case) for case, _ in asked}):
        yield _summed(name, turn, [found for case, found in asked if turn_of(case) == turn])


def _summed(name: str, turn: int | None, values: Sequence[Values]) -> FollowUps:
    counted = [found[MEASURE] for found in values if MEASURE in found]
    success = sum(counted) / len(counted) if counted else None
    return FollowUps(name, turn, len(values), len(counted), success)
