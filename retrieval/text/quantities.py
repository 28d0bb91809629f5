"""Quantities: a number with what bounds it and what it counts, as they are written.

"over 600 million", "90,000+", "$6.04 billion", "twenty-five"; units of measure are reduced to
one of each dimension.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from math import inf, isinf
from typing import NamedTuple

from retrieval.text.normalisation import MAGNITUDES, NUMBER_WORDS, magnitude_word

_LENGTH = {
    "m": 1.0,
    "metre meter metres meters": 1.0,
    "km kilometre kilometer kilometres kilometers": 1000.0,
    "cm centimetre centimeter centimetres centimeters": 0.01,
    "mm millimetre millimeter millimetres millimeters": 0.001,
    "ft foot feet": 0.3048,
    "mi mile miles": 1609.344,
    "in inch inches": 0.0254,
    "yd yard yards": 0.9144,
}
_MASS = {
    "kg kilogram kilograms kilo kilos": 1.0,
    "g gram grams": 0.001,
    "tonne tonnes": 1000.0,
    "lb lbs pound-weight": 0.45359237,
    "oz ounce ounces": 0.028349523125,
}
_DURATION = {
    "second seconds": 1.0,
    "minute minutes min mins": 60.0,
    "hour hours hr hrs": 3600.0,
    "day days": 86400.0,
    "week weeks": 604800.0,
    "month months": 2629746.0,
    "year years year-old": 31556952.0,
}
_AREA = {
    "km2 km²": 1.0,
    "hectare hectares ha": 0.01,
    "acre acres": 0.0040468564224,
}
_SHARE = {"% percent per percentage": 1.0}
_MONEY = {
    "usd": "$ us$ dollar dollars usd",
    "eur": "€ euro euros eur",
    "gbp": "£ pound pounds gbp",
    "jpy": "¥ yen jpy",
}

UNITS: dict[str, tuple[str, float]] = {
    word: (unit, factor)
    for unit, table in (
        *(("metres", _LENGTH), ("kg", _MASS), ("seconds", _DURATION)),
        *(("km²", _AREA), ("percent", _SHARE)),
    )
    for words, factor in table.items()
    for word in words.split()
} | {word: (code, 1.0) for code, words in _MONEY.items() for word in words.split()}
"""The unit that a written one is reduced to and how many of it that is, by the written one."""

MONEY = frozenset(_MONEY)
"""The units that are currencies."""


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


def number_bounds(number: float, digits: str, bound: str) -> tuple[float, float]:
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


def measured_bounds(low: float, high: float, digits: str, magnitude: float) -> tuple[float, float]:
    """Return the bounds of what was measured, and not counted: its last figure is a rounded one."""
    slack = 0.49 * magnitude * 10.0 ** -len(digits.partition(".")[2])
    return low - slack, high + slack


_BOUNDS = {
    "over": "over|more than|at least|above|exceed(?:s|ing|ed)?|upwards? of|no fewer than|"
    "no less than|greater than|minimum of|surpass(?:es|ed|ing)?|topp?(?:ed|ing|s)?",
    "under": "under|less than|fewer than|below|at most|up to|no more than|maximum of",
    "nearly": "nearly|almost|close to|just under|approaching",
    "about": "about|around|approximately|approx\\.|roughly|some|circa|an estimated|estimated|~",
}
_AFTER = re.compile(r"[\s\u00a0-]*([%°]|[^\W\d_][\w²'\u2019-]*)")
_FOLLOWING = 4
_MAGNITUDE = {"hundred": 100.0} | {word: 10.0**power for word, power in MAGNITUDES.items()}
_ONES = {**{word: float(digits) for word, digits in NUMBER_WORDS.items()}, "one": 1.0}


def amounts_in(text: str) -> Iterator[tuple[int, int, Amount]]:
    """Yield the amounts in a text, each with its span, its bound and its unit included.

    Numbers in dates are among them, and so are those of a version or a score; who looks for
    an amount knows what it should count.
    """
    for match in _amount_pattern().finditer(text):
        yield _amount(text, match)


def _number(match: re.Match[str]) -> tuple[float, float]:
    """Return a number without its magnitude, and the magnitude."""
    if not match["digits"]:
        words = match["words"].lower().replace("-", " ").split()
        number = 12.0 if "dozen" in words else sum(_ONES.get(word, 0.0) for word in words)
        return number, _MAGNITUDE.get((match["times"] or "").lower(), 1.0)
    word = magnitude_word(match["suffix"]) if match["suffix"] else match["magnitude"]
    return float(match["digits"].replace(",", "")), _MAGNITUDE.get((word or "").lower(), 1.0)


def _amount(text: str, match: re.Match[str]) -> tuple[int, int, Amount]:
    start, end = match.span()
    number, magnitude = _number(match)
    bound = "over" if match["plus"] else next((name for name in _BOUNDS if match[name]), "")
    low, high = number_bounds(number * magnitude, match["digits"] or f"{number:.0f}", bound)
    if match["high"]:
        # "3 to 5 million" are all millions.
        high = max(high, float(match["high"].replace(",", "")) * magnitude)
    follows, end_of_first = _following(text, end)
    unit, factor = UNITS.get((match["currency"] or "").lower(), ("", 1.0))
    if not unit and follows and follows[0] in UNITS:
        unit, factor = UNITS[follows[0]]
        end = end_of_first
    if unit and unit not in MONEY and not bound:
        low, high = measured_bounds(low, high, match["digits"] or "", magnitude)
    scale = magnitude * factor
    return start, end, Amount(number * scale, low * factor, high * factor, unit, bound, follows)


def _following(text: str, end: int) -> tuple[tuple[str, ...], int]:
    """Return the words after a number, up to the next punctuation, and where the first ends."""
    follows: list[str] = []
    place = end_of_first = end
    while len(follows) < _FOLLOWING and (word := _AFTER.match(text, place)):
        follows.append(word.group(1).lower())
        place = word.end()
        end_of_first = place if len(follows) == 1 else end_of_first
    return tuple(follows), end_of_first


@cache
def _amount_pattern() -> re.Pattern[str]:
    magnitudes = "|".join(_MAGNITUDE)
    bounds = "|".join(f"(?P<{name}>{words})" for name, words in _BOUNDS.items())
    words = "|".join(sorted(_ONES, key=len, reverse=True))
    number = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    return re.compile(
        rf"(?:(?<!\w)(?:{bounds})\s+(?:just\s+)?)?"
        rf"(?:(?P<currency>US\$|[$€£¥])\s?)?(?<![\w.,:/#])"
        rf"(?:(?P<digits>{number})(?:\s?(?:-|\u2013|to)\s?[$€£]?(?P<high>{number})(?![\d:]))?"
        rf"(?:(?P<suffix>(?-i:bn|mn|tn|[kKMBT]))\b|[\s-]?(?P<magnitude>{magnitudes})\b)?(?P<plus>\+)?"
        rf"(?![\d:])(?!\.\d)(?!(?:st|nd|rd|th|[A-Za-z])\b)"
        rf"|\b(?P<words>(?:a\s+)?dozen|(?:{words})(?:[\s-](?:{words}))?)\b"
        rf"(?:\s(?P<times>{magnitudes})\b)?)",
        re.IGNORECASE,
    )
