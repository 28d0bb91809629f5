"""Names in a sentence, as told from capitals, and whether they name a person or something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from retrieval.analysis.stopwords import stop_words
from retrieval.question.focus_words import kind_of
from retrieval.question.noun_phrases import AUXILIARY

_WORD = r"[A-Z\u00c0-\u00de][\w.'\u2019&-]*"
_LINK = (
    r"(?:d[aeiu]l?|van|von|de[rn]|bin|ibn|al|el|l[ae]|of|the|of the|and|&|[\"\u201c]\w+[\"\u201d])"
)
_NAME = re.compile(rf"(?<![\w.]){_WORD}(?: (?:{_LINK} )?{_WORD})*")
_FIRST = 12
_NEXT = re.compile(r"\s+([a-z]+)")
_SMALL = stop_words("english") | frozenset(
    """however although though despite while during after before since until when where why how
    originally today later then now thus therefore meanwhile instead also still yet even only
    because unlike like within without between among under over through throughout both each
    every either neither many most several few all no not one two three first second once upon
    another other others according contrary due given in historically traditionally recently
    finally initially early late former old new next last there here yes if as but""".split()
)
_CALENDAR = frozenset(
    """january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday
    saturday sunday christmas easter""".split()
)
_PLURAL = frozenset("are were have do".split())
_BEFORE_THINGS = frozenset("of in at the on to from".split())
_BEFORE_PLACES = frozenset(
    "in at from near of to around across outside throughout through between along off".split()
)
_TITLES = frozenset(
    """king queen prince princess emperor empress pope saint sir lord lady dr prof professor mr mrs
    ms president chancellor senator governor judge justice general captain colonel major admiral
    bishop father brother sister duke count earl baron""".split()
)
_NO_PERSON = frozenset(
    """university college school institute academy council committee commission court parliament
    congress senate house office department ministry agency bureau company corporation inc corp ltd
    llc group bank church cathedral temple museum theatre theater library hospital hotel station
    airport stadium centre center tower building bridge palace castle park garden gardens street
    road avenue square city town county state states republic kingdom empire union nations river
    lake sea ocean bay island islands mountain mountains valley desert forest coast peninsula
    war battle treaty act bill law amendment constitution code award awards prize cup league
    championship championships olympics olympic games series season episode show album song film
    movie book bible gospel magazine times post news party movement revolution reformation dynasty
    army navy force forces association federation society foundation club team fc united cloud
    lab labs studios records entertainment pictures network channel project program programme
    plan system model language english french german spanish latin greek chinese japanese russian
    american british european african asian indian italian dutch polish irish scottish roman
    north south east west northern southern eastern western central world america europe asia
    africa australia england france germany spain italy china japan india russia britain canada
    mexico london paris york california texas internet web day week month year century i ii iii
    prime minister executive officer chief director manager secretary confession rights stock
    exchange industry science sciences statistics""".split()
)


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
        while words:
            head, _, rest = words.partition(" ")
            if head.lower().rstrip(".") not in _SMALL:
                break
            last, is_first, words = head.lower(), False, rest.lstrip()
        if words and words[0].isupper() and words.lower() not in _CALENDAR:
            after = _NEXT.match(sentence, match.end())
            yield Name(words.rstrip("-&."), last, is_first, after[1] if after else "")


def may_be_organisation(name: Name) -> bool:
    """Return whether a name may be that of a company, a team or a party: any name may."""
    return not _is_word(name)


def _is_word(name: Name) -> bool:
    """Return whether a name may be a common word that only opens its sentence."""
    if not name.is_first or " " in name.words:
        return False
    if name.words.endswith(("ing", "ion", "ity", "ment", "ness")):
        return True
    if name.followed_by in _PLURAL:
        return name.words.endswith("s")
    return name.followed_by not in AUXILIARY and not name.followed_by.endswith("ed")


def may_be_person(name: Name) -> bool:
    """Return whether a name may be a person's: no place, work, people or organisation."""
    before = name.before.rpartition(" ")[2]
    if before in _BEFORE_THINGS and not (before == "to" and " " in name.words):
        return False
    words = name.words.lower().replace("'s", "").split()
    if words[0].rstrip(".") in _TITLES:
        return len(words) > 1
    return not _is_word(name) and _NO_PERSON.isdisjoint(words) and not name.words.isupper()


def may_be_place(name: Name) -> bool:
    """Return whether a name may be a place's: behind "in" or "at", or of a word for a place."""
    if name.before.partition(" ")[0] in _BEFORE_PLACES:
        return True
    last = name.words.rpartition(" ")[2]
    return kind_of(last.lower()) == "place" and " " in name.words
