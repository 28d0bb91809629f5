"""A sentence that speaks of all that a question asks.

Where it does so, around what, within what limits.

What limits a statement to one of several is a year, a place, "second", "adult".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from retrieval.model import Span
from retrieval.question.answer_types import kind_of_noun
from retrieval.question.question import Concept
from retrieval.text.analyzer import Analyzer
from retrieval.text.names import name_words
from retrieval.text.tokens import Token
from retrieval.text.values import ValueSpan, names_in

FAR = 99
"""How far a value is from what it does not belong to."""

_TURN = re.compile(r";|\b(?:but|while|whereas|although|though|unlike)\b|\.\.\.|\u2026|\u00b7|\|")
_INSIDE = re.compile(
    r"\w[^.;]*\s(?:in|of|for|from|with|by|about|on|to|at|than|against|after|before|since|behind"
    r"|under|near|beside|inside|within|over|above|below|around|between|into|onto|opposite|outside"
    r"|through|across|along|beyond|called|named)\s+(?:(?:the|a|an|its|his|her|their)\s+)?$"
)


class CoveringSentence:
    """A sentence, its tokens, and for each concept the tokens that speak of it."""

    def __init__(
        self, text: str, tokens: Sequence[Token], told: Sequence[tuple[Token, ...]]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.told = told

    @classmethod
    def of(
        cls, sentence: str, needed: Sequence[Concept], analyzer: Analyzer
    ) -> CoveringSentence | None:
        """Return how a sentence tells of all concepts; None where it leaves one out."""
        tokens = analyzer.tokens(sentence)
        told = [_tokens_of(concept, tokens) for concept in needed]
        return cls(sentence, tokens, told) if told and all(told) else None

    @cached_property
    def names(self) -> list[Span]:
        """The spans of the names in the sentence."""
        return [(name.start, name.end) for name in names_in(self.text)]

    @cached_property
    def spoken(self) -> frozenset[int]:
        """Where the tokens that speak of the question start."""
        return frozenset(token.start for places in self.told for token in places)

    def is_spoken(self, one: ValueSpan) -> bool:
        """Return whether a value is made of words of the question."""
        return any(one.start < token.end and token.start < one.end for token in self._all())

    def near(self, one: ValueSpan) -> list[Token]:
        """Return for each concept the token closest to a value."""

        def distance(token: Token) -> int:
            return max(token.start - one.end, one.start - token.end, 0)

        return [min(places, key=distance) for places in self.told]

    def window(self, one: ValueSpan) -> Span:
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

    def start(self, one: ValueSpan) -> int:
        """Return where what is told near a value begins, with the name that it is part of."""
        near = self.near(one)
        start = min(token.start for token in near)
        return min([start, *(begin for begin, end in self.beside(near) if begin <= start < end)])

    def distance(self, one: ValueSpan) -> int:
        """Return how many words stand between a value and what is told, besides; or `FAR`."""
        if _TURN.search(self.text, *self.window(one)) or self._is_inside(one):
            return FAR
        return len({token.start for token in self._between(one)})

    def object(self, one: ValueSpan) -> frozenset[str]:
        """Return the terms between what is told and a value after it, its object if any."""
        last = max(token.end for token in self.near(one))
        return frozenset(token.term for token in self._between(one) if last <= token.start)

    def _between(self, one: ValueSpan) -> list[Token]:
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

    def _is_inside(self, one: ValueSpan) -> bool:
        """Return whether what is told only says more of another thing: "an album with X"."""
        start = self.start(one)
        other = any(
            token.start < start and not one.start <= token.start < one.end for token in self.tokens
        )
        return other and _INSIDE.search(self.text[:start]) is not None

    def _all(self) -> Iterator[Token]:
        for places in self.told:
            yield from places


def _tokens_of(concept: Concept, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return the tokens that speak of a concept as typed, or otherwise if none does."""
    typed = tuple(token for token in tokens if token.term == concept.term)
    return typed or tuple(token for token in tokens if token.term in concept.paraphrases)


_ONE_OF_SEVERAL = re.compile(
    r"\b(?:(?:1\d|20)\d\d|first|second|third|fourth|fifth|last|final|next|new|old|original|revised"
    r"|special|deluxe|junior|senior|youth|wom[ae]n|m[ae]n|girls?|boys?|indoor|outdoor|north\w*"
    r"|south\w*|east\w*|west\w*|upper|lower|summer|winter|annual\w*|month\w*|week\w*|daily|each"
    r"|per|only|half|part\w*|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    re.IGNORECASE,
)
_LIMITING = re.compile(r"\b(?:of|in|for|on|at|to|from|within|across)\s+(?:the\s+)?$")
_DONE_BY = re.compile(r"\bby\s+(?:the\s+)?$")
_FOR_WHOM = re.compile(
    r"\b(?:as|for|per|every)\s+(?:(?:the|a|an|its|his|her|their)\s+)?(?P<word>[a-z]\w*)"
)
CLAUSE = re.compile(r";|,\s+(?:and|but|while|which|where|who)\b")
"""Where a clause of a sentence ends and the next begins."""


def limits(telling: CoveringSentence, one: ValueSpan, values: list[ValueSpan]) -> frozenset[str]:
    """Return the words that limit what a sentence states of a value.

    `values` are what else it could be: they limit nothing.
    """
    text = _without(telling.text, values)
    window = telling.window(one)
    clause = _clause(text, window)
    words = {match.group().lower() for match in _ONE_OF_SEVERAL.finditer(clause)}
    # "16 euros for adults", "replaced Ann as captain"
    words |= {match["word"] for match in _FOR_WHOM.finditer(clause)}
    for name in names_in(text):
        before = _LIMITING.search(text, 0, name.start)
        if before is None and one.value.kind == "answer":
            # What one has not done another may have.
            before = _DONE_BY.search(text, 0, name.start)
        # "released in Europe on", "released on 1 July in Brazil"
        if before and window[0] <= name.start and before.start() <= window[1] + 1:
            words |= name_words(name.value.normalised)
    return frozenset(words) | _qualifier(telling, one, values) | _of_what_is_counted(telling, one)


def subject(telling: CoveringSentence, names_asked: list[bool]) -> frozenset[str]:
    """Return the words that the question's names are written with besides: "Junyang" for "Lin"."""
    spoken = [
        places[0] for is_name, places in zip(names_asked, telling.told, strict=True) if is_name
    ]
    words: set[str] = set()
    for start, end in telling.beside(spoken):
        words |= name_words(telling.text[start:end])
    for token in spoken:
        words -= name_words(telling.text[token.start : token.end])
    return frozenset(words)


def _qualifier(
    telling: CoveringSentence, one: ValueSpan, values: list[ValueSpan]
) -> frozenset[str]:
    """Return the word right before what is told of, which may tell it from another: "adult".

    What somebody is ("the engineer Ann") does not.
    """
    start = telling.start(one)
    text = telling.text
    return frozenset(
        text[token.start : token.end].lower()
        for token in telling.tokens
        if token.end == start - 1
        and text[token.end] == " "
        and kind_of_noun(text[token.start : token.end].lower()) != "person"
        and not any(value.start < token.end and token.start < value.end for value in values)
    )


def _of_what_is_counted(telling: CoveringSentence, one: ValueSpan) -> frozenset[str]:
    """Return the words between a number and what it counts: "gold" of "16 gold medals"."""
    if one.value.kind != "number":
        return frozenset()
    after = [token.start for token in telling.near(one) if token.start >= one.end]
    between = (token for token in telling.tokens if one.end <= token.start < min(after, default=0))
    return frozenset(telling.text[token.start : token.end].lower() for token in between)


def _clause(text: str, window: Span) -> str:
    first, last = window
    after = CLAUSE.search(text, last)
    start = max((found.end() for found in CLAUSE.finditer(text, 0, first)), default=0)
    return text[start : after.start() if after else len(text)]


def _without(text: str, values: list[ValueSpan]) -> str:
    """Return a text with blanks in the place of values."""
    for one in values:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text
