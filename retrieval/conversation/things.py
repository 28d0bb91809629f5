"""What "it" or "they", and where "there", may stand for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from retrieval.conversation.mentions import Mentions, asks_where, asks_which, folded_words
from retrieval.conversation.names import Name
from retrieval.conversation.phrases import head_of, is_group, is_plural

_PLACED = frozenset("in at from near to around outside through into across over between".split())
_LATELY = 2


def things(mentions: Mentions, *, several: bool) -> Iterator[str]:
    """Yield what may be meant: what is spoken of still, then the last question's topic.

    What has been the topic and is named again is what the conversation is about (Grosz, Joshi
    and Weinstein, "Centering", 1995). Of the last question's names, the last one may be meant.
    """
    last = mentions.last_first[0]
    if asks_which(last) and not several:
        told = {
            with_article(name) for name in mentions.told(last) if mentions.kind(name) != "person"
        }
        yield from told if len(told) == 1 else ()
    telling = (one for one in mentions.last_first if mentions.topic(one) or mentions.asked(one))
    for age, one in enumerate(islice(telling, _LATELY)):
        topic = mentions.topic(one)
        if topic is not None and not age:
            yield from _spoken_of_still(topic, mentions, several=several)
        if topic is not None and _agrees(topic, several=several):
            yield topic
        for name in reversed(mentions.asked(one) if one is last else ()):
            if name.after not in _PLACED and mentions.kind(name) != "person":
                yield with_article(name)


def places(mentions: Mentions) -> Iterator[str]:
    """Yield where may be meant: where was told of if that was asked, then places by name."""
    for one in mentions.last_first:
        asked = mentions.asked(one)
        if asks_where(one):
            yield from (name.text for name in mentions.told(one) if name.after in _PLACED)
        for name in asked:
            if name.after in _PLACED or mentions.kind(name) == "place":
                yield with_article(name)
        yield from (with_article(name) for name in asked if mentions.kind(name) != "person")


def with_article(name: Name) -> str:
    """Return a name, with "the" where it is written so."""
    return f"the {name.text}" if name.after == "the" else name.text


def _spoken_of_still(topic: str, mentions: Mentions, *, several: bool) -> Iterator[str]:
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
