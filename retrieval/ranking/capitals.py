"""Names whatever their case: words that the passages write with a capital inside a sentence."""

from __future__ import annotations

from collections.abc import Collection

from retrieval.question.question import Question

ENOUGH = 0.6
"""Share of the places where a capital tells at which a name has one."""


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


def with_names(question: Question, names: Collection[str]) -> Question:
    """Return a question whose concepts of these terms are names, too."""
    concepts = tuple(
        concept if concept.is_name or concept.term not in names else concept._replace(is_name=True)
        for concept in question.concepts
    )
    return question._replace(concepts=concepts)
