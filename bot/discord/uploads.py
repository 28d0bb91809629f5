"""Files that a guild adds to its sources and takes away again.

Where a guild has regression questions, an upload waits until somebody has seen what it would
change, and is then added or discarded.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import NamedTuple

import discord
from discord.ui import Button, View

from bot.discord.event_log import event, log_error
from bot.discord.index_worker import FileDescription
from bot.discord.rendering import custom_ids
from bot.discord.rendering.custom_ids import stateless
from bot.discord.rendering.markdown_escape import escaped
from bot.discord.rendering.message_limits import CONTENT, clipped, units
from bot.discord.reply import Payload
from bot.discord.state import BotState
from bot.discord.storage.guild_files import StagedUpload
from bot.eval.sources_effect import effect_line
from bot.terminal.layout import counted, one_line
from bot.workspace import limits_of
from retrieval.errors import QuothError, UsageError
from retrieval.evaluation.assessment import assess
from retrieval.evaluation.question_files import read_question_file
from retrieval.evaluation.run_comparison import CaseChange
from retrieval.evaluation.source_changes import CHANGE_KINDS, CaseChanges, case_changes, change_kind

NOT_THERE = "That file is not among this server's sources any more."

_LONGEST_NAME = 200
_MOST_PROBLEMS = 3


class AcceptedUpload(NamedTuple):
    """What was understood of a file that is quoted from now on."""

    name: str
    sha256: str
    described: FileDescription


async def add_upload(
    service: BotState, guild: int, attachment: discord.Attachment
) -> AcceptedUpload:
    """Quote from an attachment from now on.

    Raises QuothError, with the reason in a line, where it cannot be read or is not allowed:
    then nothing has changed.
    """
    content = await read_attachment(service, guild, attachment)
    async with service.adding:
        additions = service.shelves.additions
        staged = await asyncio.to_thread(additions.stage, guild, attachment.filename, content)
        try:
            return await accept_upload(service, staged)
        finally:
            await asyncio.to_thread(additions.discard, staged)


async def read_attachment(service: BotState, guild: int, attachment: discord.Attachment) -> bytes:
    """Return what is in an attachment. Raises UsageError, before it is read, if it cannot stay."""
    service.shelves.additions.check(guild, attachment.filename, attachment.size)
    return await attachment.read()


async def accept_upload(service: BotState, staged: StagedUpload) -> AcceptedUpload:
    """Quote from a staged file from now on, while nothing else is `service.adding`.

    Raises as `add` does.
    """
    additions, guild = service.shelves.additions, staged.guild
    described = await describe_upload(service, staged)
    kept = await asyncio.to_thread(additions.keep, staged)
    try:
        await service.shelves.changed(guild)
    except BaseException:
        await asyncio.to_thread(additions.remove, guild, kept.name)
        raise
    passages = sum(document.passages for document in described.documents)
    event("added", guild=guild, documents=len(described.documents), passages=passages)
    return AcceptedUpload(kept.name, staged.sha256, described)


async def remove_upload(service: BotState, guild: int, name: str) -> None:
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


async def undo_upload(service: BotState, guild: int | None, sha: str) -> str:
    """Remove the guild's file whose digest begins like this; return what to say of it."""
    additions = service.shelves.additions
    name = None if guild is None else await asyncio.to_thread(additions.with_digest, guild, sha)
    if guild is None or name is None:
        return NOT_THERE
    await remove_upload(service, guild, name)
    return f"Taken back: {_shown_name(name)} is not quoted."


async def describe_upload(service: BotState, staged: StagedUpload) -> FileDescription:
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


def accepted_text(added: AcceptedUpload) -> str:
    """Return what was understood of a file, for the person who added it."""
    name = _shown_name(added.name)
    told = described_text(added.described)
    return f"Added {name}, quoted on this server from now on:\n{told}"


def accepted_message(added: AcceptedUpload) -> Payload:
    """Return what was understood of a file that is quoted now, and the button that undoes it."""
    undo = Button[View](label="Undo", custom_id=custom_ids.undo(added.sha256))
    return Payload(accepted_text(added), view=stateless([undo]))


def described_text(described: FileDescription) -> str:
    """Return what a file holds: its title, date and passages, and what had to be left out."""
    documents = described.documents
    passages = counted(sum(document.passages for document in documents), "passage")
    if len(documents) == 1:
        one = documents[0]
        title, day = (
            _shown_name(one.title) or _shown_name(one.doc_id),
            one.published or "no date found",
        )
        told = f"**{title}** · {_shown_name(day)} · {passages}"
    else:
        told = f"{counted(len(documents), 'document')} · {passages}"
    problems = "".join(f"\n-# {_shown_name(one)}" for one in described.problems[:_MOST_PROBLEMS])
    return told + problems


def _shown_name(text: str) -> str:
    return escaped(_clipped(text))


def _clipped(text: str) -> str:
    return clipped(one_line(text), _LONGEST_NAME)


NOT_WAITING = "That file does not wait any more, and was not added. Please add it again."

_LONGEST_IN_CHANGE = 150
_UNKNOWN = "What it would change for this server's questions could not be told (id {})."


class ProposedUpload(NamedTuple):
    """A file that waits: what was understood of it, and what it would change.

    `effect` is None where that could not be told, under the id in `error_id`.
    """

    staged: StagedUpload
    described: FileDescription
    effect: CaseChanges | None
    error_id: str = ""


def is_judged(service: BotState, guild: int) -> bool:
    """Return whether a guild has regression questions, which a new file might change."""
    return service.shelves.additions.questions(guild).is_file()


async def propose_upload(
    service: BotState, guild: int, attachment: discord.Attachment
) -> ProposedUpload:
    """Stage an attachment and find out what adding it would change.

    Raises QuothError, as adding it would, where it cannot be read or is not allowed.
    """
    additions = service.shelves.additions
    content = await read_attachment(service, guild, attachment)
    async with service.adding:
        staged = await asyncio.to_thread(additions.stage, guild, attachment.filename, content)
        try:
            described = await describe_upload(service, staged)
        except BaseException:
            await asyncio.to_thread(additions.discard, staged)
            raise
        try:
            found = await _effect(service, staged)
        except QuothError as error:
            return ProposedUpload(
                staged, described, None, log_error(error, guild=guild, doing="propose")
            )
    event("proposed", guild=guild, questions=found.questions, changes=len(found.changes))
    return ProposedUpload(staged, described, found)


async def _effect(service: BotState, staged: StagedUpload) -> CaseChanges:
    shelves, guild = service.shelves, staged.guild
    after = await shelves.imagined(guild, staged)
    path = shelves.additions.questions(guild)

    def found() -> CaseChanges:
        cases = read_question_file(path).cases
        return case_changes(assess(shelves.of(guild), cases), assess(after, cases))

    return await asyncio.to_thread(found)


async def decide_upload(
    service: BotState, guild: int, token: str, *, add: bool
) -> AcceptedUpload | str:
    """Add a file that waits, or discard it; return what was added, or what to say.

    Raises QuothError where it cannot be added; then it does not wait any more.
    """
    additions = service.shelves.additions
    async with service.adding:
        staged = await asyncio.to_thread(additions.waiting, guild, token)
        if staged is None:
            return NOT_WAITING
        try:
            if add:
                return await accept_upload(service, staged)
            return f"Discarded: {_shown_briefly(staged.name)} was not added."
        finally:
            await asyncio.to_thread(additions.discard, staged)


def proposal_message(proposed: ProposedUpload) -> Payload:
    """Return what would change, as many questions as fit, and the buttons to decide."""
    name = _shown_briefly(proposed.staged.name)
    text = f"{name} is not added yet:\n{described_text(proposed.described)}"
    for line in _effect_lines(proposed):
        if units(text) + units(line) + 1 > CONTENT:
            break
        text += f"\n{line}"
    token = proposed.staged.token
    add = Button[View](
        label="Add",
        style=discord.ButtonStyle.primary,
        custom_id=custom_ids.addition("add", token),
    )
    discard = Button[View](label="Discard", custom_id=custom_ids.addition("discard", token))
    return Payload(text, view=stateless([add, discard]))


def _effect_lines(proposed: ProposedUpload) -> Iterator[str]:
    if proposed.effect is None:
        yield _UNKNOWN.format(proposed.error_id)
        return
    yield effect_line(proposed.effect)
    yield from map(_change_line, proposed.effect.changes)


def _change_line(change: CaseChange) -> str:
    before, after = change.before, change.after
    told = [] if before.verdict == after.verdict else [f"{before.verdict} → {after.verdict}"]
    if before.rank != after.rank:
        told.append(f"rank {before.rank or 'none'} → {after.rank or 'none'}")
    if before.mark != after.mark:
        told.append(f"“{_shown_briefly(before.mark)}” → “{_shown_briefly(after.mark)}”")
    kind = change_kind(change)
    said = kind if kind == "breaks" else CHANGE_KINDS[kind]
    changes = ", ".join(told) or "another passage first"
    return f"- **{_shown_briefly(after.question)}** {said}: {changes}"


def _shown_briefly(text: str) -> str:
    return escaped(clipped(one_line(text), _LONGEST_IN_CHANGE))
