"""One message's worth of an answer: which quotes it shows, and whether more can follow."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from bot.discord.choosing import chosen
from retrieval.answering.selection import is_worth_showing
from retrieval.askable import Askable
from retrieval.conversation import Turn
from retrieval.model import Answer, Quote

PAGE = 3
"""Quotes that one message shows."""


class Asked(NamedTuple):
    """A question, and which of its quotes are wanted.

    `within` names the only document to quote, by its id or as a person did. `first` is the
    rank of the first quote to show, and `stamp` what `stamp_of` gave for the quotes before it
    when they were shown. `within_key` is the key of a passage of the only document. What
    `is_private` is not noted anywhere. `history` is what was said before; `reading` is how the
    question was read already, where that is known.
    """

    question: str
    within: str | None = None
    first: int = 1
    stamp: str = ""
    within_key: str = ""
    is_private: bool = False
    history: tuple[Turn, ...] = ()
    reading: str = ""


class Page(NamedTuple):
    """The part of an answer that one message shows, and the stamp of all quotes up to its end.

    `further` says whether there are more quotes; `is_changed` that those before it are no
    longer the ones that were shown: then there is nothing to show.
    """

    answer: Answer
    stamp: str
    further: bool
    is_changed: bool = False


def stamp_of(quotes: tuple[Quote, ...]) -> str:
    """Return 8 hexadecimal digits that stand for these quotes in this order."""
    named = "\n".join(quote.passage_id for quote in quotes).encode("utf-8", "surrogatepass")
    return blake2b(named, digest_size=4).hexdigest()


def page_of(library: Askable, asked: Asked) -> Page:
    """Return the quotes that were asked for, from an answer to the whole question."""
    before = asked.first - 1
    within = None if asked.within is None else chosen(library, asked.within)
    if asked.within_key:
        passage = library.find(asked.within_key)
        if passage is None:
            return Page(Answer(asked.question, asked.question, "no_answer"), "", False, True)
        within = passage.doc_id
    answer = library.ask(
        asked.reading or asked.question,
        before + PAGE + 1,
        within,
        beyond=True,
        history=asked.history,
    )
    if asked.reading:
        answer = answer._replace(question=asked.question, read_as=asked.reading)
    quotes = answer.quotes
    if before and stamp_of(quotes[:before]) != asked.stamp:
        return Page(answer, "", further=False, is_changed=True)
    shown = quotes[before : before + PAGE]
    if not before:
        shown = tuple(quote for quote in shown if is_worth_showing(quote.score, quotes[0].score))
    end = before + len(shown)
    return Page(answer._replace(quotes=shown), stamp_of(quotes[:end]), further=len(quotes) > end)
