"""All the values in a text, each with its span."""

from __future__ import annotations

import re

from retrieval.values.clock import clock_times
from retrieval.values.counted import amounts
from retrieval.values.dated import written_dates
from retrieval.values.names import capitalised
from retrieval.values.reading import Reading
from retrieval.values.relative import relative_dates

# What a page of search results or an agency's report begins with is not what it tells of.
_DATELINE = re.compile(r"\W*(?:\.\.\.|\u2026|[\u2014\u2013:|])")


def dates(text: str, published: str | None = None) -> list[Reading]:
    """Return the dates in a text, those told from its day of publication included.

    The date that it begins with, set apart from it, is when it was written.
    """
    found = [Reading(*date) for date in written_dates(text)]
    if found and not text[: found[0].start].strip() and _DATELINE.match(text, found[0].end):
        del found[0]
    if published:
        found += [Reading(*date) for date in relative_dates(text, published)]
    return sorted(found)


def times(text: str) -> list[Reading]:
    """Return the times of day in a text."""
    return [Reading(*time) for time in clock_times(text)]


def numbers(text: str) -> list[Reading]:
    """Return the amounts in a text that are not parts of a date or a time."""
    taken = [*dates(text), *times(text)]
    return [
        Reading(start, end, amount)
        for start, end, amount in amounts(text)
        if not any(start < other.end and other.start < end for other in taken)
    ]


def names(text: str) -> list[Reading]:
    """Return the names in a text."""
    return [Reading(*name) for name in capitalised(text)]


def values(kind: str, text: str, published: str | None = None) -> list[Reading]:
    """Return the values of a kind in a text; "answer" is none that stands in one place."""
    if kind == "date":
        return dates(text, published)
    readers = {"time": times, "number": numbers, "name": names}
    return readers[kind](text) if kind in readers else []
