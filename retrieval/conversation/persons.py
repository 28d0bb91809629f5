"""Whom "he" or "she" may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.conversation.exchanges import Exchange
from retrieval.conversation.kinds import untitled
from retrieval.conversation.mentions import LEAD, PLACING, Mentions, asks_who
from retrieval.conversation.names import Name
from retrieval.conversation.phrases import head_of, is_role
from retrieval.conversation.topics import asked_topic, topic_of

_WHAT = re.compile(rf"{LEAD}what\b(?!\s+about\b)", re.IGNORECASE)
_AUXILIARY = frozenset(
    "do does did has have had is are was were can could will would should may might".split()
)
_RECENT = 3


def persons(mentions: Mentions) -> Iterator[str]:
    """Yield who may be meant: who was told of if that was asked, then who was asked about."""
    for one in mentions.last_first[:_RECENT]:
        yield from _persons_of(one, mentions)
    for one in mentions.last_first:
        yield from (untitled(name.text) for name in _may_be_persons(one, mentions))
    for one in mentions.last_first:
        told = (name for name in mentions.told(one) if mentions.is_personal(name))
        yield from (untitled(name.text) for name in told)


def _persons_of(one: Exchange, mentions: Mentions) -> Iterator[str]:
    asked = mentions.asked(one)
    if not _WHAT.match(one.question):
        asked_for = (asked_topic(one.question) or "").lower()
        named = (name for name in asked if name.text.lower() == asked_for)
        yield from (untitled(one.text) for one in named if mentions.kind(one) in (None, "person"))
    if asks_who(one):
        told = (name for name in mentions.told(one) if mentions.is_personal(name))
        yield from (untitled(name.text) for name in told)
    yield from (untitled(name.text) for name in asked if mentions.kind(name) == "person")
    topic = topic_of(one.question)
    if topic is not None and is_role(head_of(topic)):
        yield topic
    yield from (untitled(name.text) for name in asked if mentions.is_personal(name))


def _may_be_persons(one: Exchange, mentions: Mentions) -> Iterator[Name]:
    """Yield the names of a question that nothing tells to be of things, its subject first."""
    named = [name for name in mentions.asked(one) if mentions.kind(name) is None]
    yield from (name for name in named if name.after in _AUXILIARY)
    yield from (name for name in named if name.after not in PLACING)
    yield from (name for name in named if name.after in PLACING)
