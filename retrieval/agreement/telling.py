"""A sentence that speaks of all that a question asks: where it does so, and around what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from retrieval.analysis.analyzer import Analyzer, Token
from retrieval.model import Span
from retrieval.question.question import Concept
from retrieval.values.found import names
from retrieval.values.reading import Reading

FAR = 99
"""How far a value is from what it does not belong to."""

_TURN = re.compile(r";|\b(?:but|while|whereas|although|though|unlike)\b|\.\.\.|\u2026|\u00b7|\|")
_INSIDE = re.compile(
    r"\w[^.;]*\s(?:in|of|for|from|with|by|about|on|to|at|than|against|after|before|since|behind"
    r"|under|near|beside|inside|within|over|above|below|around|between|into|onto|opposite|outside"
    r"|through|across|along|beyond|called|named)\s+(?:(?:the|a|an|its|his|her|their)\s+)?$"
)


class Telling:
    """A sentence, its tokens, and for each concept the tokens that speak of it."""

    def __init__(
        self, text: str, tokens: Sequence[Token], told: Sequence[tuple[Token, ...]]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.told = told

    @classmethod
    def of(cls, sentence: str, needed: Sequence[Concept], analyzer: Analyzer) -> Telling | None:
        """Return how a sentence tells of all concepts; None where it leaves one out."""
        tokens = analyzer.tokens(sentence)
        told = [_spoken(concept, tokens) for concept in needed]
        return cls(sentence, tokens, told) if told and all(told) else None

    @cached_property
    def names(self) -> list[Span]:
        """The spans of the names in the sentence."""
        return [(name.start, name.end) for name in names(self.text)]

    @cached_property
    def spoken(self) -> frozenset[int]:
        """Where the tokens that speak of the question start."""
        return frozenset(token.start for places in self.told for token in places)

    def is_spoken(self, one: Reading) -> bool:
        """Return whether a value is made of words of the question."""
        return any(one.start < token.end and token.start < one.end for token in self._all())

    def near(self, one: Reading) -> list[Token]:
        """Return for each concept the token closest to a value."""

        def distance(token: Token) -> int:
            return max(token.start - one.end, one.start - token.end, 0)

        return [min(places, key=distance) for places in self.told]

    def window(self, one: Reading) -> Span:
        """Return the stretch from the first to the last of a value and what is told near it."""
        near = self.near(one)
        first = min(one.start, *(token.start for token in near))
        return first, max(one.end, *(token.end for token in near))

    def beside(self, tokens: Sequence[Token]) -> list[Span]:
        """Return the names that tokens are parts of."""
        return [
            (start, end)
            for start, end in self.names
            if any(start <= token.start < end for token in tokens)
        ]

    def start(self, one: Reading) -> int:
        """Return where what is told near a value begins, with the name that it is part of."""
        near = self.near(one)
        start = min(token.start for token in near)
        return min([start, *(begin for begin, end in self.beside(near) if begin <= start < end)])

    def distance(self, one: Reading) -> int:
        """Return how many words stand between a value and what is told, besides; or `FAR`."""
        if _TURN.search(self.text, *self.window(one)) or self._is_inside(one):
            return FAR
        return len({token.start for token in self._between(one)})

    def object(self, one: Reading) -> frozenset[str]:
        """Return the terms between what is told and a value after it, its object if any."""
        last = max(token.end for token in self.near(one))
        return frozenset(token.term for token in self._between(one) if last <= token.start)

    def _between(self, one: Reading) -> list[Token]:
        """Return what stands between a value and what is told near it, names of that left out."""
        first, last = self.window(one)
        known = [(one.start, one.end), *self.beside(self.near(one))]
        return [
            token
            for token in self.tokens
            if first <= token.start < last
            and token.start not in self.spoken
            and not any(begin <= token.start < end for begin, end in known)
        ]

    def _is_inside(self, one: Reading) -> bool:
        """Return whether what is told only says more of another thing: "an album with X"."""
        start = self.start(one)
        other = any(
            token.start < start and not one.start <= token.start < one.end for token in self.tokens
        )
        return other and _INSIDE.search(self.text[:start]) is not None

    def _all(self) -> Iterator[Token]:
        for places in self.told:
            yield from places


def _spoken(concept: Concept, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return the tokens that speak of a concept as typed, or otherwise if none does."""
    typed = tuple(token for token in tokens if token.term == concept.term)
    return typed or tuple(token for token in tokens if token.term in concept.paraphrases)
