"""What was said, as questions with their replies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from retrieval.conversation.turns import Turn, Understood, as_read

MOST = 6
"""Exchanges that are looked at, the last ones."""

_LONGEST = 2_000
"""Characters of a turn that are looked at."""


class Exchange(NamedTuple):
    """A question as it was understood, and what was said in reply.

    `person` is whom "he" or "she" in the question stood for.
    """

    understood: Understood
    reply: str
    person: str | None = None

    @property
    def question(self) -> str:
        """The question's own words."""
        return self.understood.question


def exchanges_of(history: Sequence[Turn]) -> list[Exchange]:
    """Return the last questions with their replies, oldest first; blank turns are left out."""
    found: list[tuple[str, list[str]]] = []
    for role, text in history:
        said = text[:_LONGEST].strip()
        if said and role == "user":
            found.append((said, []))
        elif said and found:
            found[-1][1].append(said)
    return [
        Exchange(as_read(question), "\n".join(replies)[:_LONGEST])
        for question, replies in found[-MOST:]
    ]
