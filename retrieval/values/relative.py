"""Dates that are told from the day of publication: "on Tuesday", "yesterday", "last year"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from retrieval.values.dates import Date, years
from retrieval.values.dates import day as one_day
from retrieval.values.dates import month as one_month

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_NEAR = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_TURNS = {"last": -1, "this": 0, "next": 1}
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COMING = r"\b(?:will|next|upcoming|going to|due)\b"


def relative_dates(text: str, published: str) -> Iterator[tuple[int, int, Date]]:
    """Yield the dates that a text tells from its day of publication, each with its span.

    `published` is an ISO 8601 date; with less than a day in it nothing can be told but years.
    A weekday is the last one up to that day, or the next one in a sentence about the future.
    """
    year = published[:4]
    if not year.isdecimal() or year == "0000":
        return
    try:
        origin = date.fromisoformat(published[:10])
    except ValueError:
        origin = None
    for match in _pattern().finditer(text):
        found = _turned_year(match, int(year)) if origin is None else _told(text, match, origin)
        if found is not None:
            yield *match.span(), found


def _turned_year(match: re.Match[str], year: int) -> Date | None:
    if (match["unit"] or "").lower() != "year" or match["ago"]:
        return None
    turned = year + _TURNS[match["turn"].lower()]
    return years(turned, turned)


def _told(text: str, match: re.Match[str], origin: date) -> Date | None:
    try:
        if match["near"]:
            return _day(origin + timedelta(_NEAR[match["near"].lower()]))
        if match["weekday"]:
            return _weekday(text, match, origin)
        if match["ago"]:
            return _shifted(origin, match["ago"].lower(), -_count(match["count"]))
        return _shifted(origin, match["unit"].lower(), _TURNS[match["turn"].lower()])
    except OverflowError:
        return None


def _weekday(text: str, match: re.Match[str], origin: date) -> Date:
    wanted = _WEEKDAYS.index(match["weekday"].lower())
    back = (origin.weekday() - wanted) % 7
    sentence = text[text.rfind(". ", 0, match.start()) + 1 : match.end()]
    if back and re.search(_COMING, sentence, re.IGNORECASE):
        back -= 7
    return _day(origin - timedelta(back))


def _count(words: str) -> int:
    return int(words) if words.isdecimal() else _NUMBERS[words.lower()]


def _shifted(origin: date, unit: str, by: int) -> Date | None:
    """Return the day, week, month or year that lies this many of them from another."""
    if unit == "year":
        return years(origin.year + by, origin.year + by)
    if unit == "month":
        turn, month = divmod(origin.month - 1 + by, 12)
        return one_month(origin.year + turn, month + 1)
    if unit == "week":
        monday = origin - timedelta(origin.weekday()) + timedelta(7 * by)
        return Date(_day(monday).first, _day(monday + timedelta(6)).last)
    return _day(origin + timedelta(by))


def _day(value: date) -> Date:
    return one_day(value.year, value.month, value.day)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:(?P<near>{'|'.join(_NEAR)})"
        rf"|(?:(?:last|this|next|on)\s+)?(?P<weekday>{'|'.join(_WEEKDAYS)})"
        r"|(?P<turn>last|this|next)\s+(?P<unit>year|month|week)"
        rf"|(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})\s+(?P<ago>day|week|month|year)s?\s+ago)\b",
        re.IGNORECASE,
    )
