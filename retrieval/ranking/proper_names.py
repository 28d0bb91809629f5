"""Names in a sentence, as told from capitals, and whether they name a person or something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from retrieval.question.focus_words import kind_of
from retrieval.question.noun_phrases import AUXILIARY
from retrieval.ranking.name_words import CALENDAR, KIN, NO_PERSON, OFFICES, SMALL, TITLES

_WORD = r"[A-Z\u00c0-\u00de][\w.'\u2019&-]*"
_LINK = (
    r"(?:d[aeiu]l?|van|von|de[rn]|bin|ibn|al|el|l[ae]|of|the|of the|and|&|[\"\u201c]\w+[\"\u201d])"
)
_NAME = re.compile(rf"(?<![\w.]){_WORD}(?: (?:{_LINK} )?{_WORD})*")
_FIRST = 12
_NEXT = re.compile(r"\s+([a-z]+)")
_OWNS = re.compile(r"['\u2019]s?(?=\s|$)")
_OWNS_NEXT = re.compile(r" ?['\u2019]s?(?=\s)")
_PLURAL = frozenset("are were have do".split())
_BEFORE_THINGS = frozenset("of in at the on to from".split())
_BEFORE_PLACES = frozenset(
    "in at from near of to around across outside throughout through between along off into inside "
    "within via toward towards under beneath behind".split()
)

OWNS = "'s"
"""What follows a name that owns something."""


class Name(NamedTuple):
    """A name of a sentence: its words, and what stands before it where that tells ("in")."""

    words: str
    before: str
    is_first: bool
    followed_by: str

    @property
    def in_place(self) -> str:
        """The name with the word before it: "in Hangzhou"."""
        return f"{self.before} {self.words}".strip()


@lru_cache(maxsize=1 << 14)
def names_of(sentence: str) -> tuple[Name, ...]:
    """Return the names of a sentence in order, without the small words they may begin with."""
    return tuple(_names(sentence))


def _names(sentence: str) -> Iterator[Name]:
    for match in _NAME.finditer(sentence):
        words = match.group()
        start = match.start()
        before = sentence[max(0, start - _FIRST) : start].split()
        last = " ".join(before[-2:] if before[-1:] == ["the"] else before[-1:]).lower()
        is_first = start < _FIRST and not any(map(str.isalnum, sentence[:start]))
        own, owns, others = _parted(words)
        if others:
            yield Name(
                others.rstrip("-&."), f"{own}'s".lower(), False, _following(sentence, match.end())
            )
        words = own
        while words:
            head, _, rest = words.partition(" ")
            if head.lower().rstrip(".") not in SMALL:
                break
            last, is_first, words = head.lower(), False, rest.lstrip()
        if words and words[0].isupper() and words.lower() not in CALENDAR:
            after = OWNS if owns else _following(sentence, match.end())
            yield Name(words.rstrip("-&."), last, is_first, after)


def _parted(words: str) -> tuple[str, bool, str]:
    """Return the owner, whether it is one, and what is owned of "William Tyndale's Bible"."""
    ending = _OWNS.search(words)
    if ending is None:
        return words, False, ""
    return words[: ending.start()], True, words[ending.end() :].strip()


def _following(sentence: str, end: int) -> str:
    if _OWNS_NEXT.match(sentence, end):
        return OWNS
    after = _NEXT.match(sentence, end)
    return after[1] if after else ""


def may_be_organisation(name: Name) -> bool:
    """Return whether a name may be that of a company, a team or a party: any name may."""
    return not _is_word(name)


def _is_word(name: Name) -> bool:
    """Return whether a name may be a common word that only opens its sentence."""
    if not name.is_first or " " in name.words or name.followed_by == OWNS:
        return False
    if name.words.endswith(("ing", "ion", "ity", "ment", "ness")):
        return True
    if name.followed_by in _PLURAL:
        return name.words.endswith("s")
    return name.followed_by not in AUXILIARY and not name.followed_by.endswith("ed")


def may_be_person(name: Name) -> bool:
    """Return whether a name may be a person's: no place, work, people or organisation."""
    before = name.before.rpartition(" ")[2]
    if name.followed_by in KIN:
        return True
    if before in _BEFORE_THINGS and not (before == "to" and " " in name.words):
        return False
    words = name.words.lower().replace("'s", "").split()
    if words[0].rstrip(".") in TITLES and len(words) == 1:
        return False
    if words[0].rstrip(".") in OFFICES:
        bare = [word for word in words if word.rstrip(".") not in OFFICES]
        return bool(bare) and (words[0] in TITLES or NO_PERSON.isdisjoint(bare))
    return not _is_word(name) and NO_PERSON.isdisjoint(words) and not name.words.isupper()


def may_be_place(name: Name) -> bool:
    """Return whether a name may be a place's: behind "in" or "at", or of a word for a place."""
    if name.before.partition(" ")[0] in _BEFORE_PLACES:
        return True
    last = name.words.rpartition(" ")[2]
    return kind_of(last.lower()) == "place" and " " in name.words
