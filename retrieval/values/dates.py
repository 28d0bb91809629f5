"""Dates with their granularity: a day, a month, "early March", a decade, a day of no year."""

from __future__ import annotations

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


def day(year: int, month: int, number: int) -> Date:
    """Return the date of one day; `year` 0 for a day of no year."""
    return Date((year, month, number), (year, month, number))


def month(year: int, number: int) -> Date:
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
