"""Words as people spell them in a hurry: "wen" and "hw" of `shorthand.txt`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from retrieval.question.noun_phrases import AUXILIARY
from retrieval.question.question_words import ASKING

_FILE = Path(__file__).with_name("shorthand.txt")
_WORD = re.compile(r"[a-z]+")


def in_full(word: str, before: str, after: str) -> str | None:
    """Return the word that a lower-case spelling is short for, None where it is not.

    `before` and `after` are what stands around it in the part of the text that asks.
    """
    asking = _spellings()["asking"].get(word)
    if asking:
        begins = not before.strip(" \n\t\"'*_>(,;:-")
        fits = len(word) > 1 or not AUXILIARY.isdisjoint(_WORD.findall(after.lower())[:1])
        return asking if begins and fits else None
    full = _spellings()["anywhere"].get(word)
    if full and len(word) == 1:
        last = _WORD.findall(before.lower())[-1:]
        return full if not (ASKING if word == "r" else AUXILIARY).isdisjoint(last) else None
    return full


@cache
def _spellings() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        word, colon, spellings = line.partition(": ")
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif colon and not line.startswith("#"):
            section.update(dict.fromkeys(spellings.split(), word))
    return found
