"""Whether a name in a sentence is the one that is asked about, another one, or hard to tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from retrieval.direction.words import Word

Sameness = Literal["same", "other", "unclear"]

_SHARED = 4
_SHORT = 6


def sameness(asked: Collection[str], named: Sequence[Word]) -> Sameness:
    """Return whether words that name something name what is asked about, given its terms.

    Shorter and longer names of one thing are the same: "Alibaba" and "Alibaba Cloud". What
    differs on both sides is another: "the Union of Bakers" and "the Union of Millers". What
    may be a form or an abbreviation of the same name is unclear: "Germany" and "German".
    """
    terms = {word.term for word in named if word.term}
    if not terms or not asked:
        return "unclear"
    both = terms.intersection(asked)
    if both and (both == terms or len(both) == len(set(asked))):
        return "same"
    lacking = [term for term in asked if term not in both]
    others = [word for word in named if word.term and word.term not in both]
    if any(_may_be_form(term, word.term) for term in lacking for word in others):
        return "unclear"
    if _may_abbreviate(lacking, others) or not any(word.is_name for word in others):
        return "unclear"
    return "other"


def _may_be_form(one: str, other: str) -> bool:
    return one[:_SHARED] == other[:_SHARED] and min(len(one), len(other)) >= _SHARED


def _may_abbreviate(lacking: Sequence[str], others: Sequence[Word]) -> bool:
    """Return whether one of both may be the initials of the other: "UN", "PNS"."""
    letters = "".join(word.lower[0] for word in others)
    initials = "".join(term[0] for term in lacking)
    return any(len(term) <= _SHORT and term in letters for term in lacking if len(term) > 1) or any(
        len(word.term) <= _SHORT and len(word.term) > 1 and initials.startswith(word.term)
        for word in others
    )
