"""What the bot says of itself: its status, its help, and what it could not answer."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import discord

from bot import __version__
from bot.discord.rendering.markdown_escape import escaped
from bot.discord.rendering.message_limits import CONTENT, units
from bot.discord.state import BotState
from bot.discord.storage.journal import UnansweredQuestion
from bot.terminal.layout import counted, one_line

_STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))
_OUTDATED = "The last look at the sources failed: what I quote may be out of date."


def status_text(service: BotState, guild: int | None, latency: float) -> str:
    """Return what is quoted here, how old the index is and how long things take.

    `latency` is in seconds, not a number or infinite where nothing is known yet.
    """
    shelves = service.shelves
    library, own = shelves.of(guild), shelves.own(guild)
    documents = counted(library.corpus.documents, "document")
    added = f", {own.corpus.documents} of them added here" if own else ""
    ping = f"{1000 * latency:.0f} ms" if math.isfinite(latency) else "not measured yet"
    lines = [
        f"**Quoth {__version__}** · up for {_span(time.monotonic() - service.began)}",
        f"Sources: {documents}{added}, {counted(len(library), 'passage')}",
        f"Index: {_span(time.time() - shelves.refreshed)} old",
        f"Latency to Discord: {ping}",
        f"Waiting questions: {service.desk.waiting}",
    ]
    return "\n".join([*lines, _OUTDATED] if shelves.trouble else lines)


def help_text(me: discord.ClientUser | None) -> str:
    """Return how to ask, and what the buttons do."""
    name = f"@{me.name}" if me else "me"
    return (
        "I answer only in the words of my sources, and cite every one. Where they don't say, "
        "I say so.\n"
        f"**Ask**: `/ask`, mention {escaped(name)}, write me a direct message, reply to one of my "
        "messages with the ping on, or choose *Ask the sources* in the menu of a message "
        "(Apps). `/ask private:True` answers you alone, `source:` quotes one document.\n"
        "**In context** shows the whole passage and what stands around it, **More** the "
        "passages that follow, **Follow up** asks on. **Good** and **Not it** tell the "
        "moderators how I did.\n"
        "`/quoth status` says how I am doing. Moderators: `/sources` lists, adds and removes "
        "what I quote on this server, `/quoth unanswered` goes through what I could not answer."
    )


def unanswered_text(asked: Sequence[UnansweredQuestion]) -> str:
    """Return the questions as a list, as many as fit into a message."""
    if not asked:
        return "Nothing is noted here: every question was answered, or no record is kept."
    text = "What I could not answer here, or not well:"
    for one in asked:
        line = f"\n- {escaped(one_line(one.question))} · {often(one)} · last {one.last[:10]}"
        if units(text) + units(line) > CONTENT:
            break
        text += line
    return text


def often(one: UnansweredQuestion) -> str:
    """Return how often a question was noted."""
    return "once" if one.times == 1 else f"{one.times} times"


def _span(seconds: float) -> str:
    for length, unit in _STEPS:
        if seconds >= length:
            return counted(int(seconds // length), unit)
    return counted(int(seconds), "second")
