"""Where the concepts of a question are told in a run of terms, and how well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from retrieval.ranking.expansion import Alternatives

_NEIGHBOURS = 2


class Telling(NamedTuple):
    """A place where a concept is told: a term's place, the concept's number, and how well."""

    place: int
    concept: int
    strength: float


class Told(NamedTuple):
    """How well each concept is told, from 0 to 1, in the order of the question, and where."""

    strengths: tuple[float, ...]
    where: tuple[Telling, ...]


class Matcher:
    """Finds the concepts of one question; `terms` are theirs, in order."""

    def __init__(self, terms: Sequence[str], alternatives: Alternatives) -> None:
        self._nothing = Told((0.0,) * len(terms), ())
        self._words: dict[str, list[tuple[int, float]]] = {}
        self._phrases: dict[str, list[tuple[int, float, tuple[str, ...]]]] = {}
        for number, term in enumerate(terms):
            self._words.setdefault(term, []).append((number, 1.0))
            for phrase, strength in alternatives.get(term, ()):
                if len(phrase) == 1:
                    self._words.setdefault(phrase[0], []).append((number, strength))
                else:
                    known = self._phrases.setdefault(phrase[0], [])
                    known.append((number, strength, phrase))
        self._wanted = frozenset((*self._words, *self._phrases))

    def speaks_of(self, term: str) -> bool:
        """Return whether a term by itself tells a concept."""
        return term in self._words

    def told(self, terms: Sequence[str]) -> Told:
        """Return what a run of terms, in text order, tells of the question."""
        wanted = self._wanted
        if wanted.isdisjoint(terms):
            return self._nothing
        strengths = list(self._nothing.strengths)
        where: list[Telling] = []
        for place, term in [each for each in enumerate(terms) if each[1] in wanted]:
            for number, strength in self._words.get(term, ()):
                where.append(Telling(place, number, strength))
            for number, strength, phrase in self._phrases.get(term, ()):
                if tuple(terms[place : place + len(phrase)]) == phrase:
                    where.append(Telling(place, number, strength))
        for _, number, strength in where:
            strengths[number] = max(strengths[number], strength)
        return Told(tuple(strengths), tuple(where))


def neighbours(told: Told) -> set[int]:
    """Return which concepts, by number, stand with the next one of the question close by."""
    found: set[int] = set()
    last: dict[int, int] = {}
    for place, number, _ in told.where:
        for first, other in ((number, number + 1), (number - 1, number - 1)):
            if other in last and 0 < place - last[other] <= _NEIGHBOURS:
                found.add(first)
        last[number] = place
    return found
