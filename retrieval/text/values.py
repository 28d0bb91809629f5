"""All the values in a text, each with its span: dates, times of day, amounts, names, yes and no.

Each kind is a record that knows how it is written in one form (`normalised`), whether another of
its kind may mean the same (`agrees`), and how much it says (`detail`). They are read by rules of
this project's own: the libraries that parse dates and quantities (dateparser, python-dateutil,
quantulum3) take longer to import than a question to answer, and none of them reads a granularity
("early March") or a bound ("over 600 million").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from retrieval.text.dates import Date, relative_dates, written_dates
from retrieval.text.names import Name, capitalised_names
from retrieval.text.quantities import Amount, amounts_in

_NAMED_TIMES = {"noon": 720, "midday": 720, "midnight": 0}


class TimeOfDay(NamedTuple):
    """A time of day in minutes after midnight.

    `is_sure` is False where nothing tells the morning from the evening.
    """

    minutes: int
    is_sure: bool

    @property
    def kind(self) -> str:
        """The kind of value that it is."""
        return "time"

    @property
    def detail(self) -> tuple[bool, int]:
        """What orders times by how much they say."""
        return self.is_sure, 0

    @property
    def normalised(self) -> str:
        """The time after ISO 8601: "21:00"."""
        return f"{self.minutes // 60:02d}:{self.minutes % 60:02d}"

    def agrees(self, other: TimeOfDay) -> bool:
        """Return whether both may be the same time."""
        if self.is_sure and other.is_sure:
            return self.minutes == other.minutes
        return self.minutes % 720 == other.minutes % 720


def times_of_day(text: str) -> Iterator[tuple[int, int, TimeOfDay]]:
    """Yield the times of day in a text, each with its span."""
    for match in _time_pattern().finditer(text):
        if match["name"]:
            yield *match.span(), TimeOfDay(_NAMED_TIMES[match["name"].lower()], True)
            continue
        hour, minute = int(match["hour"] or match["full"]), int(match["minute"] or 0)
        half = (match["half"] or "").lower()
        if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
            continue
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        sure = bool(half) or hour > 12 or (match["hour"] or "").startswith("0")
        yield *match.span(), TimeOfDay(60 * hour + minute, sure)


@cache
def _time_pattern() -> re.Pattern[str]:
    return re.compile(
        # "6.04" is a time only before "pm": it is an amount otherwise.
        r"\b(?<![\d:.,$])(?:(?:(?P<hour>\d{1,2})(?::|\.(?=\d\d\s?[ap]\.?m\b))(?P<minute>\d\d)"
        r"|(?P<full>\d{1,2})(?=\s?[ap]\.?m\b|\s?o['\u2019]clock))(?![\d:])"
        r"(?:\s?(?P<half>[ap])\.?m\b\.?)?|(?P<name>noon|midday|midnight)\b)",
        re.IGNORECASE,
    )


class Polarity(NamedTuple):
    """Whether something is so."""

    is_so: bool

    @property
    def kind(self) -> str:
        """The kind of value that it is."""
        return "answer"

    @property
    def detail(self) -> int:
        """What orders them by how much they say: both say all."""
        return 0

    @property
    def normalised(self) -> str:
        """Either "yes" or "no"."""
        return "yes" if self.is_so else "no"

    def agrees(self, other: Polarity) -> bool:
        """Return whether both say the same."""
        return self.is_so == other.is_so


def polarity(text: str) -> Polarity:
    """Return whether a clause affirms; two denials in it affirm again."""
    return Polarity(sum(1 for _ in _denies().finditer(text)) % 2 == 0)


@cache
def _denies() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:not|no longer|never|neither|nor|without|cannot|no)\b|n['\u2019]t\b"
        r"|\b(?:den(?:y|ies|ied)|refus(?:e|es|ed)|declin(?:e|es|ed)|fail(?:s|ed)?)\b",
        re.IGNORECASE,
    )


Value = Date | TimeOfDay | Amount | Name | Polarity


class ValueSpan(NamedTuple):
    """A value, and the span of the text that it was read from."""

    start: int
    end: int
    value: Value


def agree(one: Value, other: Value) -> bool:
    """Return whether two values may be the same; those of different kinds never are."""
    return one.kind == other.kind and one.agrees(other)  # type: ignore[arg-type]  # of its own kind


def surely_differ(one: Value, other: Value) -> bool:
    """Return whether two values of one kind cannot be the same.

    Names that share a word are not the same for certain, nor surely others: it may be one
    person, named in two ways. Nor are amounts in two units, such as two currencies.
    """
    if isinstance(one, Name) and isinstance(other, Name):
        return not one.may_agree(other)
    if isinstance(one, Amount) and isinstance(other, Amount) and one.unit != other.unit:
        return False
    return one.kind == other.kind and not agree(one, other)


# What a page of search results or an agency's report begins with is not what it tells of.
_DATELINE = re.compile(r"\W*(?:\.\.\.|\u2026|[\u2014\u2013:|])")


def dates_in(text: str, published: str | None = None) -> list[ValueSpan]:
    """Return the dates in a text, those told from its day of publication included.

    The date that it begins with, set apart from it, is when it was written.
    """
    found = [ValueSpan(*date) for date in written_dates(text)]
    if found and not text[: found[0].start].strip() and _DATELINE.match(text, found[0].end):
        del found[0]
    if published:
        found += [ValueSpan(*date) for date in relative_dates(text, published)]
    return sorted(found)


def times_in(text: str) -> list[ValueSpan]:
    """Return the times of day in a text."""
    return [ValueSpan(*time) for time in times_of_day(text)]


def numbers_in(text: str) -> list[ValueSpan]:
    """Return the amounts in a text that are not parts of a date or a time."""
    taken = [*dates_in(text), *times_in(text)]
    return [
        ValueSpan(start, end, amount)
        for start, end, amount in amounts_in(text)
        if not any(start < other.end and other.start < end for other in taken)
    ]


def names_in(text: str) -> list[ValueSpan]:
    """Return the names in a text."""
    return [ValueSpan(*name) for name in capitalised_names(text)]


def values_in(kind: str, text: str, published: str | None = None) -> list[ValueSpan]:
    """Return the values of a kind in a text; "answer" is none that stands in one place."""
    if kind == "date":
        return dates_in(text, published)
    readers = {"time": times_in, "number": numbers_in, "name": names_in}
    return readers[kind](text) if kind in readers else []
