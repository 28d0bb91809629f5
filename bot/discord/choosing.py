"""Documents to choose from while a command is typed, and which one was meant."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from discord import app_commands

from bot.discord.rendering.limits import CHOICE, CHOICES, clipped, units
from bot.visible import one_line
from retrieval.askable import Askable
from retrieval.errors import UsageError
from retrieval.model import Document

_HASHED = "id:"


def choices(documents: Iterable[Document]) -> list[app_commands.Choice[str]]:
    """Return documents as Discord offers them: named by title and id, at most 25."""
    found: dict[str, app_commands.Choice[str]] = {}
    for document in documents:
        value = _value(document.doc_id)
        found.setdefault(value, app_commands.Choice(name=_name(document), value=value))
    return list(found.values())[:CHOICES]


def chosen(library: Askable, typed: str) -> str:
    """Return the id of the document that a choice, an id or a title names.

    Raises UsageError where there is no such document, naming the nearest.
    """
    if typed.startswith(_HASHED):
        listed = (one.document.doc_id for one in library.documents())
        typed = next((doc_id for doc_id in listed if _value(doc_id) == typed), typed)
    near = library.suggest(typed)
    for document in near:
        if document.doc_id == typed:
            return typed
    for document in near:
        if one_line(document.title).casefold() == one_line(typed).casefold():
            return document.doc_id
    if len(near) == 1:
        return near[0].doc_id
    hint = f"; did you mean “{_shown(near[0].title)}”?" if near else ""
    raise UsageError(f"there is no source “{_shown(typed)}”{hint}")


def _name(document: Document) -> str:
    title, doc_id = one_line(document.title).strip(), one_line(document.doc_id).strip()
    whole = " · ".join(dict.fromkeys(filter(None, (title, doc_id)))) or "untitled"
    return whole if units(whole) <= CHOICE else clipped(title or doc_id, CHOICE)


def _shown(text: str) -> str:
    return clipped(one_line(text), CHOICE)


def _value(doc_id: str) -> str:
    """Return what a choice carries: the id, or what stands for one that is too long for it."""
    if units(doc_id) <= CHOICE and one_line(doc_id).strip() == doc_id != "":
        return doc_id
    digest = blake2b(doc_id.encode("utf-8", "surrogatepass"), digest_size=16)
    return f"{_HASHED}{digest.hexdigest()}"
