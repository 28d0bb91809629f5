"""Dates as they are written, with their granularity: a day, a month, "early March", a decade.

"3 March 2026", "Mar. 3rd", "mid-2019" and "the 1990s" name a date outright; "on Tuesday",
"yesterday" and "last year" count from the day of publication. The patterns are compiled when the
first date is read: most questions never do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

_SHORT = frozenset((2, 4, 6, 9, 11))

Day = tuple[int, int, int]
"""Year (negative before Christ), month and day; they compare as dates do."""

MONTHS = (
    "january february march april may june july august september october november december"
).split()


class Date(NamedTuple):
    """All the days that a date may mean, from `first` to `last`.

    Without a year, the years of both are 0: the date is the same days of some year.
    """

    first: Day
    last: Day

    @property
    def kind(self) -> str:
        """The kind of value that it is."""
        return "date"

    @property
    def has_year(self) -> bool:
        """Whether it says which year."""
        return self.first[0] != 0

    @property
    def detail(self) -> tuple[bool, int]:
        """What orders dates by how much they say: the year first, then how few days they mean."""
        (y0, m0, d0), (y1, m1, d1) = self
        return self.has_year, -((y1 - y0) * 372 + (m1 - m0) * 31 + d1 - d0)

    @property
    def normalised(self) -> str:
        """The date after ISO 8601: a day, a month or a year, an interval of days, "--03-03"."""
        if self.first == self.last:
            return _written(self.first, 3)
        if self.first[2] == 1 and self.last[2] == 31:
            if self.first[:2] == self.last[:2]:
                return _written(self.first, 2)
            if self.first[1] == 1 and self.last[1] == 12:
                years = [_written(day, 1) for day in self]
                return years[0] if years[0] == years[1] else "/".join(years)
        return "/".join(_written(day, 3) for day in self)

    def agrees(self, other: Date) -> bool:
        """Return whether some day is meant by both."""
        if self.has_year and other.has_year:
            return self.first <= other.last and other.first <= self.last
        if self.first[0] != self.last[0] or other.first[0] != other.last[0]:
            return True
        return self.first[1:] <= other.last[1:] and other.first[1:] <= self.last[1:]


def one_day(year: int, month: int, number: int) -> Date:
    """Return the date of one day; `year` 0 for a day of no year."""
    return Date((year, month, number), (year, month, number))


def one_month(year: int, number: int) -> Date:
    """Return the date of a whole month."""
    return Date((year, number, 1), (year, number, 31))


def years(first: int, last: int) -> Date:
    """Return the date of whole years."""
    return Date((first, 1, 1), (last, 12, 31))


PARTS = {"early": (0.0, 0.45), "mid": (0.2, 0.8), "late": (0.55, 1.0)}
"""What share of a month, a year or a decade its parts mean. They overlap: none is exact."""


def part(whole: Date, name: str) -> Date:
    """Return the early, mid or late part of a month, or of one or more years."""
    low, high = PARTS[name]
    (y0, m0, _), (y1, m1, _) = whole
    if whole.first[:2] == whole.last[:2]:
        return Date((y0, m0, 1 + int(30 * low)), (y1, m1, 1 + int(30 * high)))
    if y0 == y1:
        return Date((y0, 1 + int(11 * low), 1), (y1, 1 + int(11 * high), 31))
    span = y1 - y0
    return Date((y0 + int(span * low), 1, 1), (y0 + round(span * high), 12, 31))


def _written(value: Day, parts: int) -> str:
    year, number, of_month = value
    if of_month == 31 and number in _SHORT:
        of_month = 28 if number == 2 else 30
    written = "-" if not year else f"-{-year:04d}" if year < 0 else f"{year:04d}"
    return "-".join([written, *(f"{part:02d}" for part in (number, of_month)[: parts - 1])])


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_TH = r"(?:st|nd|rd|th)?"
_YEAR = r"(?:1\d|20)\d\d"
_PART = (
    r"(?:(?P<part>[Ee]arly|[Mm]id(?:dle of)?|[Ll]ate|[Bb]eginning of|[Ss]tart of|[Ee]nd of)[\s-]+)"
)
_TO = r"\s?(?:[-\u2013\u2014]|to|and)\s?"
# No year: what counts something, is a sum, a part of a longer number, or of another word.
_NO_YEAR = (
    r"(?![\w%]|[.,]\d|-\w|\s?(?:million|billion|thousand|percent|per cent|people|years|km|m\b))"
)
_ALONE = r"(?<![\w$\u20ac\u00a3.,/#+-])"


def _named_part(prefix: str) -> str:
    return _PART.replace("?P<part>", f"?P<{prefix}_part>") + "?(?:the\\s+)?"


@cache
def hint_pattern() -> re.Pattern[str]:
    """Return what finds a part that every form of a date has: a quick look, soon compiled."""
    return re.compile(
        r"\d{4}|\d(?:st|nd|rd|th)|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
        r"|B\.?C|A\.?D|C\.?E"
    )


@cache
def date_pattern() -> re.Pattern[str]:
    """Return what finds dates; the group that is closed last names the form."""
    # A lone "May" or "March" is a verb as often: only after a word that dates are put after.
    return re.compile(
        rf"(?P<iso>{_ALONE}\d{{4}}-\d\d-\d\d(?!\d))"
        rf"|(?P<mf>\b(?P<mf_month>{_MONTH})\s+(?P<mf_day>{_DAY}){_TH}\b(?:{_TO}(?P<mf_to>{_DAY})"
        rf"{_TH}\b)?(?![:\d]|\.\d\d\b)(?:,?\s+(?P<mf_year>{_YEAR})(?!\d))?)"
        rf"|(?P<df>{_ALONE}(?P<df_day>{_DAY}){_TH}(?:{_TO}(?P<df_to>{_DAY}){_TH})?\s+(?:of\s+)?"
        rf"(?P<df_month>{_MONTH})(?:,?\s+(?P<df_year>{_YEAR})\b)?)"
        rf"|(?P<q>\b(?:[Qq](?P<q_number>[1-4])|(?P<q_word>first|second|third|fourth)[\s-]quarter)"
        rf"(?:\s+of)?\s+(?P<q_year>{_YEAR})\b)"
        rf"|(?P<s>\b(?P<s_name>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)(?:\s+of)?\s+"
        rf"(?P<s_year>{_YEAR})\b)"
        rf"|(?P<m>{_named_part('m')}(?:\b(?P<m_month>{_MONTH}),?\s+(?:of\s+)?(?P<m_year>{_YEAR})\b"
        rf"|(?:(?<=[Ii]n )|(?<=ince )|(?<=[Bb]y )|(?<=ntil )|(?<=arly )|(?<=[Ll]ate )"
        rf"|(?<=[Mm]id-)|(?<= of )|(?<=uring ))(?P<m_only>{_MONTH})(?!\s*\d)))"
        rf"|(?P<c>{_ALONE}{_named_part('c')}(?P<c_number>[12]?\d)(?:st|nd|rd|th)[\s-]centur(?:y|ies)\b"
        rf"(?:\s(?P<c_era>B\.?C|A\.?D))?)"
        rf"|(?P<d>{_ALONE}{_named_part('d')}(?P<d_year>{_YEAR[:-2]}0)['\u2019]?s\b)"
        rf"|(?P<bc>{_ALONE}(?P<bc_year>\d{{1,2}},\d{{3}}|\d{{1,4}})\s?(?:B\.?C\.?E?\b))"
        rf"|(?P<ad>\bA\.?D\.?\s(?P<ad_before>\d{{1,4}})\b|\b(?P<ad_after>\d{{1,4}})\s?(?:A\.?D\b|C\.?E\b))"
        rf"|(?P<y>{_ALONE}{_named_part('y')}(?P<y_year>{_YEAR})"
        rf"(?:[-\u2013/](?P<y_to>\d{{4}}|\d\d)\b)?{_NO_YEAR})"
    )


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
    return one_day(year, number, of_month) if 1 <= number <= 12 and 1 <= of_month <= 31 else None


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
        one_month(_year_of(match, "m_year"), _month_of(match["m_month"] or match["m_only"])),
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


_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_NEAR = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_TURNS = {"last": -1, "this": 0, "next": 1}
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
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
    for match in _relative_pattern().finditer(text):
        found = (
            _turned_year(match, int(year))
            if origin is None
            else _relative_date(text, match, origin)
        )
        if found is not None:
            yield *match.span(), found


def _turned_year(match: re.Match[str], year: int) -> Date | None:
    if (match["unit"] or "").lower() != "year" or match["ago"]:
        return None
    turned = year + _TURNS[match["turn"].lower()]
    return years(turned, turned)


def _relative_date(text: str, match: re.Match[str], origin: date) -> Date | None:
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
    return int(words) if words.isdecimal() else _COUNTS[words.lower()]


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
def _relative_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:(?P<near>{'|'.join(_NEAR)})"
        rf"|(?:(?:last|this|next|on)\s+)?(?P<weekday>{'|'.join(_WEEKDAYS)})"
        r"|(?P<turn>last|this|next)\s+(?P<unit>year|month|week)"
        rf"|(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})\s+(?P<ago>day|week|month|year)s?\s+ago)\b",
        re.IGNORECASE,
    )
