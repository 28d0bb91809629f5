"""Names in a sentence, as told from capitals, and whether they name a person or something else.

The words that tell what a name is of stand first; `CapitalCounts` finds the names that a question
writes in small letters, by how the passages write them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from retrieval.question.answer_types import kind_of_noun
from retrieval.question.question import Concept, Question
from retrieval.question.syntax import AUXILIARY
from retrieval.text.analyzer import stop_words
from retrieval.text.identifiers import is_identifier

NOT_NAMES = stop_words("english") | frozenset(
    """however although though despite while during after before since until when where why how
    originally today later then now thus therefore meanwhile instead also still yet even only
    because unlike like within without between among under over through throughout both each
    every either neither many most several few all no not one two three first second once upon
    another other others according contrary due given in historically traditionally recently
    finally initially early late former old new next last there here yes if as but""".split()
)
"""Words that are no name, and with a capital only open a sentence."""

CALENDAR = frozenset(
    """january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday
    saturday sunday christmas easter""".split()
)
"""Names of months, days and feasts."""

HONORIFICS = frozenset(
    """king queen prince princess emperor empress pope saint sir lord lady dr prof professor mr mrs
    ms president chancellor senator governor judge justice general captain colonel major admiral
    bishop father brother sister duke count earl baron""".split()
)
"""What is written before a name, and with it names one person: "King Charles"."""

OFFICES = HONORIFICS | frozenset(
    "acting deputy director minister secretary officer chief executive manager head coach mayor "
    "principal assistant associate senior junior former vice chairman chairwoman commissioner "
    "lieutenant sergeant corporal private marshal commander inspector detective archbishop "
    "cardinal rabbi imam sheikh ayatollah congressman congresswoman representative speaker "
    "ambassador attorney chef author singer actor actress".split()
)
"""`TITLES`, and what says somebody's office before a name: "chief executive Ann Lee"."""

KIN = frozenset("family families brothers sisters siblings twins couple dynasty".split())
"""Words after which a name is of people: "the Wright brothers"."""

NOT_PERSONS = frozenset(
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
"""Words that make a name one of an organisation, a place, a work, a people or an office."""


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


class ProperName(NamedTuple):
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
def names_of(sentence: str) -> tuple[ProperName, ...]:
    """Return the names of a sentence in order, without the small words they may begin with."""
    return tuple(_names(sentence))


def _names(sentence: str) -> Iterator[ProperName]:
    for match in _NAME.finditer(sentence):
        words = match.group()
        start = match.start()
        before = sentence[max(0, start - _FIRST) : start].split()
        last = " ".join(before[-2:] if before[-1:] == ["the"] else before[-1:]).lower()
        is_first = start < _FIRST and not any(map(str.isalnum, sentence[:start]))
        own, owns, others = _parted(words)
        if others:
            yield ProperName(
                others.rstrip("-&."), f"{own}'s".lower(), False, _following(sentence, match.end())
            )
        words = own
        while words:
            head, _, rest = words.partition(" ")
            if head.lower().rstrip(".") not in NOT_NAMES:
                break
            last, is_first, words = head.lower(), False, rest.lstrip()
        if words and words[0].isupper() and words.lower() not in CALENDAR:
            after = OWNS if owns else _following(sentence, match.end())
            yield ProperName(words.rstrip("-&."), last, is_first, after)


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


def may_be_organisation(name: ProperName) -> bool:
    """Return whether a name may be that of a company, a team or a party: any name may."""
    return not _is_word(name)


def _is_word(name: ProperName) -> bool:
    """Return whether a name may be a common word that only opens its sentence."""
    if not name.is_first or " " in name.words or name.followed_by == OWNS:
        return False
    if name.words.endswith(("ing", "ion", "ity", "ment", "ness")):
        return True
    if name.followed_by in _PLURAL:
        return name.words.endswith("s")
    return name.followed_by not in AUXILIARY and not name.followed_by.endswith("ed")


def may_be_person(name: ProperName) -> bool:
    """Return whether a name may be a person's: no place, work, people or organisation."""
    before = name.before.rpartition(" ")[2]
    if name.followed_by in KIN:
        return True
    if before in _BEFORE_THINGS and not (before == "to" and " " in name.words):
        return False
    words = name.words.lower().replace("'s", "").split()
    if words[0].rstrip(".") in HONORIFICS and len(words) == 1:
        return False
    if words[0].rstrip(".") in OFFICES:
        bare = [word for word in words if word.rstrip(".") not in OFFICES]
        return bool(bare) and (words[0] in HONORIFICS or NOT_PERSONS.isdisjoint(bare))
    return not _is_word(name) and NOT_PERSONS.isdisjoint(words) and not name.words.isupper()


def may_be_place(name: ProperName) -> bool:
    """Return whether a name may be a place's: behind "in" or "at", or of a word for a place."""
    if name.before.partition(" ")[0] in _BEFORE_PLACES:
        return True
    last = name.words.rpartition(" ")[2]
    return kind_of_noun(last.lower()) == "place" and " " in name.words


NAME_SHARE = 0.6
"""Share of the places where a capital tells at which a name has one."""


class CapitalCounts:
    """Counts how often terms are written with a capital of their own, where that can be told."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}

    def add(self, term: str, *, has_capital: bool) -> None:
        """Count one place where a term is written with a capital, or without."""
        self._counts.setdefault(term, [0, 0])[has_capital] += 1

    def names(self) -> frozenset[str]:
        """Return the terms that are written as names."""
        return frozenset(
            term
            for term, (small, capital) in self._counts.items()
            if capital and capital >= NAME_SHARE * (small + capital)
        )


def with_names(question: Question, names: Collection[str]) -> Question:
    """Return a question whose concepts of these terms are names, too, and its identifiers.

    In a question all in capitals, they tell nothing.
    """
    shouted = question.text.isupper()

    def is_name(concept: Concept) -> bool:
        written = concept.written
        return (
            concept.is_name
            or concept.term in names
            or (is_identifier(written) and not (shouted and written.isalpha()))
        )

    concepts = tuple(one._replace(is_name=is_name(one)) for one in question.concepts)
    return question._replace(concepts=concepts)
