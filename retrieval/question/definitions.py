"""Abbreviations that a text defines: "Coalition for Quick Answers (CQA)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_PARENTHESIS = re.compile(r"\(([^()]{2,80})\)")
_SHORT = re.compile(r"(?=\w*[^\W\d_])\w[\w.&/-]{1,9}$")
_BREAK = re.compile(r"[.,;:()\n] ")
_REACH = 100
_INSIDE = re.compile(r"\s*[;,]\s|\s(?:or|also)\s")
_AROUND = " \t\n\"'\u201c\u201d\u2018\u2019`*_[]"
_ENDING = re.compile(r"(?:\s?['\u2019]s)?[\s\"'\u2018\u2019\u201c\u201d`*_\]]*$")
_FIRST_SMALL = frozenset("of and the for in on to".split())


class Definition(NamedTuple):
    """An abbreviation and its long form, as a text writes them."""

    short: str
    long: str


def definitions(text: str) -> Iterator[Definition]:
    """Yield what a text defines in parentheses: "large language model (LLM)", "LLM (large …)".

    A. Schwartz and M. Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in
    Biomedical Text" (2003).
    """
    for match in _PARENTHESIS.finditer(text) if "(" in text else ():
        inside = _INSIDE.split(match.group(1), maxsplit=1)[0].strip(_AROUND)
        outside = _ENDING.sub("", text[max(0, match.start() - _REACH) : match.start()])
        short = outside.rpartition(" ")[2].strip(_AROUND)
        if _is_short(inside):
            long = _long_form(inside, _BREAK.split(outside)[-1])
            if long:
                yield Definition(inside, long)
        elif _is_short(short) and _long_form(short, inside) == inside:
            yield Definition(short, inside)


def _is_short(word: str) -> bool:
    return _SHORT.match(word) is not None and sum(map(str.isupper, word)) >= 2


def _long_form(short: str, words: str) -> str | None:
    """Return the end of some words that holds the letters of an abbreviation, in their order.

    Its first letter begins a word; every other one may stand anywhere.
    """
    letters = [letter for letter in short.lower() if letter.isalnum()]
    lower = words.lower()
    if len(lower) != len(words):
        return None
    place = len(lower)
    for number, letter in enumerate(reversed(letters), 1):
        place = lower.rfind(letter, 0, place)
        while number == len(letters) and place > 0 and lower[place - 1].isalnum():
            place = lower.rfind(letter, 0, place)
        if place < 0:
            return None
    return _reasonable(short, words[place:], len(letters))


def _reasonable(short: str, long: str, letters: int) -> str | None:
    words = long.split()
    fits = len(words) <= min(letters + 5, 2 * letters) and len(long) > len(short)
    return long if fits and short not in words and words[0] not in _FIRST_SMALL else None
