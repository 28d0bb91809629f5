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
from bot.discord.guild_files import StagedUpload
from bot.discord.index_worker import FileDescription
from bot.discord.rendering import custom_ids
from bot.discord.rendering.custom_ids import stateless
from bot.discord.rendering.markdown_escape import LONGEST_NAME, escaped_name
from bot.discord.rendering.message_limits import CONTENT, clipped, units
from bot.discord.reply import Payload
from bot.discord.state import BotState
from bot.eval.sources_effect import (
    CHANGE_KINDS,
    CaseChanges,
    case_changes,
    change_kind,
    effect_line,
)
from bot.terminal.layout import counted, one_line
from bot.workspace import limits_of
from retrieval.errors import QuothError, UsageError
from retrieval.evaluation.assessment import assess
from retrieval.evaluation.question_files import read_question_file
from retrieval.evaluation.saved_runs import CaseChange

NOT_THERE = "That file is not among this server's sources any more."
NOT_WAITING = "That file does not wait any more, and was not added. Please add it again."

_UNKNOWN_EFFECT = "What it would change for this server's questions could not be told (id {})."
_LONGEST_IN_CHANGE = 150
_MOST_PROBLEMS = 3


class AcceptedUpload(NamedTuple):
    """What was understood of a file that is quoted from now on."""

    name: str
    sha256: str
    described: FileDescription


async def add_upload(state: BotState, guild: int, attachment: discord.Attachment) -> AcceptedUpload:
    """Quote from an attachment from now on.

    Raises QuothError, with the reason in a line, where it cannot be read or is not allowed:
    then nothing has changed.
    """
    content = await read_attachment(state, guild, attachment)
    async with state.upload_lock:
        files = state.libraries.files
        staged = await asyncio.to_thread(files.stage, guild, attachment.filename, content)
        try:
            return await accept_upload(state, staged)
        finally:
            await asyncio.to_thread(files.discard, staged)


async def read_attachment(state: BotState, guild: int, attachment: discord.Attachment) -> bytes:
    """Return what is in an attachment. Raises UsageError, before it is read, if it cannot stay."""
    state.libraries.files.check(guild, attachment.filename, attachment.size)
    return await attachment.read()


async def accept_upload(state: BotState, staged: StagedUpload) -> AcceptedUpload:
    """Quote from a staged file from now on, by whoever holds the upload lock.

    Raises as `add_upload` does.
    """
    files, guild = state.libraries.files, staged.guild
    described = await describe_upload(state, staged)
    kept = await asyncio.to_thread(files.keep, staged)
    try:
        await state.libraries.changed(guild)
    except BaseException:
        await asyncio.to_thread(files.remove, guild, kept.name)
        raise
    passages = sum(document.passages for document in described.documents)
    event("added", guild=guild, documents=len(described.documents), passages=passages)
    return AcceptedUpload(kept.name, staged.sha256, described)


async def remove_upload(state: BotState, guild: int, name: str) -> None:
    """Quote no more from a file of the guild's own.

    When this returns, no answer that quotes it is under way. Raises UsageError where the guild
    has no such file.
    """
    files = state.libraries.files
    async with state.upload_lock:
        await asyncio.to_thread(files.remove, guild, name)
        # An index holds the text of its files, and the next one would not at once take its place.
        await asyncio.to_thread(files.drop_index, guild)
        try:
            await state.libraries.changed(guild)
        except BaseException:
            # Rather quote nothing of the guild's own than what it took away.
            await state.libraries.forget(guild)
            raise
    event("removed", guild=guild)


async def undo_upload(state: BotState, guild: int | None, sha: str) -> str:
    """Remove the guild's file whose digest begins like this; return what to say of it."""
    files = state.libraries.files
    name = None if guild is None else await asyncio.to_thread(files.with_digest, guild, sha)
    if guild is None or name is None:
        return NOT_THERE
    await remove_upload(state, guild, name)
    return f"Taken back: {escaped_name(name)} is not quoted."


async def describe_upload(state: BotState, staged: StagedUpload) -> FileDescription:
    """Return what a staged file holds.

    Raises QuothError where it cannot be read, has nothing to quote, or what is there already.
    """
    limits = limits_of(state.settings)
    described = await state.libraries.worker.describe(staged.path, limits)
    if not any(document.passages for document in described.documents):
        reason = described.problems[0] if described.problems else "there is no text in it"
        raise UsageError(f"nothing in it can be quoted: {reason}")
    library = state.libraries.of(staged.guild)
    for document in described.documents:
        if library.has(document.doc_id):
            raise UsageError(
                f"there is a source “{clipped(one_line(document.doc_id), LONGEST_NAME)}” already"
            )
    return described


def accepted_text(added: AcceptedUpload) -> str:
    """Return what was understood of a file, for the person who added it."""
    name = escaped_name(added.name)
    return f"Added {name}, quoted on this server from now on:\n{described_text(added.described)}"


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
            escaped_name(one.title) or escaped_name(one.doc_id),
            one.published or "no date found",
        )
        text = f"**{title}** · {escaped_name(day)} · {passages}"
    else:
        text = f"{counted(len(documents), 'document')} · {passages}"
    problems = "".join(f"\n-# {escaped_name(one)}" for one in described.problems[:_MOST_PROBLEMS])
    return text + problems


class ProposedUpload(NamedTuple):
    """A file that waits: what was understood of it, and what it would change.

    `effect` is None where that could not be found out, under the id in `error_id`.
    """

    staged: StagedUpload
    described: FileDescription
    effect: CaseChanges | None
    error_id: str = ""


def has_regression_questions(state: BotState, guild: int) -> bool:
    """Return whether a guild has regression questions, which a new file might change."""
    return state.libraries.files.questions(guild).is_file()


async def propose_upload(
    state: BotState, guild: int, attachment: discord.Attachment
) -> ProposedUpload:
    """Stage an attachment and find out what adding it would change.

    Raises QuothError, as adding it would, where it cannot be read or is not allowed.
    """
    files = state.libraries.files
    content = await read_attachment(state, guild, attachment)
    async with state.upload_lock:
        staged = await asyncio.to_thread(files.stage, guild, attachment.filename, content)
        try:
            described = await describe_upload(state, staged)
        except BaseException:
            await asyncio.to_thread(files.discard, staged)
            raise
        try:
            found = await _effect(state, staged)
        except QuothError as error:
            return ProposedUpload(
                staged, described, None, log_error(error, guild=guild, doing="propose")
            )
    event("proposed", guild=guild, questions=found.questions, changes=len(found.changes))
    return ProposedUpload(staged, described, found)


async def _effect(state: BotState, staged: StagedUpload) -> CaseChanges:
    libraries, guild = state.libraries, staged.guild
    after = await libraries.with_upload(guild, staged)
    path = libraries.files.questions(guild)

    def found() -> CaseChanges:
        cases = read_question_file(path).cases
        return case_changes(assess(libraries.of(guild), cases), assess(after, cases))

    return await asyncio.to_thread(found)


async def decide_upload(
    state: BotState, guild: int, token: str, *, add: bool
) -> AcceptedUpload | str:
    """Add a file that waits, or discard it; return what was added, or what to say.

    Raises QuothError where it cannot be added; then it does not wait any more.
    """
    files = state.libraries.files
    async with state.upload_lock:
        staged = await asyncio.to_thread(files.waiting, guild, token)
        if staged is None:
            return NOT_WAITING
        try:
            if add:
                return await accept_upload(state, staged)
            return f"Discarded: {_brief(staged.name)} was not added."
        finally:
            await asyncio.to_thread(files.discard, staged)


def proposal_message(proposed: ProposedUpload) -> Payload:
    """Return what would change, as many questions as fit, and the buttons to decide."""
    name = _brief(proposed.staged.name)
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
        yield _UNKNOWN_EFFECT.format(proposed.error_id)
        return
    yield effect_line(proposed.effect)
    yield from map(_change_line, proposed.effect.changes)


def _change_line(change: CaseChange) -> str:
    before, after = change.before, change.after
    differences = [] if before.verdict == after.verdict else [f"{before.verdict} → {after.verdict}"]
    if before.rank != after.rank:
        differences.append(f"rank {before.rank or 'none'} → {after.rank or 'none'}")
    if before.mark != after.mark:
        differences.append(f"“{_brief(before.mark)}” → “{_brief(after.mark)}”")
    kind = change_kind(change)
    verb = kind if kind == "breaks" else CHANGE_KINDS[kind]
    changes = ", ".join(differences) or "another passage first"
    return f"- **{_brief(after.question)}** {verb}: {changes}"


def _brief(text: str) -> str:
    return escaped_name(text, _LONGEST_IN_CHANGE)
