"""The values of a sentence that may be the answer, by their kind and by what stands beside them."""

from __future__ import annotations

import re
from itertools import takewhile

from retrieval.agreement.comparing import Comparison
from retrieval.agreement.telling import Telling
from retrieval.question.focus_words import kind_of
from retrieval.values.amounts import Amount
from retrieval.values.found import dates, names, numbers
from retrieval.values.measures import MONEY
from retrieval.values.reading import Reading

_BEFORE_DOING = re.compile(r"\s*(?:,\s*)?(?:has|had|have|who|also|is|was|the|as)?\s*(?:the\s+)?")
_AFTER_DOING = re.compile(r"\s*(?:[\w\s,'\u2019-]{0,60}\sby|,|is|was|:)\s*")
_COUNTED_WITHIN = 3


def candidates(asked: Comparison, telling: Telling, published: str | None) -> list[Reading]:
    """Return the values of a sentence that may answer."""
    if asked.expects == "number":
        return [one for one in numbers(telling.text) if _counts(asked, one, telling)]
    found: list[Reading] = []
    if asked.expects == "date":
        # A time of day is left out: opening hours and the like differ by the day.
        found = dates(telling.text, published)
    elif asked.is_unique:
        found = [one for one in names(telling.text) if _is_agent(one, telling)]
    return [one for one in found if not telling.is_spoken(one)]


def _counts(asked: Comparison, one: Reading, telling: Telling) -> bool:
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


def _is_of_a_quantity(one: Reading, telling: Telling) -> bool:
    """Return whether a bare number follows a quantity that is asked for."""
    before = [token for token in telling.tokens if token.end <= one.start]
    spoken = takewhile(lambda token: token.start in telling.spoken, reversed(before))
    words = (telling.text[token.start : token.end].lower() for token in spoken)
    return any(kind_of(word) == "number" for word in words)


def _is_agent(one: Reading, telling: Telling) -> bool:
    """Return whether a name stands right before what was done, or after "by"."""
    text = telling.text
    return any(
        _BEFORE_DOING.fullmatch(text, one.end, token.start)
        if one.end <= token.start
        else token.end <= one.start and _AFTER_DOING.fullmatch(text, token.end, one.start)
        for token in telling.told[0]
    )
