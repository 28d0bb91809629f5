"""What a number is told in, by the word that asks for it: "how long" in years or in miles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

_TIME = (
    r"(?:nano|micro|milli)?seconds?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?|"
    r"years?|yrs?|decades?|centur(?:y|ies)|millenni(?:um|a)|generations?|seasons?"
)
_LENGTH = (
    r"(?:kilo|centi|milli|nano|micro)?met(?:er|re)s?|km|cm|mm|nm|m|miles?|mi|feet|foot|ft|"
    r"inch(?:es)?|in|yards?|yd|light[ -]*years?|fathoms?|leagues?|blocks?"
)
_AREA = (
    r"(?:square|sq\.?) ?[\w.]+|acres?|hectares?|ha|km2|km\u00b2|m2|m\u00b2|mi2|cubic [\w]+|"
    r"lit(?:er|re)s?|gallons?|barrels?|parameters?|bytes?|[kmgtp]b|tokens?|people|inhabitants|"
    r"residents|members|employees|students"
)
_WEIGHT = (
    r"(?:kilo|milli|micro)?gram(?:me)?s?|kg|mg|g|pounds?|lbs?|ounces?|oz|tons?|tonnes?|stones?|"
    r"carats?"
)
_SPEED = (
    r"mph|km/h|kph|kmh|knots?|m/s|mach|(?:kilo)?met(?:er|re)s? (?:per|an?) \w+|"
    r"miles? (?:per|an?) \w+|km (?:per|an?) \w+|(?:kilo|mega|giga)?bits? per second|[mg]bps"
)
_TEMPERATURE = r"degrees?|\u00b0 ?[cfk]?|kelvins?|celsius|fahrenheit"
_MONEY = (
    r"dollars?|euros?|pounds?|cents?|pence|yen|yuan|rupees?|rubles?|francs?|marks?|crowns?|pesos?|"
    r"usd|eur|gbp"
)
_OFTEN = (
    r"times?|(?:per|every|each|an?) (?:\w+ )?(?:second|minute|hour|day|week|month|year)|"
    r"years?|months?|weeks?|days?|hours?|minutes?"
)

_UNITS: Mapping[str, str] = {
    "how long": f"{_TIME}|{_LENGTH}|pages?|words?|tokens?|characters?",
    "how old": _TIME,
    "how far": f"{_LENGTH}|{_TIME}",
    "how tall": _LENGTH,
    "how high": f"{_LENGTH}|percent|%|{_TEMPERATURE}",
    "how deep": _LENGTH,
    "how wide": _LENGTH,
    "how big": f"{_AREA}|{_LENGTH}|{_WEIGHT}",
    "how large": f"{_AREA}|{_LENGTH}|{_WEIGHT}",
    "how fast": _SPEED,
    "how heavy": _WEIGHT,
    "how hot": _TEMPERATURE,
    "how cold": _TEMPERATURE,
    "how often": _OFTEN,
    "percentage": "percent|per cent|%|percentage|percentile",
    "percent": "percent|per cent|%|percentage|percentile",
    "temperature": _TEMPERATURE,
    "speed": _SPEED,
    "weight": _WEIGHT,
    "height": _LENGTH,
    "depth": _LENGTH,
    "width": _LENGTH,
    "distance": f"{_LENGTH}|{_TIME}",
    "length": f"{_LENGTH}|{_TIME}|pages?|words?",
    "duration": _TIME,
    "age": _TIME,
    "salary": _MONEY,
    "price": _MONEY,
    "cost": _MONEY,
    "revenue": _MONEY,
    "budget": _MONEY,
    "wage": _MONEY,
    "fee": _MONEY,
    "fine": _MONEY,
    "income": _MONEY,
}
_WITH_MONEY = frozenset(("salary", "price", "cost", "revenue", "budget", "wage", "fee", "fine"))
_NUMBER = (
    r"(?:\d[\d,.]*(?:\s*(?:-|\u2013|to|or|and)\s*\d[\d,.]*)?|an?|one|two|three|four|five|six|seven|"
    r"eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundreds?|thousands?|half|several|dozens?)"
)
_SCALE = r"(?:[\s-]*(?:hundred|thousand|million|billion|trillion|dozen|and a half|k|m|bn))*"
_SIGNED = rf"[$\u20ac\u00a3\u00a5]\s?\d[\d,.]*{_SCALE}"
_FROM_TO = r"\d{4}s?\s*(?:to|until|till|through|-+|\u2013)\s*\d{4}|(?:until|since) [\w ]*\d"
_EVERY = (
    r"once|twice|daily|weekly|monthly|yearly|annual(?:ly)?|hourly|biennial(?:ly)?|quarterly|"
    r"every (?:\w+ )?(?:second|minute|hour|day|week|month|year|decade|century)s?"
)


def asked_unit(words: tuple[str, ...]) -> str | None:
    """Return what in a question's lower-case words tells the unit: "how long", "percentage"."""
    for first, second in pairwise(words):
        if f"{first} {second}" in _UNITS:
            return f"{first} {second}"
    return None


def noun_with_unit(noun: str) -> str | None:
    """Return a noun in small letters if what it names is told in a unit of its own."""
    return noun if noun in _UNITS else None


# Compiled when first asked for: a single question needs one of them at most.
@cache
def unit_pattern(asked: str) -> re.Pattern[str]:
    """Return what finds a number with a unit that goes with what asks for it."""
    pattern = rf"(?<![\w.,]){_NUMBER}{_SCALE}[\s-]*(?:{_UNITS[asked]})(?![\w])"
    if asked in _WITH_MONEY:
        pattern = f"{_SIGNED}|{pattern}"
    if asked == "how long":
        pattern = rf"{pattern}|{_FROM_TO}"
    if asked in ("how old", "age"):
        pattern = rf"\b(?:aged?(?: of)?|turned) {_NUMBER}\b|{pattern}"
    if asked == "how often":
        pattern = rf"\b(?:{_EVERY})\b|{pattern}"
    return re.compile(pattern, re.IGNORECASE)
