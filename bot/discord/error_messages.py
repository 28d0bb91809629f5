"""What is said in place of an answer: one polite sentence.

That is why a question is refused, looked at before anything else is done, or what went wrong,
with an id that leads to the log.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.discord.event_log import event, log_error
from bot.discord.queue import QueueClosed, QueueFull
from bot.discord.rendering.markdown_escape import escaped_name
from bot.discord.rendering.message_format import LONGEST_QUESTION
from bot.discord.state import BotState
from bot.terminal.layout import counted
from retrieval.errors import QuothError, UsageError

_Made = TypeVar("_Made")

ELSEWHERE = "I answer only on the servers that my operator has listed, and this is none of them."
NO_DIRECT_MESSAGES = "I don't answer direct messages here. Please ask me on a server."
ASK_SOMETHING = (
    "Ask me something, and I answer in the words of the sources: mention me with a question, "
    "write me a direct message, or use `/ask`."
)
LEAVING = "I am restarting. Please ask again in a minute."
BUSY = "More questions are waiting than I can answer. Please ask again in a minute."

_LONGEST_REASON = 600


def refusal(state: BotState, person: int, guild: int | None, question: str | None) -> str | None:
    """Return the sentence that turns a question down, None where it may be answered.

    `question` is None where a button is pressed. Only what may be answered counts for the
    cooldowns.
    """
    return not_here(state, guild) or _unaskable(question) or _too_soon(state, person, guild)


def not_here(state: BotState, guild: int | None) -> str | None:
    """Return why nothing at all is done at this place, None where things are."""
    if not state.serves(guild):
        return NO_DIRECT_MESSAGES if guild is None else ELSEWHERE
    return LEAVING if state.closing else None


def _unaskable(question: str | None) -> str | None:
    if question is None:
        return None
    if not any(map(_is_visible, question)):
        return ASK_SOMETHING
    if len(question) > LONGEST_QUESTION:
        return (
            f"That is {counted(len(question), 'character')}; a question here can have "
            f"{LONGEST_QUESTION} at most. Please ask for one thing at a time."
        )
    return None


def _too_soon(state: BotState, person: int, guild: int | None) -> str | None:
    wait = state.cooldown.take(person, guild)
    if wait is None:
        return None
    seconds = counted(max(1, math.ceil(wait)), "second")
    return f"That was a lot of questions at once. Please ask again in {seconds}."


def _is_visible(character: str) -> bool:
    """Return whether a character is more than space, control or invisible formatting."""
    return unicodedata.category(character)[0] not in "ZC"


async def or_apology(
    work: Awaitable[_Made], say: Callable[[str], Awaitable[None]], guild: int | None
) -> _Made | None:
    """Return what comes of work; where it fails, `say` so in a sentence."""
    try:
        return await work
    except Exception as error:  # noqa: BLE001  # a person gets a sentence, whatever happened
        await say(apology(error, guild=guild))
        return None


def apology(error: BaseException, guild: int | None = None, doing: str | None = None) -> str:
    """Return what is said of an error; what has an id is in the log under it.

    The log also says in which `guild`, and while `doing` what.
    """
    if isinstance(error, QueueFull):
        event("refused", reason="queue full", guild=guild, doing=doing)
        return BUSY
    if isinstance(error, QueueClosed):
        return LEAVING
    if isinstance(error, UsageError):
        event("refused", reason="usage", guild=guild, doing=doing)
        sentence = with_full_stop(reason_of(error))
        return f"{sentence[:1].upper()}{sentence[1:]}"
    error_id = log_error(error, guild=guild, doing=doing)
    if isinstance(error, QuothError):
        return f"I can't read my sources just now. Please tell my operator the id {error_id}."
    return f"Something went wrong on my side, sorry. Please tell my operator the id {error_id}."


def reason_of(error: BaseException) -> str:
    """Return what an error says, as text that neither formats nor pings, and not too long."""
    return escaped_name(str(error), _LONGEST_REASON)


def with_full_stop(text: str) -> str:
    """Return a sentence with its end, where it has none yet."""
    return text if text.endswith((".", "?", "!")) else f"{text}."
