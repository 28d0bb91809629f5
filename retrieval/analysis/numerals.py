"""Numbers as they are written, reduced to one form: "0.8B" and "0.8 billion" are 800000000."""

from __future__ import annotations

MAGNITUDES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
"""Powers of ten by the word that names them."""

_ABBREVIATED = {
    "k": "thousand",
    "K": "thousand",
    "M": "million",
    "mn": "million",
    "B": "billion",
    "bn": "billion",
    "T": "trillion",
    "tn": "trillion",
}

_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()

NUMBER_WORDS = {word: str(value) for value, word in enumerate(_WORDS) if value > 1}
"""Digits by number word. "one" is left out: it is a pronoun more often than a number."""

NUMBER_WORDS |= {
    word: str(10 * tens)
    for tens, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}


def plain(number: str) -> str:
    """Return a number without grouping commas or padding: "262,000" is "262000", "03" is "3"."""
    digits = number.replace(",", "")
    if not digits.isascii():
        digits = "".join(str(int(char)) if char.isdigit() else char for char in digits)
    if len(digits) == 2 and digits[0] == "0":
        return digits[1]
    return digits


def magnitude_word(suffix: str) -> str | None:
    """Return the word that a magnitude suffix stands for ("B" is "billion"), or None.

    A lower-case "m" or "b" is left alone: it is as often metres or a section's letter.
    """
    return _ABBREVIATED.get(suffix)


def scaled(number: str, magnitude: str) -> str:
    """Return the value of a plain number times a magnitude: ("0.8", "billion") is "800000000"."""
    power = MAGNITUDES[magnitude]
    whole, _, fraction = number.partition(".")
    shifted = (whole + fraction[:power].ljust(power, "0")).lstrip("0") or "0"
    rest = fraction[power:].rstrip("0")
    return f"{shifted}.{rest}" if rest else shifted
