"""Who is answered now: looked at before anything else is done."""

from __future__ import annotations

import math
import unicodedata

from bot.discord.error_messages import LEAVING
from bot.discord.rendering.message_format import LONGEST_QUESTION
from bot.discord.state import BotState
from bot.terminal.layout import counted

ELSEWHERE = "I answer only on the servers that my operator has listed, and this is none of them."
NO_DIRECT_MESSAGES = "I don't answer direct messages here. Please ask me on a server."
ASK_SOMETHING = (
    "Ask me something, and I answer in the words of the sources: mention me with a question, "
    "write me a direct message, or use `/ask`."
)


def refusal(service: BotState, person: int, guild: int | None, question: str | None) -> str | None:
    """Return the sentence that turns a question down, None where it may be answered.

    `question` is None where a button is pressed. Only what may be answered counts for the
    cooldowns.
    """
    return not_here(service, guild) or _unaskable(question) or _too_soon(service, person, guild)


def not_here(service: BotState, guild: int | None) -> str | None:
    """Return why nothing at all is done at this place, None where things are."""
    if not service.serves(guild):
        return NO_DIRECT_MESSAGES if guild is None else ELSEWHERE
    return LEAVING if service.closing else None


def _unaskable(question: str | None) -> str | None:
    if question is None:
        return None
    if not any(map(_is_seen, question)):
        return ASK_SOMETHING
    if len(question) > LONGEST_QUESTION:
        return (
            f"That is {counted(len(question), 'character')}; a question here can have "
            f"{LONGEST_QUESTION} at most. Please ask for one thing at a time."
        )
    return None


def _too_soon(service: BotState, person: int, guild: int | None) -> str | None:
    wait = service.cooldown.take(person, guild)
    if wait is None:
        return None
    seconds = counted(max(1, math.ceil(wait)), "second")
    return f"That was a lot of questions at once. Please ask again in {seconds}."


def _is_seen(character: str) -> bool:
    """Return whether a character is more than space, control or invisible formatting."""
    return unicodedata.category(character)[0] not in "ZC"
