"""Units of measure, reduced to one of each dimension."""

from __future__ import annotations

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
