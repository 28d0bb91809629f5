"""Whether a question leans on what was said before it, told by what each reading finds."""

from __future__ import annotations

from typing import NamedTuple

from retrieval.conversation.turns import Leaning

STANDS = {"perhaps": 0.95, "hardly": 0.6}
"""Share of a question that its best passage covers where the question stands by itself."""

ENOUGH_CONCEPTS = 3
"""Concepts that what is no whole question needs for that to mean something."""


class Found(NamedTuple):
    """The best passage for a reading.

    `covered` is the share of the question's own concepts that it speaks of, from 0 to 1;
    `tells_earlier` whether it speaks of any of the words said before.
    """

    passage: int
    covered: float
    tells_earlier: bool = False


def leans(leaning: Leaning, concepts: int, alone: Found | None, after: Found | None) -> bool:
    """Return whether a question of so many concepts is read with what was said before it.

    `alone` is what its own words find, `after` what they find together with the words before.
    Where these change nothing or bring nothing of their own, the subject has changed; words that
    nothing knows are not answered by others.
    """
    if leaning == "surely":
        return True
    if alone is None or after is None or not after.tells_earlier:
        return False
    if alone.passage == after.passage:
        return False
    too_few = leaning == "perhaps" and concepts < ENOUGH_CONCEPTS
    return too_few or alone.covered < STANDS[leaning]
