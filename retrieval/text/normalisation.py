"""The form in which texts are compared: no case, no accents, numbers and contractions reduced.

Composed text (NFC) keeps the place of each character in what was given; "Lin's", "don't" and
"dont" lose or regain their apostrophe; "0.8B" and "0.8 billion" are 800000000.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# Conjoining vowels and final consonants of Hangul: letters, but part of the syllable before.
_JAMO = range(0x1160, 0x1200)


class Composed(NamedTuple):
    """A text in NFC; its character `n` comes from the span `[starts[n], ends[n])`."""

    text: str
    starts: list[int]
    ends: list[int]


def is_composed(text: str) -> bool:
    """Return whether a text is in NFC as it stands, which nearly all text is."""
    return unicodedata.is_normalized("NFC", text)


def composed(text: str) -> Composed:
    """Return a text in NFC. Canonically equivalent texts (UAX #15) give the same one."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        starts += [start] * len(piece)
        ends += [end] * len(piece)
    return Composed("".join(pieces), starts, ends)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of characters that normalisation may not join with what is around them."""
    start = 0
    for place in range(1, len(text)):
        if not _continues(text[place]):
            yield start, place
            start = place
    if text:
        yield start, len(text)


def _continues(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or ord(character) in _JAMO


# Combining diacritics and vowel points; vowel signs that spell a word are not among them.
_STRIPPED = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_LETTERS_WITHOUT_ACCENT = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ħ": "h"}
)


def fold(text: str) -> str:
    """Return text in compatibility form (NFKC), case-folded, without accents and vowel points."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = _STRIPPED.sub("", unicodedata.normalize("NFKD", decomposed))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS_WITHOUT_ACCENT)


def lower(text: str) -> str:
    """Return text in compatibility form (NFKC), case-folded, with its accents."""
    return unicodedata.normalize("NFKC", text).casefold()


_CONTRACTED = frozenset(("s", "re", "ve", "ll", "m", "d"))

# "id", "ill", "wed", "shell" and others are words of their own.
_DENYING = frozenset(
    f"{word}nt"
    for word in "is are was were do does did has have had ca could wo would should".split()
)
_WITHOUT_APOSTROPHE = frozenset(
    """whats whos whod wholl wheres whens hows whys thats theres heres im ive youre youve theyre
    theyve weve shes hes""".split()
)


def without_clitic(word: str) -> str:
    """Return a word without its possessive or contracted verb; "don't" gives "not"."""
    stem, apostrophe, tail = word.rpartition("'")
    if not apostrophe:
        return word
    if tail.casefold() == "t" and stem[-1:] in ("n", "N"):
        return "not"
    if tail.casefold() in _CONTRACTED:
        word = stem
    return word.replace("'", "")


def with_apostrophe(word: str) -> str:
    """Return what a lower-case word says that lacks its apostrophe.

    "dont" says "not" and "whats" says "what", as they do with it; any other says itself.
    """
    if word in _DENYING:
        return "not"
    return "what" if word in _WITHOUT_APOSTROPHE else word


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

_SMALL_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()

NUMBER_WORDS = {word: str(value) for value, word in enumerate(_SMALL_NUMBERS) if value > 1}
"""Digits by number word. "one" is left out: it is a pronoun more often than a number."""

NUMBER_WORDS |= {
    word: str(10 * tens)
    for tens, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}


def plain_number(number: str) -> str:
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
