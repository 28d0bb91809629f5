"""Notes of questions, those that were asked alike taken together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import NamedTuple


class Unanswered(NamedTuple):
    """A question without a good answer: `times` it was noted, `last` in ISO 8601 (UTC).

    `question` is as it was asked last, with single spaces; `outcomes` counts its outcomes,
    "good" left out.
    """

    question: str
    times: int
    last: str
    outcomes: Mapping[str, int]

    @property
    def key(self) -> str:
        """16 hexadecimal digits that stand for the question, in whatever case it was asked."""
        return blake2b(alike(self.question).encode(), digest_size=8).hexdigest()


def grouped(rows: Iterable[tuple[str, str, str]]) -> list[Unanswered]:
    """Return rows in the order of time as questions, those that are asked alike as one."""
    groups: dict[str, Unanswered] = {}
    for question, time, outcome in rows:
        words = " ".join(question.split())
        # Taken out and put back, so that the groups are in the order of their last time.
        before = groups.pop(alike(question), None)
        outcomes = Counter(before.outcomes if before else ())
        outcomes[outcome] += 1
        groups[alike(question)] = Unanswered(words, outcomes.total(), time, outcomes)
    # Of those of the same number, the latest comes first: sorting keeps their order.
    latest_first = list(groups.values())[::-1]
    return sorted(latest_first, key=lambda group: -group.times)


def alike(question: str) -> str:
    """Return what questions that are asked alike have in common."""
    return " ".join(question.split()).casefold()
