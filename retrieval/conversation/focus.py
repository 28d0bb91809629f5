"""What a conversation is about: what a pronoun in the next question can stand for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from retrieval.conversation.exchanges import Exchange
from retrieval.conversation.kinds import Kind
from retrieval.conversation.mentions import Mentions, asks_who
from retrieval.conversation.names import Known, Name
from retrieval.conversation.persons import persons
from retrieval.conversation.phrases import head_of, is_quantity
from retrieval.conversation.things import places, things, with_article
from retrieval.conversation.topics import asked_topic, topic_of


class Focus:
    """What "he", "it" and "there" would stand for: None where nothing fits.

    Nothing is looked for before it is asked for.
    """

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self._mentions = Mentions(exchanges)
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
    def told(self) -> str | None:
        """What the last question asked to be told about: what "that" would stand for.

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
        """What the last question was about: who was told of if it asked, or what it named."""
        told = self._mentions.told(self._last) if asks_who(self._last) else ()
        person = next((name.text for name in told if self._mentions.is_personal(name)), None)
        named = (with_article(name) for name in self._mentions.asked(self._last))
        return person or topic_of(self._last.question) or next(named, None)

    @property
    def known(self) -> Known:
        """The words that are names in what was replied."""
        return self._mentions.known

    def kind(self, name: Name) -> Kind | None:
        """Return what a name is rather of, as far as the conversation tells."""
        return self._mentions.kind(name)
