"""Files that wait until somebody has seen what they would change, then are added or discarded."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import NamedTuple

import discord
from discord.ui import Button, View

from bot.discord.adding import Added, described_text, read, take_in, understood
from bot.discord.failing import noted
from bot.discord.indexing.worker import Described
from bot.discord.rendering import custom_ids
from bot.discord.rendering.escaping import escaped
from bot.discord.rendering.limits import CONTENT, clipped, units
from bot.discord.rendering.row import stateless
from bot.discord.replying import Payload
from bot.discord.running.events import event
from bot.discord.service import Service
from bot.discord.storage.staging import Staged
from bot.evaluating.effect_text import headline
from bot.visible import one_line
from retrieval.errors import QuothError
from retrieval.evaluation.comparing import Change
from retrieval.evaluation.effect import KINDS, Effect, effect, kind_of
from retrieval.evaluation.measuring import measure
from retrieval.evaluation.question_file import read_question_file

NOT_WAITING = "That file does not wait any more, and was not added. Please add it again."

_LONGEST = 150
_UNKNOWN = "What it would change for this server's questions could not be told (id {})."


class Proposed(NamedTuple):
    """A file that waits: what was understood of it, and what it would change.

    `effect` is None where that could not be told, under the id in `error_id`.
    """

    staged: Staged
    described: Described
    effect: Effect | None
    error_id: str = ""


def is_judged(service: Service, guild: int) -> bool:
    """Return whether a guild has regression questions, which a new file might change."""
    return service.shelves.additions.questions(guild).is_file()


async def propose(service: Service, guild: int, attachment: discord.Attachment) -> Proposed:
    """Stage an attachment and find out what adding it would change.

    Raises QuothError, as adding it would, where it cannot be read or is not allowed.
    """
    additions = service.shelves.additions
    content = await read(service, guild, attachment)
    async with service.adding:
        staged = await asyncio.to_thread(additions.stage, guild, attachment.filename, content)
        try:
            described = await understood(service, staged)
        except BaseException:
            await asyncio.to_thread(additions.discard, staged)
            raise
        try:
            found = await _effect(service, staged)
        except QuothError as error:
            return Proposed(staged, described, None, noted(error, guild=guild, doing="propose"))
    event("proposed", guild=guild, questions=found.questions, changes=len(found.changes))
    return Proposed(staged, described, found)


async def _effect(service: Service, staged: Staged) -> Effect:
    shelves, guild = service.shelves, staged.guild
    after = await shelves.imagined(guild, staged)
    path = shelves.additions.questions(guild)

    def found() -> Effect:
        cases = read_question_file(path).cases
        return effect(measure(shelves.of(guild), cases), measure(after, cases))

    return await asyncio.to_thread(found)


async def decide(service: Service, guild: int, token: str, *, add: bool) -> Added | str:
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
                return await take_in(service, staged)
            return f"Discarded: {_shown(staged.name)} was not added."
        finally:
            await asyncio.to_thread(additions.discard, staged)


def proposal(proposed: Proposed) -> Payload:
    """Return what would change, as many questions as fit, and the buttons to decide."""
    name = _shown(proposed.staged.name)
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


def _effect_lines(proposed: Proposed) -> Iterator[str]:
    if proposed.effect is None:
        yield _UNKNOWN.format(proposed.error_id)
        return
    yield headline(proposed.effect)
    yield from map(_line, proposed.effect.changes)


def _line(change: Change) -> str:
    before, after = change.before, change.after
    told = [] if before.verdict == after.verdict else [f"{before.verdict} → {after.verdict}"]
    if before.rank != after.rank:
        told.append(f"rank {before.rank or 'none'} → {after.rank or 'none'}")
    if before.mark != after.mark:
        told.append(f"“{_shown(before.mark)}” → “{_shown(after.mark)}”")
    kind = kind_of(change)
    said = kind if kind == "breaks" else KINDS[kind]
    return f"- **{_shown(after.question)}** {said}: {', '.join(told) or 'another passage first'}"


def _shown(text: str) -> str:
    return escaped(clipped(one_line(text), _LONGEST))
