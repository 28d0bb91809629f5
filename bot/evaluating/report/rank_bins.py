"""Ranks of the first right one in few groups, fine where it matters: at the top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from retrieval.evaluation.comparing import Change
from retrieval.evaluation.outcomes import Outcome

NOT_RANKED = "not ranked"

_RANKS = ((1, "1"), (2, "2"), (3, "3"), (5, "4–5"), (10, "6–10"), (20, "11–20"))
_BEYOND = "over 20"
_DISTANCES = ((1, "1 place"), (3, "2–3 places"), (9, "4–9 places"))
_FAR = "10 or more"
_IN_OR_OUT = "in or out"


class Moves(NamedTuple):
    """How many questions had their first right one move, by how far: a group's name, up, down."""

    rose: int
    fell: int
    appeared: int
    vanished: int
    groups: tuple[tuple[str, int, int], ...]

    @property
    def any(self) -> bool:
        """Whether there is a question of which that moved."""
        return bool(self.rose + self.fell + self.appeared + self.vanished)


def rank_groups(outcomes: Sequence[Outcome]) -> list[tuple[str, int]]:
    """Return how many questions have their first right one in each group of ranks.

    Questions without a right one do not count.
    """
    known = [outcome for outcome in outcomes if any(outcome.judged.grades.values())]
    counts = Counter(
        NOT_RANKED if outcome.rank is None else _group(outcome.rank, _RANKS, _BEYOND)
        for outcome in known
    )
    return [(name, counts[name]) for name in (*_names(_RANKS), _BEYOND, NOT_RANKED)]


def moves(changes: Iterable[Change]) -> Moves:
    """Return how the ranks of the first right ones changed."""
    ranks = [(change.before.rank, change.after.rank) for change in changes]
    up = [old - new for old, new in ranks if old and new and new < old]
    down = [new - old for old, new in ranks if old and new and new > old]
    appeared = sum(old is None and new is not None for old, new in ranks)
    vanished = sum(old is not None and new is None for old, new in ranks)
    ups, downs = _counted(up), _counted(down)
    groups = [(name, ups[name], downs[name]) for name in (*_names(_DISTANCES), _FAR)]
    groups.append((_IN_OR_OUT, appeared, vanished))
    return Moves(len(up), len(down), appeared, vanished, tuple(groups))


def _counted(distances: Iterable[int]) -> Counter[str]:
    return Counter(_group(distance, _DISTANCES, _FAR) for distance in distances)


def _group(number: int, groups: Sequence[tuple[int, str]], beyond: str) -> str:
    return next((name for most, name in groups if number <= most), beyond)


def _names(groups: Sequence[tuple[int, str]]) -> list[str]:
    return [name for _, name in groups]
