"""Amounts: a number with what bounds it and what it counts."""

from __future__ import annotations

from math import inf, isinf
from typing import NamedTuple


class Amount(NamedTuple):
    """All the numbers that an amount may mean, from `low` to `high`, and of what.

    `number` is what is written, `unit` a unit of measure or a currency ("" where it counts
    things), `bound` says "over", "about" or the like, `follows` the words right after it.
    """

    number: float
    low: float
    high: float
    unit: str
    bound: str
    follows: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The kind of value that it is."""
        return "number"

    @property
    def detail(self) -> tuple[bool, float]:
        """What orders amounts by how much they say."""
        return not self.bound, -(self.high - self.low)

    @property
    def normalised(self) -> str:
        """The number in digits, with its bound before it and its unit after it."""
        number = f"{self.number:.12g}" if abs(self.number) < 1e12 else f"{self.number:.0f}"
        return " ".join(filter(None, (self.bound, number, self.unit)))

    def agrees(self, other: Amount) -> bool:
        """Return whether some number is meant by both."""
        return self.unit == other.unit and self.low <= other.high and other.low <= self.high


_OVER = 2.0
_ABOUT = 0.1
_ROUNDING = 0.08


def bounded(number: float, digits: str, bound: str) -> tuple[float, float]:
    """Return the lowest and the highest number that is meant by one as it is written.

    "over" reaches to its double at most, since nobody writes "over 600 million" of two
    billion; "about" means a tenth more or less; and what ends in zeros, or is told in
    millions, may have been rounded to its last figure.
    """
    slack = _rounding(number, digits)
    low, high = number - slack, number + slack
    if bound == "over":
        return number, max(high, number * _OVER)
    if bound == "under":
        return -inf, number
    if bound == "nearly":
        return number * (1 - _ABOUT), high
    if bound == "about":
        return min(low, number * (1 - _ABOUT)), max(high, number * (1 + _ABOUT))
    return low, high


def _rounding(number: float, digits: str) -> float:
    """Return half of what the last figure that is not a padding zero stands for."""
    plain = digits.replace(",", "")
    whole, _, fraction = plain.partition(".")
    figures = (whole + fraction).lstrip("0")
    if not figures or not number or isinf(number):
        return 0.0
    scale = number / float(plain)
    if fraction:
        step = scale * 10.0 ** -len(fraction)
        return min(step / 2, abs(number) * _ROUNDING)
    zeros = len(whole) - len(whole.rstrip("0"))
    if scale == 1 and zeros < 2:
        return 0.0
    return min(scale * 10.0**zeros / 2, abs(number) * _ROUNDING)


def measured(low: float, high: float, digits: str, magnitude: float) -> tuple[float, float]:
    """Return the bounds of what was measured, and not counted: its last figure is a rounded one."""
    slack = 0.49 * magnitude * 10.0 ** -len(digits.partition(".")[2])
    return low - slack, high + slack
