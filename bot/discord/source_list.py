"""The sources of a guild, for people to go through: a list in pages, one in detail, choices."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import discord
from discord import app_commands
from discord.ui import Button, View

from bot.discord.guild_libraries import GuildLibraries
from bot.discord.rendering import custom_ids
from bot.discord.rendering.custom_ids import stateless
from bot.discord.rendering.markdown_escape import escaped
from bot.discord.rendering.message_limits import CHOICE, CHOICES, DESCRIPTION, clipped, units
from bot.discord.reply import Payload
from bot.discord.state import state_of
from bot.terminal.layout import counted, one_line
from retrieval.askable import Askable, ListedDocument
from retrieval.errors import UsageError
from retrieval.library import Library
from retrieval.model import Document

ON_A_PAGE = 10
_LONGEST = 240
_LONGEST_IN_LIST = (120, 60, 30)
_HASHED = "id:"


async def list_of(libraries: GuildLibraries, guild: int | None, page: int) -> Payload:
    """Return a page of what a guild, or direct messages (None), are answered from."""

    def page_of() -> SourceListPage:
        library, own = libraries.of(guild), libraries.own(guild)
        documents = library.corpus.documents
        last = max(0, (documents - 1) // ON_A_PAGE)
        first = ON_A_PAGE * min(page, last)
        shown = library.documents(first, first + ON_A_PAGE)
        added = frozenset(one.document.path for one in shown if is_added(one, own))
        return SourceListPage(shown, added, first // ON_A_PAGE, documents, len(library))

    return list_page(await asyncio.to_thread(page_of))


class SourceListPage(NamedTuple):
    """A page of the list, counted from 0, with the paths of what was added, and the totals."""

    shown: Sequence[ListedDocument]
    added: AbstractSet[str]
    number: int
    documents: int
    passages: int


def list_page(page: SourceListPage) -> Payload:
    """Return a page of documents."""
    pages = max(1, -(-page.documents // ON_A_PAGE))
    embed = discord.Embed(description=_lines(page.shown, page.added))
    embed.set_footer(text=f"page {page.number + 1} of {pages}")
    passages = counted(page.passages, "passage")
    content = f"I quote from {counted(page.documents, 'document')} with {passages}."
    return Payload(content, (embed,), _turning(page.number, pages))


def is_added(listed: ListedDocument, own: Library | None) -> bool:
    """Return whether a document was added here: its id may be that of a shared one too."""
    roots = own.snapshot.roots if own else ()
    return any(Path(listed.document.path).is_relative_to(root) for root in roots)


def document_card(listed: ListedDocument, *, added: bool) -> Payload:
    """Return what is known of one document."""
    document = listed.document
    embed = discord.Embed(description=f"**{_title(listed, _LONGEST)}**")
    known = (
        ("Publisher", document.publisher),
        ("Published", document.published),
        ("Link", document.url),
        ("File", document.doc_id),
        ("Passages", f"{listed.passages:,}"),
        ("Changed", _day(listed.file.mtime_ns)),
        ("SHA-256", document.sha256),
        ("From", "added on this server" if added else "shared by all servers"),
    )
    for name, value in known:
        shown = _short(value or "", 500)
        if shown:
            embed.add_field(name=name, value=shown, inline=False)
    return Payload("", (embed,))


def _lines(shown: Sequence[ListedDocument], added: AbstractSet[str]) -> str:
    """Return the documents, their names as long as all of them fit into one description."""
    text = ""
    for longest in _LONGEST_IN_LIST:
        lines = (_line(one, one.document.path in added, longest) for one in shown)
        text = "\n".join(lines)
        if units(text) <= DESCRIPTION:
            break
    return text


def _line(listed: ListedDocument, added: bool, longest: int) -> str:
    document = listed.document
    facts = (
        document.publisher,
        document.published,
        counted(listed.passages, "passage"),
        "added here" if added else None,
        document.doc_id,
    )
    named = (_short(fact or "", longest) for fact in facts)
    return f"**{_title(listed, longest)}**\n-# {' · '.join(filter(None, named))}"


def _title(listed: ListedDocument, longest: int) -> str:
    document = listed.document
    return _short(document.title, longest) or _short(document.doc_id, longest) or "untitled"


def _short(text: str, longest: int) -> str:
    return escaped(clipped(one_line(text).strip(), longest))


def _day(mtime_ns: int) -> str:
    return datetime.fromtimestamp(mtime_ns / 1e9, UTC).date().isoformat()


def _turning(page: int, pages: int) -> View | None:
    if pages == 1:
        return None
    turns = (("Earlier", page - 1), ("Later", page + 1))
    return stateless(
        [
            Button(label=label, custom_id=custom_ids.listing(to))
            for label, to in turns
            if 0 <= to < pages
        ]
    )


async def offered_sources(
    interaction: discord.Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Return the sources to choose from that are nearest to what somebody types."""
    state, guild = state_of(interaction), interaction.guild_id
    if not state.serves(guild):
        return []
    return source_choices(await asyncio.to_thread(state.libraries.of(guild).suggest, typed))


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
