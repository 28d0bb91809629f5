"""Dates as they are written: "3 March 2026", "Mar. 3rd", "mid-2019", "the 1990s", "2026-03-03"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from retrieval.values.date_pattern import date_pattern, hint_pattern
from retrieval.values.dates import MONTHS, Date, day, month, part, years

_SEASONS = {"spring": (3, 6), "summer": (6, 9), "autumn": (9, 12), "fall": (9, 12)}


def written_dates(text: str) -> Iterator[tuple[int, int, Date]]:
    """Yield the dates that a text names outright, each with its span, in text order."""
    if not hint_pattern().search(text):
        return
    for match in date_pattern().finditer(text):
        found = _READERS[match.lastgroup or ""](match)
        if found is not None:
            # The full stop behind a month that ends a sentence is not the date's.
            yield match.start(), match.end() - match.group().endswith("."), found


def _iso(match: re.Match[str]) -> Date | None:
    year, number, of_month = map(int, match["iso"].split("-"))
    return day(year, number, of_month) if 1 <= number <= 12 and 1 <= of_month <= 31 else None


def _year_of(match: re.Match[str], *names: str) -> int:
    return next((int(match[name]) for name in names if match[name]), 0)


def _month_of(name: str) -> int:
    return next(place for place, full in enumerate(MONTHS, 1) if full.startswith(name[:3].lower()))


def _month_first(match: re.Match[str]) -> Date:
    year, number = _year_of(match, "mf_year"), _month_of(match["mf_month"])
    first = int(match["mf_day"])
    return Date((year, number, first), (year, number, max(first, int(match["mf_to"] or 0))))


def _day_first(match: re.Match[str]) -> Date:
    year, number = _year_of(match, "df_year"), _month_of(match["df_month"])
    first = int(match["df_day"])
    return Date((year, number, first), (year, number, max(first, int(match["df_to"] or 0))))


def _month_alone(match: re.Match[str]) -> Date:
    return _part_of(
        match["m_part"],
        month(_year_of(match, "m_year"), _month_of(match["m_month"] or match["m_only"])),
    )


def _quarter(match: re.Match[str]) -> Date:
    words = ("first", "second", "third", "fourth")
    named = (match["q_number"] or match["q_word"]).lower()
    number = words.index(named) + 1 if named in words else int(named)
    year = int(match["q_year"])
    return Date((year, 3 * number - 2, 1), (year, 3 * number, 31))


def _season(match: re.Match[str]) -> Date | None:
    year = int(match["s_year"])
    name = match["s_name"].lower()
    if name == "winter":
        return Date((year - 1, 12, 1), (year, 12, 31))
    first, last = _SEASONS[name]
    return Date((year, first, 1), (year, last, 30))


def _century(match: re.Match[str]) -> Date:
    number = int(match["c_number"])
    if (match["c_era"] or "")[:1].upper() == "B":
        return _part_of(match["c_part"], years(-100 * number, -100 * number + 99))
    return _part_of(match["c_part"], years(100 * number - 99, 100 * number))


def _decade(match: re.Match[str]) -> Date:
    first = int(match["d_year"][:4])
    return _part_of(match["d_part"], years(first, first + (99 if first % 100 == 0 else 9)))


def _before_christ(match: re.Match[str]) -> Date:
    year = int(match["bc_year"].replace(",", ""))
    return years(-year, -year)


def _after_christ(match: re.Match[str]) -> Date:
    year = int(match["ad_before"] or match["ad_after"])
    return years(year, year)


def _year(match: re.Match[str]) -> Date:
    first = int(match["y_year"])
    last = match["y_to"]
    if last:
        return years(first, max(first, int(match["y_year"][: 4 - len(last)] + last)))
    return _part_of(match["y_part"], years(first, first))


def _part_of(words: str | None, whole: Date) -> Date:
    if not words:
        return whole
    word = words.lower()
    name = {"b": "early", "s": "early", "m": "mid", "l": "late"}.get(word[0])
    return part(whole, name or ("late" if word.startswith("end") else "early"))


_READERS: dict[str, Callable[[re.Match[str]], Date | None]] = {
    "iso": _iso,
    "mf": _month_first,
    "df": _day_first,
    "q": _quarter,
    "s": _season,
    "m": _month_alone,
    "c": _century,
    "d": _decade,
    "bc": _before_christ,
    "ad": _after_christ,
    "y": _year,
}
