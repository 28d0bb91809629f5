"""What people say around a question: `turns_of_talk.txt`, as patterns of words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Literal, NamedTuple

Place = Literal["openings", "closings", "asides"]

_FILE = Path(__file__).with_name("turns_of_talk.txt")
_ELEMENT = re.compile(r"\([^()]*\)|\[[^\[\]]*\]\*?|[^\s()\[\]]+")
_SECTION = re.compile(r"\[([a-z ]+)\]$")


class Element(NamedTuple):
    """A part of a turn: one of some phrases, each its words; maybe none, maybe several."""

    phrases: tuple[tuple[str, ...], ...]
    optional: bool
    repeated: bool


class Turn(NamedTuple):
    """A turn of talk; after a free one, anything may follow."""

    elements: tuple[Element, ...]
    free: bool

    def match(self, words: Sequence[str], start: int) -> int | None:
        """Return where the turn that begins at a word ends, None where it does not begin there."""
        place = start
        for element in self.elements:
            after = _after(element, words, place)
            if after is None and not element.optional:
                return None
            while after is not None:
                place = after
                after = _after(element, words, place) if element.repeated else None
        return place


def _after(element: Element, words: Sequence[str], place: int) -> int | None:
    for phrase in element.phrases:
        end = place + len(phrase)
        if tuple(words[place:end]) == phrase:
            return end
    return None


@cache
def turns(place: Place) -> Mapping[str, Sequence[Turn]]:
    """Return the turns that stand before, after or inside a question, by their first words."""
    found: dict[str, list[Turn]] = {}
    for line in _sections()[place]:
        elements = tuple(map(_element, _ELEMENT.findall(line.rstrip("\u2026 "))))
        turn = Turn(elements, line.endswith("\u2026"))
        leading = list(takewhile(lambda element: element.optional, elements))
        for element in elements[: len(leading) + 1]:
            for word in {phrase[0] for phrase in element.phrases}:
                found.setdefault(word, []).append(turn)
    return found


@cache
def small_talk() -> frozenset[str]:
    """Return words of courtesy and of asking.

    A clause of nothing but these and stop words says nothing of what a question is about.
    """
    return frozenset(" ".join(_sections()["small talk"]).split())


@cache
def _sections() -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        section = _SECTION.match(line)
        if section:
            lines = sections.setdefault(section[1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


@cache
def _named() -> dict[str, str]:
    return dict(line.split(": ", 1) for line in _sections()["words"])


@cache
def _element(written: str) -> Element:
    inner = written.strip("[]()*")
    inner = re.sub(r"<(\w+)>", lambda match: _named()[match[1]], inner)
    phrases = {tuple(phrase.replace("'", "").split()) for phrase in inner.split("|")}
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return Element(tuple(ordered), written[0] == "[", written[-1] == "*")
