"""What the questions and replies of a conversation name, and of what kind that is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from retrieval.conversation.exchanges import Exchange
from retrieval.conversation.kinds import Kind, kind_of
from retrieval.conversation.names import Known, Name, known_words, names_in
from retrieval.conversation.phrases import head_of, is_quantity, is_role
from retrieval.conversation.topics import topic_of
from retrieval.question.focus_words import kind_of as kind_of_noun

LEAD = r"\W*(?:and|but|so|then)?\W*"
"""What a question may begin with before the word that asks, as a pattern."""

_WHO = re.compile(rf"{LEAD}(?:who|whom|whose)\b", re.IGNORECASE)
_WHERE = re.compile(
    rf"{LEAD}(?:where|(?:in\s+)?(?:which|what)\s+(?:city|country"
    r"|town|state|place))\b",
    re.IGNORECASE,
)
_WHICH = re.compile(
    rf"{LEAD}(?:which|what)\s+(?!(?:is|was|are|were|do|does|did|has|have|had|can"
    r"|could|will|would|should|about|if)\b)(?:\w+\s+)?(?P<noun>\w+)\s+\w",
    re.IGNORECASE,
)
_NO_THINGS = frozenset(("person", "date", "number", "place", "reason"))
_MOST_TOLD = 8

PLACING = frozenset("in at from of on near".split())
"""Words after which a name is rather of where or of whose something is than of who did it."""


class Mentions:
    """The names and topics of exchanges, the last first; nothing is read before it is needed."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self.last_first = exchanges[::-1]
        self._kinds: dict[str, Kind | None] = {}

    @cached_property
    def known(self) -> Known:
        """The words that are names in what was replied."""
        return known_words([exchange.reply for exchange in self.last_first])

    def asked(self, exchange: Exchange) -> list[Name]:
        """Return the names of a question."""
        return names_in(exchange.question, self.known)

    def told(self, exchange: Exchange) -> list[Name]:
        """Return the names of a reply that the question did not have."""
        asked = folded_words(exchange.question)
        named = names_in(exchange.reply)
        return [name for name in named if asked.isdisjoint(folded_words(name.text))][:_MOST_TOLD]

    def topic(self, exchange: Exchange, *, quantity: bool = False) -> str | None:
        """Return what, and not whom, a question is about.

        Of "the price of the ticket", one goes on to speak of the ticket: the price is returned
        only where a `quantity` is wanted.
        """
        topic = topic_of(exchange.question)
        if topic and not quantity and is_quantity(head_of(topic)) and " of " in topic:
            topic = topic.partition(" of ")[2]
        if not topic or is_role(head_of(topic)):
            return None
        names = (name for name in self.asked(exchange) if name.text in topic)
        return None if any(self.kind(name) == "person" for name in names) else topic

    def kind(self, name: Name) -> Kind | None:
        """Return what a name is rather of, as far as the conversation tells."""
        return "person" if name.text in self._people else self._told_kind(name)

    def is_personal(self, name: Name) -> bool:
        """Return whether a name reads like a person's: two or three words, or known so."""
        kind = self.kind(name)
        return kind == "person" or (kind is None and _reads_personal(name))

    @cached_property
    def _people(self) -> frozenset[str]:
        """Whom pronouns stood for, and who was told of when that was asked."""
        stood_for = {one.person for one in self.last_first if one.person}
        told = (name for one in self.last_first if asks_who(one) for name in self.told(one))
        personal = (
            name.text
            for name in told
            if _reads_personal(name) and self._told_kind(name) in (None, "person")
        )
        return frozenset(stood_for.union(personal))

    def _told_kind(self, name: Name) -> Kind | None:
        if name.text not in self._kinds:
            texts = (text for one in self.last_first for text in (one.question, one.reply))
            self._kinds[name.text] = kind_of(name, texts)
        return self._kinds[name.text]


def asks_who(exchange: Exchange) -> bool:
    """Return whether a question asks for a person."""
    return _WHO.match(exchange.question) is not None


def asks_which(exchange: Exchange) -> bool:
    """Return whether a question asks for one thing by what it is: "which river"."""
    found = _WHICH.match(exchange.question)
    return found is not None and kind_of_noun(found["noun"].lower()) not in _NO_THINGS


def asks_where(exchange: Exchange) -> bool:
    """Return whether a question asks for a place."""
    return _WHERE.match(exchange.question) is not None


def folded_words(text: str) -> set[str]:
    """Return the words of a text in lower case."""
    return set(re.findall(r"\w+", text.lower()))


def _reads_personal(name: Name) -> bool:
    return name.after not in PLACING and 2 <= len(name.text.split()) <= 3
