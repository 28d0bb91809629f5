"""Whether a name is rather a person's, a place's or a thing's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from retrieval.conversation.names import NO_NAMES, Name

Kind = Literal["person", "place", "thing"]

_THING = re.compile(
    r"\b(?:\w*[A-Z]\w*[A-Z]\w*|\w*\d\w*|Inc|Corp|Ltd|LLC|Company|Group|Bank|University|College|"
    r"School|Institute|Museum|Court|Council|Committee|Commission|Agency|Department|Ministry|Party|"
    r"League|Team|Club|Union|Association|Foundation|Service|Services|System|Project|Program|Act|"
    r"Law|War|Battle|Treaty|Prize|Award|Cup|Bridge|Tower|Church|Cathedral|Stadium|Series|Cloud)\b"
)
_PLACE = re.compile(
    r"\b(?:City|County|State|States|River|Lake|Island|Islands|Mountain|Mountains|Mount|Valley|"
    r"Street|Park|Sea|Ocean|Bay|Beach|Republic|Kingdom|Province|Cape|Port|Harbor|Harbour)\b"
)
_TITLE = r"(?:Mr|Mrs|Ms|Dr|Prof|Professor|President|King|Queen|Sir|Saint|Captain|Judge|CEO)\.?\s+"
_DOES = (
    r"\s+(?:said|says|told|wrote|announced|joined|left|resigned|stepped|died|married|was\s+born|"
    r"has\s+(?:said|joined|left|resigned|stepped))\b"
)


def kind_of(name: Name, texts: Iterable[str]) -> Kind | None:
    """Return what a name is rather of, by its own words and by what stands around it in texts."""
    if _THING.search(name.text):
        return "thing"
    if _PLACE.search(name.text):
        return "place"
    word = re.escape(name.text)
    person = re.compile(rf"{_TITLE}(?:\w+\s+)?{word}\b|\b{word}{_DOES}")
    place = re.compile(rf"\b(?:in|near|outside|across|around)\s+(?:the\s+)?{word}\b")
    thing = re.compile(
        rf"\b(?:the|using|at)\s+{word}\b|\b{word}(?:['\u2019]s)?,?\s+"
        rf"(?:which|team|company|project|model|models|group|platform|service|software|series)\b"
    )
    whole = "\n".join(texts)
    if person.search(whole):
        return "person"
    if place.search(whole):
        return "place"
    if thing.search(whole):
        return "thing"
    return "person" if _is_part_of_a_full_name(word, whole) else None


def _is_part_of_a_full_name(word: str, whole: str) -> bool:
    """Return whether a name stands elsewhere with exactly one more capitalised word."""
    if " " in word:
        return False
    pairs = re.finditer(
        rf"\b(?P<before>[A-Z][a-z]+)\s+{word}\b(?!\s+[A-Z])|\b{word}\s+(?P<after>[A-Z][a-z]+)\b",
        whole,
    )
    return any((pair["before"] or pair["after"]).lower() not in NO_NAMES for pair in pairs)
