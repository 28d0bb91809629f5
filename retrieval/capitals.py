"""Names whatever their case: words that the passages write with a capital inside a sentence."""

from __future__ import annotations

from collections.abc import Collection

from retrieval.question import Question

ENOUGH = 0.6
"""Share of the places where a capital tells at which a name has one."""

_QUOTES = "\"'\u201c\u201d\u2018\u2019(["


class Capitals:
    """Counts how often terms are written with a capital of their own, where that can be told."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}

    def add(self, term: str, *, has_capital: bool) -> None:
        """Count one place where a term is written with a capital, or without."""
        self._counts.setdefault(term, [0, 0])[has_capital] += 1

    def names(self) -> frozenset[str]:
        """Return the terms that are written as names."""
        return frozenset(
            term
            for term, (small, capital) in self._counts.items()
            if capital and capital >= ENOUGH * (small + capital)
        )


def capital_told(text: str, start: int) -> bool | None:
    """Return whether the word at a place has a capital of its own, None where that is not told.

    Only what follows a word in lower case tells: a capital elsewhere may be that of a sentence
    or of a title.
    """
    return text[start].isupper() if _tells(text, start) else None


def _tells(text: str, start: int) -> bool:
    """Return whether a word in lower case stands before a place, with only a space between."""
    before = start - 1
    while before >= 0 and text[before] in _QUOTES:
        before -= 1
    if before < 1 or text[before] not in " \n":
        return False
    # Of the word before, its first letter: "the White House" has another capital before it.
    last = text[before - 1]
    first = max(text.rfind(" ", 0, before), text.rfind("\n", 0, before)) + 1
    return last.isalpha() and text[first].islower()


def with_names(question: Question, names: Collection[str]) -> Question:
    """Return a question whose concepts of these terms are names, too."""
    concepts = tuple(
        concept if concept.is_name or concept.term not in names else concept._replace(is_name=True)
        for concept in question.concepts
    )
    return question._replace(concepts=concepts)
