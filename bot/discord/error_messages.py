"""A failure as one polite sentence, with an id that leads to the log."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.discord.event_log import event
from bot.discord.queue import QueueClosed, QueueFull
from bot.discord.rendering.markdown_escape import escaped
from bot.discord.rendering.message_limits import clipped
from bot.terminal.layout import one_line
from retrieval.errors import QuothError, UsageError

_Made = TypeVar("_Made")

LEAVING = "I am restarting. Please ask again in a minute."
BUSY = "More questions are waiting than I can answer. Please ask again in a minute."

_LONGEST_REASON = 600


async def or_apology(
    work: Awaitable[_Made], tell: Callable[[str], Awaitable[None]], guild: int | None
) -> _Made | None:
    """Return what comes of work; where it fails, tell the person so in a sentence."""
    try:
        return await work
    except Exception as error:  # noqa: BLE001  # a person gets a sentence, whatever happened
        await tell(apology(error, guild=guild))
        return None


def apology(error: BaseException, guild: int | None = None, doing: str | None = None) -> str:
    """Return what a person is told of an error; what has an id is in the log under it.

    The log also says in which `guild`, and while `doing` what.
    """
    if isinstance(error, QueueFull):
        event("refused", reason="queue full", guild=guild, doing=doing)
        return BUSY
    if isinstance(error, QueueClosed):
        return LEAVING
    if isinstance(error, UsageError):
        event("refused", reason="usage", guild=guild, doing=doing)
        told = with_full_stop(reason_of(error))
        return f"{told[:1].upper()}{told[1:]}"
    error_id = log_error(error, guild=guild, doing=doing)
    if isinstance(error, QuothError):
        return f"I can't read my sources just now. Please tell my operator the id {error_id}."
    return f"Something went wrong on my side, sorry. Please tell my operator the id {error_id}."


def reason_of(error: BaseException) -> str:
    """Return what an error says, as text that neither formats nor pings, and not too long."""
    return escaped(clipped(one_line(str(error)), _LONGEST_REASON))


def with_full_stop(text: str) -> str:
    """Return a sentence with its end, where it has none yet."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def log_error(error: BaseException, guild: int | None = None, doing: str | None = None) -> str:
    """Write an error to the log; return the id that it has there."""
    error_id = secrets.token_hex(4)
    kind = type(error).__name__
    event(
        "error",
        level=logging.ERROR,
        id=error_id,
        guild=guild,
        doing=doing,
        kind=kind,
        error=error,
    )
    return error_id
