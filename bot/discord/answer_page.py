"""What is asked in Discord, of which source, and the page of quotes that answers it."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from discord import app_commands

from bot.discord.rendering.message_limits import CHOICE, CHOICES, clipped, units
from bot.terminal.layout import one_line
from retrieval.answering.selection import is_worth_showing
from retrieval.askable import Askable
from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError
from retrieval.model import Answer, Document, Quote

_HASHED = "id:"


def source_choices(documents: Iterable[Document]) -> list[app_commands.Choice[str]]:
    """Return documents as Discord offers them: named by title and id, at most 25."""
    found: dict[str, app_commands.Choice[str]] = {}
    for document in documents:
        value = _choice_value(document.doc_id)
        found.setdefault(value, app_commands.Choice(name=_choice_name(document), value=value))
    return list(found.values())[:CHOICES]


def chosen_source(library: Askable, typed: str) -> str:
    """Return the id of the document that a choice, an id or a title names.

    Raises UsageError where there is no such document, naming the nearest.
    """
    if typed.startswith(_HASHED):
        listed = (one.document.doc_id for one in library.documents())
        typed = next((doc_id for doc_id in listed if _choice_value(doc_id) == typed), typed)
    near = library.suggest(typed)
    for document in near:
        if document.doc_id == typed:
            return typed
    for document in near:
        if one_line(document.title).casefold() == one_line(typed).casefold():
            return document.doc_id
    if len(near) == 1:
        return near[0].doc_id
    hint = f"; did you mean “{_choice_text(near[0].title)}”?" if near else ""
    raise UsageError(f"there is no source “{_choice_text(typed)}”{hint}")


def _choice_name(document: Document) -> str:
    title, doc_id = one_line(document.title).strip(), one_line(document.doc_id).strip()
    whole = " · ".join(dict.fromkeys(filter(None, (title, doc_id)))) or "untitled"
    return whole if units(whole) <= CHOICE else clipped(title or doc_id, CHOICE)


def _choice_text(text: str) -> str:
    return clipped(one_line(text), CHOICE)


def _choice_value(doc_id: str) -> str:
    """Return what a choice carries: the id, or what stands for one that is too long for it."""
    if units(doc_id) <= CHOICE and one_line(doc_id).strip() == doc_id != "":
        return doc_id
    digest = blake2b(doc_id.encode("utf-8", "surrogatepass"), digest_size=16)
    return f"{_HASHED}{digest.hexdigest()}"


PAGE = 3
"""Quotes that one message shows."""


class AskRequest(NamedTuple):
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


class AnswerPage(NamedTuple):
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


def page_of(library: Askable, asked: AskRequest) -> AnswerPage:
    """Return the quotes that were asked for, from an answer to the whole question."""
    before = asked.first - 1
    within = None if asked.within is None else chosen_source(library, asked.within)
    if asked.within_key:
        passage = library.find(asked.within_key)
        if passage is None:
            return AnswerPage(Answer(asked.question, asked.question, "no_answer"), "", False, True)
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
        return AnswerPage(answer, "", further=False, is_changed=True)
    shown = quotes[before : before + PAGE]
    if not before:
        shown = tuple(quote for quote in shown if is_worth_showing(quote.score, quotes[0].score))
    end = before + len(shown)
    return AnswerPage(
        answer._replace(quotes=shown), stamp_of(quotes[:end]), further=len(quotes) > end
    )
