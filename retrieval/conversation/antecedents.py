"""Antecedents: what "he", "it", "they" and "there" in the next question may stand for.

Whom and what was spoken of last comes first (Grosz, Joshi and Weinstein, "Centering", 1995). A
pronoun may also be none ("it rains"), or stand for something in its own question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice

from retrieval.conversation.entities import (
    LEAD,
    PLACING,
    DiscourseModel,
    EntityKind,
    KnownNames,
    NamedEntity,
    asks_where,
    asks_which,
    asks_who,
    entities_in,
    folded_words,
    untitled,
)
from retrieval.conversation.topics import (
    asked_topic,
    head_of,
    is_group,
    is_plural,
    is_quantity,
    is_role,
    topic_of,
)
from retrieval.conversation.turns import Exchange

_WHAT = re.compile(rf"{LEAD}what\b(?!\s+about\b)", re.IGNORECASE)
_AUXILIARY = frozenset(
    "do does did has have had is are was were can could will would should may might".split()
)
_RECENT = 3


def persons(mentions: DiscourseModel) -> Iterator[str]:
    """Yield who may be meant: who was named in reply if asked for, then who was asked about."""
    for one in mentions.last_first[:_RECENT]:
        yield from _persons_of(one, mentions)
    for one in mentions.last_first:
        yield from (untitled(name.text) for name in _may_be_persons(one, mentions))
    for one in mentions.last_first:
        replied = (name for name in mentions.replied(one) if mentions.is_personal(name))
        yield from (untitled(name.text) for name in replied)


def _persons_of(one: Exchange, mentions: DiscourseModel) -> Iterator[str]:
    asked = mentions.asked(one)
    if not _WHAT.match(one.question):
        asked_for = (asked_topic(one.question) or "").lower()
        named = (name for name in asked if name.text.lower() == asked_for)
        yield from (untitled(one.text) for one in named if mentions.kind(one) in (None, "person"))
    if asks_who(one):
        replied = (name for name in mentions.replied(one) if mentions.is_personal(name))
        yield from (untitled(name.text) for name in replied)
    yield from (untitled(name.text) for name in asked if mentions.kind(name) == "person")
    topic = topic_of(one.question)
    if topic is not None and is_role(head_of(topic)):
        yield topic
    yield from (untitled(name.text) for name in asked if mentions.is_personal(name))


def _may_be_persons(one: Exchange, mentions: DiscourseModel) -> Iterator[NamedEntity]:
    """Yield the names of a question that nothing shows to be of things, its subject first."""
    named = [name for name in mentions.asked(one) if mentions.kind(name) is None]
    yield from (name for name in named if name.after in _AUXILIARY)
    yield from (name for name in named if name.after not in PLACING)
    yield from (name for name in named if name.after in PLACING)


_PLACED = frozenset("in at from near to around outside through into across over between".split())
_LATELY = 2


def things(mentions: DiscourseModel, *, several: bool) -> Iterator[str]:
    """Yield what may be meant: what is spoken of still, then the last question's topic.

    What has been the topic and is named again is what the conversation is about (Grosz, Joshi
    and Weinstein, "Centering", 1995). Of the last question's names, the last one may be meant.
    """
    last = mentions.last_first[0]
    if asks_which(last) and not several:
        replied = {
            with_article(name) for name in mentions.replied(last) if mentions.kind(name) != "person"
        }
        yield from replied if len(replied) == 1 else ()
    spoken = (one for one in mentions.last_first if mentions.topic(one) or mentions.asked(one))
    for age, one in enumerate(islice(spoken, _LATELY)):
        topic = mentions.topic(one)
        if topic is not None and not age:
            yield from _spoken_of_still(topic, mentions, several=several)
        if topic is not None and _agrees(topic, several=several):
            yield topic
        for name in reversed(mentions.asked(one) if one is last else ()):
            if name.after not in _PLACED and mentions.kind(name) != "person":
                yield with_article(name)


def places(mentions: DiscourseModel) -> Iterator[str]:
    """Yield where may be meant: the place named in reply if that was asked, then places by name."""
    for one in mentions.last_first:
        asked = mentions.asked(one)
        if asks_where(one):
            yield from (name.text for name in mentions.replied(one) if name.after in _PLACED)
        for name in asked:
            if name.after in _PLACED or mentions.kind(name) == "place":
                yield with_article(name)
        yield from (with_article(name) for name in asked if mentions.kind(name) != "person")


def with_article(name: NamedEntity) -> str:
    """Return a name, with "the" where it is written so."""
    return f"the {name.text}" if name.after == "the" else name.text


def _spoken_of_still(topic: str, mentions: DiscourseModel, *, several: bool) -> Iterator[str]:
    """Yield the topic before, where the last question names it beside its own."""
    last, *others = mentions.last_first[:_LATELY]
    for one in others:
        before = mentions.topic(one)
        if before is not None:
            is_named = before != topic and folded_words(before) <= folded_words(last.question)
            yield from (before,) if is_named and _agrees(before, several=several) else ()
            continue
        names = {name.text for name in mentions.asked(last)}
        for name in mentions.asked(one):
            if name.text in names and mentions.kind(name) != "person":
                yield with_article(name)


def _agrees(topic: str, *, several: bool) -> bool:
    head = head_of(topic)
    return is_plural(head) == several or (several and is_group(head))


POINTING = frozenset(("this", "that", "these", "those"))
BE = r"(?:is|are|was|were|has|have|had|will|would|can|could|does|do|did|may|might|should)"
# What stands before a "that" which stands for a thing, and what after it.
_BEFORE_ALONE = re.compile(
    rf"(?:{BE}|in|on|at|of|for|to|with|by|from|about|than|like)\s+\Z", re.IGNORECASE
)
_ALONE = re.compile(
    r"\s*(?:\Z|[?.!,;]|(?:in|on|at|of|for|to|with|by|from|about|and|or|mean|means|work|works|"
    r"happen|happened|happens|cost|possible|true|available|different|the|a|an)\b)",
    re.IGNORECASE,
)
_IS_BEFORE = re.compile(rf"\b{BE}\s+\Z", re.IGNORECASE)
_LAST = re.compile(r"\W*\Z")
_ONE_WORD = re.compile(r"\s+\w+\W*\Z")
_EMPTY_IT = re.compile(
    rf"\bit(?:'s|\s+(?:is|was|would\s+be|isn't|wasn't))?\s*(?:not\s+)?(?:\w+\s+)?(?:that|to|for|if)\b"
    rf"|\b{BE}(?:n't)?\s+it\s+(?:not\s+)?\w+\s+(?:to|that|for|if)\b"
    r"|\bit\s+(?:seems?|looks?|appears?|rains?|snows?|takes?\b.*\bto)\b"
    r"|\bwho\s+(?:is|was)\s+it\b(?=\s*\w)"
    rf"|\b{BE}\s+it\s+(?:seem|take\b.*\bto|make\s+sense|matter)\b",
    re.IGNORECASE,
)
_THERE_IS = re.compile(
    rf"\b{BE}\s+there\b|\bthere(?:'s|\s+(?:{BE}|be|been|any|a|an)\b)", re.IGNORECASE
)
_BREAK = re.compile(r"[,;:.?!]|\b(?:and|or|but|if|when|while|because|that|so)\b", re.IGNORECASE)
# What points back with a noun of its own: "this county", "the first one".
_POINTS_BACK = re.compile(
    rf"\b(?:this|these)\s+(?!{BE}\b)\w|\b(?:of|in|for|about|like|with|by|to|on)\s+those\b"
    r"|\b(?:former|latter)\b"
    r"|\b(?:which|the\s+(?:first|second|third|last|other|same|next)|another|that|each)\s+one\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:\W*\b(?:and|but|so|then|or|ok|okay|well|also|yes|no|if|when|is|that)\b)*"
)


def points_back(text: str) -> bool:
    """Return whether a question points back with a noun of its own."""
    return _POINTS_BACK.search(text) is not None


def has_name_before(text: str, match: re.Match[str]) -> bool:
    """Return whether a name stands before a pronoun that may be the one it stands for."""
    return bool(entities_in(text[: match.start()] + "…"))


def is_no_thing(text: str, match: re.Match[str]) -> bool:
    """Return whether a pronoun is none, or stands for something in the question itself."""
    word = match.group().lower()
    if word in POINTING and not _stands_alone(text, match):
        return True
    if word == "it" and any(
        found.start() <= match.start() < found.end() for found in _EMPTY_IT.finditer(text)
    ):
        return True
    return _has_clause_before(text[: match.start()])


def is_no_place(text: str, match: re.Match[str]) -> bool:
    """Return whether "there" speaks of no place ("are there"), or of one that stands before it."""
    spans = ((found.start(), found.end()) for found in _THERE_IS.finditer(text))
    if any(start <= match.end() - 1 < end for start, end in spans):
        return True
    return bool(entities_in(text[: match.start()] + "…"))


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Return whether "that" stands for a thing: "is that enough?", but not "that car"."""
    before = text[: match.start()]
    if _LAST.match(text, match.end()):
        return True
    if _IS_BEFORE.search(before) and _ONE_WORD.match(text, match.end()):
        return True
    return bool(_BEFORE_ALONE.search(before) and _ALONE.match(text, match.end()))


def _has_clause_before(before: str) -> bool:
    lead = _LEADING.match(before.lower())
    return _BREAK.search(before, lead.end() if lead else 0) is not None


class Antecedents:
    """What "he", "it" and "there" would stand for: None where nothing fits.

    Nothing is looked for before it is asked for.
    """

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self._mentions = DiscourseModel(exchanges)
        self._last = exchanges[-1]

    @cached_property
    def person(self) -> str | None:
        """Whom a conversation is about."""
        return next(persons(self._mentions), None)

    @cached_property
    def thing(self) -> str | None:
        """What a conversation is about, with its article: what "it" would stand for."""
        return next(things(self._mentions, several=False), None)

    @cached_property
    def things(self) -> str | None:
        """The same where it is of several: what "they" would stand for."""
        return next(things(self._mentions, several=True), None)

    @cached_property
    def quantity(self) -> str | None:
        """The quantity that was asked for, of which "what was it in 2019?" asks again."""
        topic = self._mentions.topic(self._last, quantity=True)
        return topic if topic and is_quantity(head_of(topic)) else None

    @cached_property
    def asked_about(self) -> str | None:
        """What the last question asked about: what "that" would stand for.

        Of other questions it would be what was replied.
        """
        topic = asked_topic(self._last.question)
        return topic if topic == self._mentions.topic(self._last) else None

    @cached_property
    def place(self) -> str | None:
        """Where it is about."""
        return next(places(self._mentions), None)

    @cached_property
    def last(self) -> str | None:
        """What the last question was about: who was named in reply, or what it named itself."""
        replied = self._mentions.replied(self._last) if asks_who(self._last) else ()
        person = next((name.text for name in replied if self._mentions.is_personal(name)), None)
        named = (with_article(name) for name in self._mentions.asked(self._last))
        return person or topic_of(self._last.question) or next(named, None)

    @property
    def known(self) -> KnownNames:
        """The words that are names in what was replied."""
        return self._mentions.known

    def kind(self, name: NamedEntity) -> EntityKind | None:
        """Return what a name is rather of, as far as the conversation shows."""
        return self._mentions.kind(name)
