"""Whom and what a conversation is about: what a pronoun in the next question can stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from retrieval.conversation.exchanges import Exchange
from retrieval.conversation.kinds import Kind, kind_of
from retrieval.conversation.names import Known, Name, known_words, names_in
from retrieval.conversation.topics import topic_of

_WHO = re.compile(r"\W*(?:and|but|so|then)?\W*(?:who|whom|whose)\b", re.IGNORECASE)
_WHO_IS = re.compile(r"\W*(?:and|but|so|then)?\W*who(?:'s|\s+(?:is|was))\s+[A-Z]")
_WHERE = re.compile(
    r"\W*(?:and|but|so|then)?\W*(?:where|(?:in\s+)?(?:which|what)\s+(?:city|country"
    r"|town|state|place))\b",
    re.IGNORECASE,
)
_BELONGS = frozenset("in at from of on near to with".split())
_PLACED = frozenset("in at from near to around outside".split())
_RECENT = 3
_LATELY = 2
_MOST_TOLD = 8


class Focus:
    """What "he", "it" and "there" would stand for: None where nothing fits.

    Nothing is looked for before it is asked for.
    """

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self._last_first = exchanges[::-1]
        self._kinds: dict[str, Kind | None] = {}

    @cached_property
    def person(self) -> str | None:
        """Whom a conversation is about."""
        return next(self._persons(), None)

    @cached_property
    def thing(self) -> str | None:
        """What a conversation is about, with its article."""
        return next(self._things(), None)

    @cached_property
    def place(self) -> str | None:
        """Where it is about."""
        return next(self._places(), None)

    @cached_property
    def last(self) -> str | None:
        """What the last question was about: who was told of if it asked, or what it named."""
        one = self._last_first[0]
        told = self._told(one) if _WHO.match(one.question) else ()
        person = next((name.text for name in told if self._is_personal(name)), None)
        named = (_with_article(name) for name in self._asked(one))
        return person or topic_of(one.question) or next(named, None)

    @cached_property
    def known(self) -> Known:
        """The words that are names in what was replied."""
        return known_words([exchange.reply for exchange in self._last_first])

    @cached_property
    def _people(self) -> frozenset[str]:
        """Whom pronouns stood for, and who was told of when that was asked."""
        stood_for = {one.person for one in self._last_first if one.person}
        asked = (one for one in self._last_first if _WHO.match(one.question))
        told = (name.text for one in asked for name in self._told(one) if _reads_personal(name))
        return frozenset(stood_for.union(told))

    def _persons(self) -> Iterator[str]:
        """Yield who may be meant: who was told of if that was asked, then who was asked about."""
        for one in self._last_first[:_RECENT]:
            if _WHO_IS.match(one.question):
                yield from (name.text for name in self._asked(one) if self._is_personal(name))
            if _WHO.match(one.question):
                yield from (name.text for name in self._told(one) if self._is_personal(name))
            yield from (name.text for name in self._asked(one) if self._kind(name) == "person")
        for one in self._last_first:
            named = [name for name in self._asked(one) if self._kind(name) is None]
            yield from (name.text for name in named if name.after not in _BELONGS)
            yield from (name.text for name in named if name.after in _BELONGS)
        for one in self._last_first:
            yield from (name.text for name in self._told(one) if self._is_personal(name))

    def _things(self) -> Iterator[str]:
        """Yield what may be meant: the topic of a question, or else the last one's last name."""
        for age, one in enumerate(self._last_first[:_LATELY]):
            topic = topic_of(one.question)
            if topic is not None and not self._is_of_a_person(topic, one):
                yield topic
            for name in reversed(self._asked(one) if not age else ()):
                if name.after not in _PLACED and self._kind(name) != "person":
                    yield _with_article(name)

    def _places(self) -> Iterator[str]:
        """Yield where may be meant: where was told of if that was asked, then places by name."""
        for one in self._last_first:
            if _WHERE.match(one.question):
                yield from (name.text for name in self._told(one) if name.after in _PLACED)
            for name in self._asked(one):
                if name.after in _PLACED or self._kind(name) == "place":
                    yield _with_article(name)
            for name in self._asked(one):
                if self._kind(name) != "person":
                    yield _with_article(name)

    def _asked(self, exchange: Exchange) -> list[Name]:
        return names_in(exchange.question, self.known)

    def _told(self, exchange: Exchange) -> list[Name]:
        """Return the names of a reply that the question did not have."""
        asked = _words(exchange.question)
        named = names_in(exchange.reply)
        return [name for name in named if asked.isdisjoint(_words(name.text))][:_MOST_TOLD]

    def _kind(self, name: Name) -> Kind | None:
        if name.text in self._people:
            return "person"
        if name.text not in self._kinds:
            texts = (text for one in self._last_first for text in (one.question, one.reply))
            self._kinds[name.text] = kind_of(name, texts)
        return self._kinds[name.text]

    def _is_personal(self, name: Name) -> bool:
        """Return whether a name reads like a person's: two or three words, or known so."""
        kind = self._kind(name)
        return kind == "person" or (kind is None and _reads_personal(name))

    def _is_of_a_person(self, topic: str, exchange: Exchange) -> bool:
        names = (name for name in self._asked(exchange) if name.text in topic)
        return any(self._kind(name) == "person" for name in names)


def _reads_personal(name: Name) -> bool:
    return name.after not in _BELONGS and 2 <= len(name.text.split()) <= 3


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _with_article(name: Name) -> str:
    return f"the {name.text}" if name.after == "the" else name.text
