"""A disagreement in words: "3 March 2026 (3 sources), 9 June 2025 (1 source)"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.wording import counted
from retrieval.model import Disagreement, ValueReading

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_DATE = r"(?P<year>\d{4}|-)(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?"


def in_words(value: str) -> str | None:
    """Return an ISO 8601 date as it is said ("3 March 2026"); None for any other value."""
    # Compiled where it is used first, and kept by `re`: most answers show no date.
    found = re.fullmatch(_DATE, value)
    if found is None or (found["year"] == "-" and not found["month"]):
        return None
    if found["month"] and not 1 <= int(found["month"]) <= len(_MONTHS):
        return None
    day = str(int(found["day"])) if found["day"] else ""
    month = _MONTHS[int(found["month"]) - 1] if found["month"] else ""
    year = found["year"].lstrip("0") if found["year"] != "-" else ""
    return " ".join(filter(None, (day, month, year)))


def shown_value(reading: ValueReading, about: str) -> str:
    """Return a value for a person: a date in words, anything else as a source writes it."""
    if about == "date" and (said := in_words(reading.value)):
        return said
    if about in ("answer", "time"):
        return reading.value
    return reading.as_written[0] if reading.as_written else reading.value


def summary(disagreement: Disagreement, shown: Sequence[str]) -> str:
    """Return the sentence that names all values, `shown` as they are to be, and their support."""
    values = ", ".join(
        f"{value} ({counted(len(reading.documents), 'source')})"
        for value, reading in zip(shown, disagreement.values, strict=True)
    )
    return f"The sources disagree on the {disagreement.about}: {values}"


def quoted_in(reading: ValueReading) -> str:
    """Return the numbers of the quotes that give a value: "quote 1", "quotes 1, 3"."""
    ranks = ", ".join(map(str, reading.quotes))
    return f"quote{'' if len(reading.quotes) == 1 else 's'} {ranks}"
