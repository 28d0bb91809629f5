"""Files that a guild adds to its sources and takes away again."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import discord
from discord.ui import Button, View

from bot.discord.indexing.worker import Described
from bot.discord.rendering import custom_ids
from bot.discord.rendering.escaping import escaped
from bot.discord.rendering.limits import clipped
from bot.discord.rendering.row import stateless
from bot.discord.replying import Payload
from bot.discord.running.events import event
from bot.discord.service import Service
from bot.discord.storage.staging import Staged
from bot.opening import limits_of
from bot.visible import one_line
from bot.wording import counted
from retrieval.errors import UsageError

GONE = "That file is not among this server's sources any more."

_LONGEST = 200
_PROBLEMS = 3


class Added(NamedTuple):
    """What was understood of a file that is quoted from now on."""

    name: str
    sha256: str
    described: Described


async def add(service: Service, guild: int, attachment: discord.Attachment) -> Added:
    """Quote from an attachment from now on.

    Raises QuothError, with the reason in a line, where it cannot be read or is not allowed:
    then nothing has changed.
    """
    content = await read(service, guild, attachment)
    async with service.adding:
        additions = service.shelves.additions
        staged = await asyncio.to_thread(additions.stage, guild, attachment.filename, content)
        try:
            return await take_in(service, staged)
        finally:
            await asyncio.to_thread(additions.discard, staged)


async def read(service: Service, guild: int, attachment: discord.Attachment) -> bytes:
    """Return what is in an attachment. Raises UsageError, before it is read, if it cannot stay."""
    service.shelves.additions.check(guild, attachment.filename, attachment.size)
    return await attachment.read()


async def take_in(service: Service, staged: Staged) -> Added:
    """Quote from a staged file from now on, while nothing else is `service.adding`.

    Raises as `add` does.
    """
    additions, guild = service.shelves.additions, staged.guild
    described = await understood(service, staged)
    kept = await asyncio.to_thread(additions.keep, staged)
    try:
        await service.shelves.changed(guild)
    except BaseException:
        await asyncio.to_thread(additions.remove, guild, kept.name)
        raise
    passages = sum(document.passages for document in described.documents)
    event("added", guild=guild, documents=len(described.documents), passages=passages)
    return Added(kept.name, staged.sha256, described)


async def remove(service: Service, guild: int, name: str) -> None:
    """Quote no more from a file of the guild's own.

    When this returns, no answer that quotes it is under way. Raises UsageError where the guild
    has no such file.
    """
    additions = service.shelves.additions
    async with service.adding:
        await asyncio.to_thread(additions.remove, guild, name)
        # An index holds the text of its files, and the next one would not at once take its place.
        await asyncio.to_thread(additions.drop_index, guild)
        try:
            await service.shelves.changed(guild)
        except BaseException:
            # Rather quote nothing of the guild's own than what it took away.
            await service.shelves.forget(guild)
            raise
    event("removed", guild=guild)


async def take_back(service: Service, guild: int | None, sha: str) -> str:
    """Remove the guild's file whose digest begins like this; return what to say of it."""
    additions = service.shelves.additions
    name = None if guild is None else await asyncio.to_thread(additions.with_digest, guild, sha)
    if guild is None or name is None:
        return GONE
    await remove(service, guild, name)
    return f"Taken back: {_shown(name)} is not quoted."


async def understood(service: Service, staged: Staged) -> Described:
    """Return what a staged file holds.

    Raises QuothError where it cannot be read, has nothing to quote, or what is there already.
    """
    limits = limits_of(service.settings)
    described = await service.shelves.workshop.describe(staged.path, limits)
    if not any(document.passages for document in described.documents):
        reason = described.problems[0] if described.problems else "there is no text in it"
        raise UsageError(f"nothing in it can be quoted: {reason}")
    library = service.shelves.of(staged.guild)
    for document in described.documents:
        if library.has(document.doc_id):
            raise UsageError(f"there is a source “{_clipped(document.doc_id)}” already")
    return described


def understood_text(added: Added) -> str:
    """Return what was understood of a file, for the person who added it."""
    name = _shown(added.name)
    told = described_text(added.described)
    return f"Added {name}, quoted on this server from now on:\n{told}"


def added_message(added: Added) -> Payload:
    """Return what was understood of a file that is quoted now, and the button that undoes it."""
    undo = Button[View](label="Undo", custom_id=custom_ids.undo(added.sha256))
    return Payload(understood_text(added), view=stateless([undo]))


def described_text(described: Described) -> str:
    """Return what a file holds: its title, date and passages, and what had to be left out."""
    documents = described.documents
    passages = counted(sum(document.passages for document in documents), "passage")
    if len(documents) == 1:
        one = documents[0]
        title, day = _shown(one.title) or _shown(one.doc_id), one.published or "no date found"
        told = f"**{title}** · {_shown(day)} · {passages}"
    else:
        told = f"{counted(len(documents), 'document')} · {passages}"
    problems = "".join(f"\n-# {_shown(one)}" for one in described.problems[:_PROBLEMS])
    return told + problems


def _shown(text: str) -> str:
    return escaped(_clipped(text))


def _clipped(text: str) -> str:
    return clipped(one_line(text), _LONGEST)
