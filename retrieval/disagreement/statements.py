"""The value that a sentence gives as the answer to a question, if it does so plainly.

A sentence answers plainly if it speaks of all that the question asks, states it as a fact, and
has the value close by. What limits a statement to one of several is a year, a place, "second",
"adult". Only such sentences can contradict one another: that two dates stand in two sentences on
one subject is no disagreement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from retrieval.disagreement.comparability import ComparableQuestion
from retrieval.model import Span
from retrieval.question.answer_types import kind_of_noun
from retrieval.question.question import Concept
from retrieval.text.analyzer import Analyzer
from retrieval.text.names import name_words
from retrieval.text.quantities import MONEY, Amount
from retrieval.text.tokens import Token
from retrieval.text.values import Value, ValueSpan, dates_in, names_in, numbers_in, polarity

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
        self, text: str, tokens: Sequence[Token], concept_tokens: Sequence[tuple[Token, ...]]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.concept_tokens = concept_tokens

    @classmethod
    def of(
        cls, sentence: str, needed: Sequence[Concept], analyzer: Analyzer
    ) -> CoveringSentence | None:
        """Return how a sentence speaks of all concepts; None where it leaves one out."""
        tokens = analyzer.tokens(sentence)
        found = [_tokens_of(concept, tokens) for concept in needed]
        return cls(sentence, tokens, found) if found and all(found) else None

    @cached_property
    def names(self) -> list[Span]:
        """The spans of the names in the sentence."""
        return [(name.start, name.end) for name in names_in(self.text)]

    @cached_property
    def spoken(self) -> frozenset[int]:
        """Where the tokens that speak of the question start."""
        return frozenset(token.start for places in self.concept_tokens for token in places)

    def is_spoken(self, one: ValueSpan) -> bool:
        """Return whether a value is made of words of the question."""
        return any(one.start < token.end and token.start < one.end for token in self._all())

    def near(self, one: ValueSpan) -> list[Token]:
        """Return for each concept the token closest to a value."""

        def distance(token: Token) -> int:
            return max(token.start - one.end, one.start - token.end, 0)

        return [min(places, key=distance) for places in self.concept_tokens]

    def window(self, one: ValueSpan) -> Span:
        """Return the stretch from the first to the last of a value and what is asked."""
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
        """Return where what is asked near a value begins, with the name that it is part of."""
        near = self.near(one)
        start = min(token.start for token in near)
        return min([start, *(begin for begin, end in self.beside(near) if begin <= start < end)])

    def distance(self, one: ValueSpan) -> int:
        """Return how many words stand between a value and what is asked, besides; or `FAR`."""
        if _TURN.search(self.text, *self.window(one)) or self._is_inside(one):
            return FAR
        return len({token.start for token in self._between(one)})

    def object(self, one: ValueSpan) -> frozenset[str]:
        """Return the terms between what is asked and a value after it, its object if any."""
        last = max(token.end for token in self.near(one))
        return frozenset(token.term for token in self._between(one) if last <= token.start)

    def _between(self, one: ValueSpan) -> list[Token]:
        """Return what stands between a value and what is asked near it, without its names."""
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
        """Return whether what is asked only says more of another thing: "an album with X"."""
        start = self.start(one)
        other = any(
            token.start < start and not one.start <= token.start < one.end for token in self.tokens
        )
        return other and _INSIDE.search(self.text[:start]) is not None

    def _all(self) -> Iterator[Token]:
        for places in self.concept_tokens:
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


def limits(covering: CoveringSentence, one: ValueSpan, values: list[ValueSpan]) -> frozenset[str]:
    """Return the words that limit what a sentence states of a value.

    `values` are what else it could be: they limit nothing.
    """
    text = _without(covering.text, values)
    window = covering.window(one)
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
    return frozenset(words) | _qualifier(covering, one, values) | _of_what_is_counted(covering, one)


def subject(covering: CoveringSentence, names_asked: list[bool]) -> frozenset[str]:
    """Return the words that the question's names are written with besides: "Junyang" for "Lin"."""
    spoken = [
        places[0]
        for is_name, places in zip(names_asked, covering.concept_tokens, strict=True)
        if is_name
    ]
    words: set[str] = set()
    for start, end in covering.beside(spoken):
        words |= name_words(covering.text[start:end])
    for token in spoken:
        words -= name_words(covering.text[token.start : token.end])
    return frozenset(words)


def _qualifier(
    covering: CoveringSentence, one: ValueSpan, values: list[ValueSpan]
) -> frozenset[str]:
    """Return the word right before what is spoken of, which may set it apart from another: "adult".

    What somebody is ("the engineer Ann") does not.
    """
    start = covering.start(one)
    text = covering.text
    return frozenset(
        text[token.start : token.end].lower()
        for token in covering.tokens
        if token.end == start - 1
        and text[token.end] == " "
        and kind_of_noun(text[token.start : token.end].lower()) != "person"
        and not any(value.start < token.end and token.start < value.end for value in values)
    )


def _of_what_is_counted(covering: CoveringSentence, one: ValueSpan) -> frozenset[str]:
    """Return the words between a number and what it counts: "gold" of "16 gold medals"."""
    if one.value.kind != "number":
        return frozenset()
    after = [token.start for token in covering.near(one) if token.start >= one.end]
    between = (token for token in covering.tokens if one.end <= token.start < min(after, default=0))
    return frozenset(covering.text[token.start : token.end].lower() for token in between)


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


_BEFORE_DOING = re.compile(r"\s*(?:,\s*)?(?:has|had|have|who|also|is|was|the|as)?\s*(?:the\s+)?")
_AFTER_DOING = re.compile(r"\s*(?:[\w\s,'\u2019-]{0,60}\sby|,|is|was|:)\s*")
_COUNTED_WITHIN = 3


def candidate_values(
    asked: ComparableQuestion, covering: CoveringSentence, published: str | None
) -> list[ValueSpan]:
    """Return the values of a sentence that may answer."""
    if asked.expects == "number":
        return [
            one for one in numbers_in(covering.text) if _counts_what_is_asked(asked, one, covering)
        ]
    found: list[ValueSpan] = []
    if asked.expects == "date":
        # A time of day is left out: opening hours and the like differ by the day.
        found = dates_in(covering.text, published)
    elif asked.is_unique:
        found = [one for one in names_in(covering.text) if _is_agent(one, covering)]
    return [one for one in found if not covering.is_spoken(one)]


def _counts_what_is_asked(
    asked: ComparableQuestion, one: ValueSpan, covering: CoveringSentence
) -> bool:
    """Return whether an amount is of what the question counts."""
    value = one.value
    assert isinstance(value, Amount)  # noqa: S101  # numbers() reads nothing else
    if asked.unit == "money":
        return value.unit in MONEY
    if asked.unit:
        return value.unit == asked.unit
    if asked.counted is None and not value.unit:
        return _is_of_a_quantity(one, covering)
    if asked.counted is None:
        return value.unit != "percent" and value.unit not in MONEY
    after = [token.term for token in covering.tokens if token.start >= one.end - 1]
    return not value.unit and asked.counted.term in after[:_COUNTED_WITHIN]


def _is_of_a_quantity(one: ValueSpan, covering: CoveringSentence) -> bool:
    """Return whether a bare number follows a quantity that is asked for."""
    before = [token for token in covering.tokens if token.end <= one.start]
    spoken = takewhile(lambda token: token.start in covering.spoken, reversed(before))
    words = (covering.text[token.start : token.end].lower() for token in spoken)
    return any(kind_of_noun(word) == "number" for word in words)


def _is_agent(one: ValueSpan, covering: CoveringSentence) -> bool:
    """Return whether a name stands right before what was done, or after "by"."""
    text = covering.text
    return any(
        _BEFORE_DOING.fullmatch(text, one.end, token.start)
        if one.end <= token.start
        else token.end <= one.start and _AFTER_DOING.fullmatch(text, token.end, one.start)
        for token in covering.concept_tokens[0]
    )


_LOOSEST = {"date": 3, "number": 2, "yes_no": 2}
_NOT_A_FACT = re.compile(
    r"\b(?:if|whether|unclear|unknown|rumou?r\w*|would|could|might|may|should|expect\w*|plan\w*"
    r"|propos\w*|predict\w*|forecast\w*|estimat\w*|schedul\w*|originally|initially|supposed"
    r"|alleg\w*|claim\w*|target\w*|goal|aim\w*|delayed|delaying|delay\s+(?:of|to|until)|postpon\w*|cancel\w*|until|former\w*|ex"
    r"|interim|acting|deputy|vice|previous\w*|almost|nominat\w*|candidates?|favou?rites?"
    r"|like|another|some of|one of|according to legend)\b|\?"
)
_DENIED = re.compile(r"\b(?:not|never|no longer|nor|neither)\b|n['\u2019]t\b", re.IGNORECASE)
_GENERAL = re.compile(
    r"\b(?:you|your|can|must|need|anyone|everyone|usually|often)\b", re.IGNORECASE
)


class Statement(NamedTuple):
    """A value that a sentence gives, with the other values of its kind in that sentence.

    `concept_terms` holds, for each concept of the question, its terms; `subject` the
    words that a name of the question is written with besides; `limits` those that say for what,
    of several, the value holds: years, places, "second", "women"; `object` the terms between
    what is asked and the value after it.
    """

    reading: ValueSpan
    others: tuple[Value, ...]
    concept_terms: tuple[frozenset[str], ...]
    subject: frozenset[str]
    limits: frozenset[str]
    object: frozenset[str]

    @property
    def values(self) -> tuple[Value, ...]:
        """All the values that may be meant."""
        return (self.reading.value, *self.others)


def statement(
    asked: ComparableQuestion, sentence: str, published: str | None, analyzer: Analyzer
) -> Statement | None:
    """Return what a sentence states as the answer; None where it does not do so plainly."""
    covering = CoveringSentence.of(sentence, asked.needed, analyzer) if asked.is_specific else None
    if covering is None or not _is_fact(covering):
        return None
    if asked.expects == "yes_no":
        return _polar(asked, covering)
    if _DENIED.search(sentence):
        return None
    found = candidate_values(asked, covering, published)
    best = min(found, key=lambda one: (covering.distance(one), one.start), default=None)
    if best is None or covering.distance(best) > _LOOSEST.get(asked.expects, 0):
        return None
    return _statement(asked, covering, best, found)


def _is_fact(covering: CoveringSentence) -> bool:
    """Return whether nothing but what the question itself asks about makes it less than one."""
    return all(match.start() in covering.spoken for match in _NOT_A_FACT.finditer(covering.text))


def _statement(
    asked: ComparableQuestion, covering: CoveringSentence, best: ValueSpan, found: list[ValueSpan]
) -> Statement:
    return Statement(
        reading=best,
        others=tuple(one.value for one in _besides(covering, best, found)),
        concept_terms=tuple(
            frozenset(token.term for token in places) for places in covering.concept_tokens
        ),
        subject=subject(covering, [concept.is_name for concept in asked.needed]),
        limits=limits(covering, best, found),
        object=covering.object(best),
    )


def _besides(
    covering: CoveringSentence, best: ValueSpan, found: list[ValueSpan]
) -> list[ValueSpan]:
    """Return what else may be meant: of names, any other one in the sentence."""
    others = names_in(covering.text) if best.value.kind == "name" else found
    return [one for one in others if one.start != best.start and not covering.is_spoken(one)]


def _polar(asked: ComparableQuestion, covering: CoveringSentence) -> Statement | None:
    """Return whether a sentence says that it is so, if it says little besides."""
    text = covering.text
    first = min(places[0].start for places in covering.concept_tokens)
    last = max(places[0].end for places in covering.concept_tokens)
    besides = len(covering.tokens) - len(covering.spoken)
    is_so_elsewhere = polarity(text[:first] + text[last:]).is_so
    if _GENERAL.search(text) or not is_so_elsewhere or besides > _LOOSEST["yes_no"]:
        return None
    return _statement(asked, covering, ValueSpan(first, last, polarity(text[first:last])), [])


def may_contradict(asked: ComparableQuestion, one: Statement, other: Statement) -> bool:
    """Return whether two statements speak of the same subject under the same circumstances.

    What is announced is not yet released: they have to use the same words for what happened.
    """
    if any(a.isdisjoint(b) for a, b in zip(one.concept_terms, other.concept_terms, strict=True)):
        return False
    if one.subject and other.subject and one.subject.isdisjoint(other.subject):
        return False
    # "elected to the council in 2015", "elected mayor in 2021"
    if one.object and other.object and one.object.isdisjoint(other.object):
        return False
    return _beyond(asked, one.limits) == _beyond(asked, other.limits)


def _beyond(asked: ComparableQuestion, words: frozenset[str]) -> frozenset[str]:
    """Return the limits that the question does not name itself; years are dates' own matter."""
    typed = {concept.written.lower() for concept in asked.needed}
    return frozenset(
        word
        for word in words - typed
        if not (asked.expects == "date" and word.isdecimal() and len(word) == 4)
    )
