"""The value that a sentence gives as the answer to a question, if it does so plainly.

A sentence answers plainly if it speaks of all that the question asks, states it as a fact, and
has the value close by. Only such sentences can contradict one another: that two dates stand in
two sentences on one subject is no disagreement.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from retrieval.disagreement.comparability import ComparableQuestion
from retrieval.disagreement.covering_sentence import CoveringSentence, limits, subject
from retrieval.question.answer_types import kind_of_noun
from retrieval.text.analyzer import Analyzer
from retrieval.text.quantities import MONEY, Amount
from retrieval.text.values import Value, ValueSpan, dates_in, names_in, numbers_in, polarity

_BEFORE_DOING = re.compile(r"\s*(?:,\s*)?(?:has|had|have|who|also|is|was|the|as)?\s*(?:the\s+)?")
_AFTER_DOING = re.compile(r"\s*(?:[\w\s,'\u2019-]{0,60}\sby|,|is|was|:)\s*")
_COUNTED_WITHIN = 3


def candidate_values(
    asked: ComparableQuestion, telling: CoveringSentence, published: str | None
) -> list[ValueSpan]:
    """Return the values of a sentence that may answer."""
    if asked.expects == "number":
        return [
            one for one in numbers_in(telling.text) if _counts_what_is_asked(asked, one, telling)
        ]
    found: list[ValueSpan] = []
    if asked.expects == "date":
        # A time of day is left out: opening hours and the like differ by the day.
        found = dates_in(telling.text, published)
    elif asked.is_unique:
        found = [one for one in names_in(telling.text) if _is_agent(one, telling)]
    return [one for one in found if not telling.is_spoken(one)]


def _counts_what_is_asked(
    asked: ComparableQuestion, one: ValueSpan, telling: CoveringSentence
) -> bool:
    """Return whether an amount is of what the question counts."""
    value = one.value
    assert isinstance(value, Amount)  # noqa: S101  # numbers() reads nothing else
    if asked.unit == "money":
        return value.unit in MONEY
    if asked.unit:
        return value.unit == asked.unit
    if asked.counted is None and not value.unit:
        return _is_of_a_quantity(one, telling)
    if asked.counted is None:
        return value.unit != "percent" and value.unit not in MONEY
    after = [token.term for token in telling.tokens if token.start >= one.end - 1]
    return not value.unit and asked.counted.term in after[:_COUNTED_WITHIN]


def _is_of_a_quantity(one: ValueSpan, telling: CoveringSentence) -> bool:
    """Return whether a bare number follows a quantity that is asked for."""
    before = [token for token in telling.tokens if token.end <= one.start]
    spoken = takewhile(lambda token: token.start in telling.spoken, reversed(before))
    words = (telling.text[token.start : token.end].lower() for token in spoken)
    return any(kind_of_noun(word) == "number" for word in words)


def _is_agent(one: ValueSpan, telling: CoveringSentence) -> bool:
    """Return whether a name stands right before what was done, or after "by"."""
    text = telling.text
    return any(
        _BEFORE_DOING.fullmatch(text, one.end, token.start)
        if one.end <= token.start
        else token.end <= one.start and _AFTER_DOING.fullmatch(text, token.end, one.start)
        for token in telling.told[0]
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

    `told` holds, for each concept of the question, the terms that speak of it; `subject` the
    words that a name of the question is written with besides; `limits` those that say for what,
    of several, the value holds: years, places, "second", "women"; `object` the terms between
    what is told and the value after it.
    """

    reading: ValueSpan
    others: tuple[Value, ...]
    told: tuple[frozenset[str], ...]
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
    telling = CoveringSentence.of(sentence, asked.needed, analyzer) if asked.is_specific else None
    if telling is None or not _is_fact(telling):
        return None
    if asked.expects == "yes_no":
        return _polar(asked, telling)
    if _DENIED.search(sentence):
        return None
    found = candidate_values(asked, telling, published)
    best = min(found, key=lambda one: (telling.distance(one), one.start), default=None)
    if best is None or telling.distance(best) > _LOOSEST.get(asked.expects, 0):
        return None
    return _statement(asked, telling, best, found)


def _is_fact(telling: CoveringSentence) -> bool:
    """Return whether nothing but what the question itself asks about makes it less than one."""
    return all(match.start() in telling.spoken for match in _NOT_A_FACT.finditer(telling.text))


def _statement(
    asked: ComparableQuestion, telling: CoveringSentence, best: ValueSpan, found: list[ValueSpan]
) -> Statement:
    return Statement(
        reading=best,
        others=tuple(one.value for one in _besides(telling, best, found)),
        told=tuple(frozenset(token.term for token in places) for places in telling.told),
        subject=subject(telling, [concept.is_name for concept in asked.needed]),
        limits=limits(telling, best, found),
        object=telling.object(best),
    )


def _besides(telling: CoveringSentence, best: ValueSpan, found: list[ValueSpan]) -> list[ValueSpan]:
    """Return what else may be meant: of names, any other one in the sentence."""
    others = names_in(telling.text) if best.value.kind == "name" else found
    return [one for one in others if one.start != best.start and not telling.is_spoken(one)]


def _polar(asked: ComparableQuestion, telling: CoveringSentence) -> Statement | None:
    """Return whether a sentence says that it is so, if it says little besides."""
    text = telling.text
    first = min(places[0].start for places in telling.told)
    last = max(places[0].end for places in telling.told)
    besides = len(telling.tokens) - len(telling.spoken)
    is_so_elsewhere = polarity(text[:first] + text[last:]).is_so
    if _GENERAL.search(text) or not is_so_elsewhere or besides > _LOOSEST["yes_no"]:
        return None
    return _statement(asked, telling, ValueSpan(first, last, polarity(text[first:last])), [])


def may_contradict(asked: ComparableQuestion, one: Statement, other: Statement) -> bool:
    """Return whether two statements speak of the same subject under the same circumstances.

    What is announced is not yet released: they have to use the same words for what happened.
    """
    if any(a.isdisjoint(b) for a, b in zip(one.told, other.told, strict=True)):
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
