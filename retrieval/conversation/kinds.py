"""Whether a name is rather a person's, a place's or a thing's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from retrieval.conversation.names import NO_NAMES, Name

Kind = Literal["person", "place", "thing"]

_THING = re.compile(
    r"\b(?:\w*[A-Z]\w*[A-Z]\w*|\w*\d\w*|Inc|Corp|Ltd|LLC|Company|Group|Bank|University|College|"
    r"School|Institute|Museum|Court|Council|Committee|Commission|Agency|Department|Ministry|Party|"
    r"League|Team|Club|Union|Association|Foundation|Service|Services|System|Project|Program|Act|"
    r"Law|War|Battle|Treaty|Prize|Award|Cup|Bridge|Tower|Church|Cathedral|Stadium|Series|Cloud|"
    r"United|Rovers|Athletic|Wanderers|Orchestra|Police|Authority|Office|Hospital|Library|Press|"
    r"Times|Herald|Gazette|Post|News|Airlines|Railway|Studios|Records|Partners|Holdings)\b"
)
_PLACE = re.compile(
    r"\b(?:City|County|State|States|River|Lake|Island|Islands|Mountain|Mountains|Mount|Valley|"
    r"Street|Road|Square|Lane|Avenue|Park|Sea|Ocean|Bay|Beach|Republic|Kingdom|Province|Cape|Port|Harbor|Harbour)\b"
)
# Titles that are no part of a name: of "King Charles" or "Pope Leo" they are.
_TITLED = re.compile(
    r"(?:(?:Deputy|Vice|Former|Chief|Head)[\s-]+)*(?:Mr|Mrs|Ms|Dr|Prof|Professor|Councillor|Mayor"
    r"|Senator|Minister|Chancellor|Governor|Captain|Judge|Coach|Director|Chairman|Chairwoman"
    r"|Secretary|CEO|CTO|CFO)\.?\s+(?=\w+\s+\w)"
)
# What stands right before a name of a kind, and right after it.
_BEFORE: dict[Kind, re.Pattern[str]] = {
    "person": re.compile(
        r"\b(?:Mr|Mrs|Ms|Dr|Prof|Professor|President|King|Queen|Sir|Saint|Captain|Judge|CEO)\.?\s+"
        r"(?:[A-Z]\w*\s+)?\Z"
    ),
    "place": re.compile(r"\b(?:in|near|outside|across|around)\s+(?:the\s+)?\Z"),
    "thing": re.compile(r"\b(?:the|using|at)\s+\Z"),
}
_AFTER: dict[Kind, re.Pattern[str]] = {
    "person": re.compile(
        r",?\s+who\b|\s+(?:said|says|told|wrote|announced|joined|left|resigned|stepped|died|married"
        r"|was\s+born|has\s+(?:said|joined|left|resigned|stepped))\b"
    ),
    "thing": re.compile(
        r"\s+(?:have|are|were)\b|(?:['\u2019]s)?,?\s+(?:which|team|company|project|model|models|group"
        r"|platform|service|software|series)\b"
    ),
}
_WORD_BEFORE = re.compile(r"\b([A-Z][a-z]+)\s+\Z")
_WORD_AFTER = re.compile(r"\s+([A-Z][a-z]+)\b")
_CAPITAL_AFTER = re.compile(r"\s+[A-Z]")
_NEARBY = 40


def untitled(name: str) -> str:
    """Return a name without the title that it is written with, where a full name is left."""
    return _TITLED.sub("", name, count=1)


def kind_of(name: Name, texts: Iterable[str]) -> Kind | None:
    """Return what a name is rather of, by its own words and by what stands around it in texts."""
    if _TITLED.match(name.text):
        return "person"
    if _THING.search(name.text):
        return "thing"
    if _PLACE.search(name.text):
        return "place"
    around = [part for text in texts for part in _around(name.text, text)]
    for kind in ("person", "place", "thing"):
        before, after = _BEFORE[kind], _AFTER.get(kind)
        for left, right in around:
            if before.search(left) or (after is not None and after.match(right)):
                return kind
    is_word = " " not in name.text
    return "person" if is_word and any(_is_full_name(*part) for part in around) else None


def _around(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and after each place where a text has a name."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        left, right = text[max(start - _NEARBY, 0) : start], text[end : end + _NEARBY]
        if not (left[-1:].isalnum() or right[:1].isalnum()):
            yield left, right
        start = text.find(name, end)


def _is_full_name(left: str, right: str) -> bool:
    """Return whether a name stands there with exactly one more capitalised word."""
    before = None if _CAPITAL_AFTER.match(right) else _WORD_BEFORE.search(left)
    other = before or _WORD_AFTER.match(right)
    return other is not None and other[1].lower() not in NO_NAMES
