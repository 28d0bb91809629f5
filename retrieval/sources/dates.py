"""Dates that a source states about itself, as ISO 8601."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>[12]\d{3})"
_DAY = r"(?P<day>\d{1,2})"
_FORMS = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?:[-/.](?P<month>\d{{1,2}})(?:[-/.]{_DAY}(?:[t\s].*)?)?)?",
        rf"(?:[a-z]+day,?\s+)?{_DAY}(?:st|nd|rd|th)?\s+{_MONTH},?\s+{_YEAR}",
        rf"(?:[a-z]+day,?\s+)?{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"{_MONTH}\s+{_YEAR}",
    )
)


def iso_date(written: str) -> str | None:
    """The date that the whole of `written` is, as far as it says: year, month, day.

    Read are ISO 8601 (a time of day is dropped) and English dates with the month's name;
    03/04/2026 means different days to different people, and is None like any other text.
    """
    for form in _FORMS:
        found = form.fullmatch(written.strip())
        if found:
            return _validated({name: part for name, part in found.groupdict().items() if part})
    return None


def _validated(parts: dict[str, str]) -> str | None:
    year = int(parts["year"])
    month = int(parts.get("month", 0))
    if "name" in parts:
        month = _MONTHS.index(parts["name"][:3].lower()) + 1
    if not month:
        return f"{year:04}"
    try:
        date = dt.date(year, month, int(parts.get("day", 1)))
    except ValueError:
        return None
    return date.isoformat() if "day" in parts else f"{year:04}-{month:02}"
