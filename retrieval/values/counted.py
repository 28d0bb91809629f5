"""Amounts as they are written: "over 600 million", "90,000+", "$6.04 billion", "twenty-five"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from retrieval.analysis.numerals import MAGNITUDES, NUMBER_WORDS, magnitude_word
from retrieval.values.amounts import Amount, bounded, measured
from retrieval.values.measures import MONEY, UNITS

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


def amounts(text: str) -> Iterator[tuple[int, int, Amount]]:
    """Yield the amounts in a text, each with its span, its bound and its unit included.

    Numbers in dates are among them, and so are those of a version or a score; who looks for
    an amount knows what it should count.
    """
    for match in _pattern().finditer(text):
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
    low, high = bounded(number * magnitude, match["digits"] or f"{number:.0f}", bound)
    if match["high"]:
        # "3 to 5 million" are all millions.
        high = max(high, float(match["high"].replace(",", "")) * magnitude)
    follows, end_of_first = _following(text, end)
    unit, factor = UNITS.get((match["currency"] or "").lower(), ("", 1.0))
    if not unit and follows and follows[0] in UNITS:
        unit, factor = UNITS[follows[0]]
        end = end_of_first
    if unit and unit not in MONEY and not bound:
        low, high = measured(low, high, match["digits"] or "", magnitude)
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
def _pattern() -> re.Pattern[str]:
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
