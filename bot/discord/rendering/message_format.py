"""What the bot writes in a message and reads back from it: question, reading, bold, history.

Buttons and replies need the question again, after a restart too, and nothing is kept for them:
the message says it. Its first line states the question in bold, a small line how it was read,
and the quotes are block quotes, bold where they are marked. What is said is the question's normal
form: one line without white space around it, runs of white space as single spaces, and what
Discord cannot carry as pictures (see `markdown_escape`). A question in its normal form comes back
character by character.

The history is read from the bot's own answers only. Messages of other people are never read for
it; of those that an answer replies to, only which message they reply to themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import discord
from discord.abc import Messageable

from bot.discord.rendering.markdown_escape import escaped, one_line, pieces, unescaped
from bot.discord.rendering.message_limits import clipped
from retrieval.conversation.turns import Turn
from retrieval.model import Span

LONGEST_QUESTION = 400
"""Characters that a question may have in Discord: its line takes twice that at most, and four."""

_READ_AS = "-# read as: "
# No asterisk of a question stands in its line without a backslash before it.
_STATED = re.compile(r"\*\*((?:\\.|[^\\*\n])+)\*\*(?=\n|\Z)")


def as_question(text: str) -> str:
    """Return the normal form of a question."""
    return one_line(text)


def question_line(question: str) -> str:
    """Return the line that states a question, in bold; an empty one for white space alone."""
    question = as_question(question)
    return f"**{escaped(question)}**" if question else ""


def reading_line(read_as: str) -> str:
    """Return the small line that says how a question was read."""
    return f"{_READ_AS}{escaped(clipped(as_question(read_as), LONGEST_QUESTION))}"


def stated_reading(content: str) -> str | None:
    """Return how the question that a message's text begins with was read; None without one."""
    question = stated_question(content)
    if question is None:
        return None
    line = content.split("\n", 2)[1:2]
    if not line or not line[0].startswith(_READ_AS):
        return question
    return unescaped(line[0].removeprefix(_READ_AS))


def stated_question(content: str) -> str | None:
    """Return the question that a message's text begins with, None where it states none."""
    found = _STATED.match(content)
    return unescaped(found[1]) if found else None


_PREFIX = "> "
_BOLD = "**"
# No asterisk of a source stands in its markup without a backslash before it.
_STRONG = re.compile(r"\*\*((?:\\.|[^\\*])+)\*\*")


def block_quote(text: str, marks: Iterable[Span] = ()) -> str:
    """Return a text as a block quote, bold where it is marked, without blank lines around it.

    Bold begins and ends on each line anew, and white space stays outside it. A text without a
    visible line is an empty string.
    """
    shown = pieces(text)
    lines = [_line(shown, start, end, marks) for start, end in _lines(shown)]
    # Discord trims a message's ends, and a lone ">" would then be shown as one.
    while lines and not lines[-1]:
        lines.pop()
    first = next((place for place, line in enumerate(lines) if line), 0)
    return "\n".join(_PREFIX + line for line in lines[first:])


def bold_in(quote: str) -> str:
    """Return what is bold of a block quote, as a reader sees it, on one line."""
    return unescaped(" ".join(_STRONG.findall(quote)))


def _lines(shown: list[str]) -> Iterator[Span]:
    start = 0
    for place, piece in enumerate(shown):
        if piece == "\n":
            yield start, place
            start = place + 1
    yield start, len(shown)


def _line(shown: list[str], start: int, end: int, marks: Iterable[Span]) -> str:
    """Return the markup of one line, without the white space at its end."""
    parts: list[str] = []
    position = start
    for bold_start, bold_end in _bold(shown, start, end, marks):
        parts += (*shown[position:bold_start], _BOLD, *shown[bold_start:bold_end], _BOLD)
        position = bold_end
    return "".join((*parts, *shown[position:end])).rstrip()


def _bold(shown: list[str], start: int, end: int, marks: Iterable[Span]) -> list[Span]:
    """Return what is bold of a line, in order: asterisks never touch other asterisks."""
    bold: list[Span] = []
    for mark_start, mark_end in sorted(marks):
        first, last = _trimmed(shown, max(start, mark_start), min(end, mark_end))
        if first >= last:
            continue
        if bold and "".join(shown[bold[-1][1] : first]) == "":
            first, last = bold[-1][0], max(bold.pop()[1], last)
        bold.append((first, last))
    return bold


def _trimmed(shown: list[str], start: int, end: int) -> Span:
    while start < end and _is_blank(shown[start]):
        start += 1
    while start < end and _is_blank(shown[end - 1]):
        end -= 1
    return start, end


def _is_blank(piece: str) -> bool:
    return not piece or piece.isspace()


MOST_ANSWERS_READ = 3
"""Answers that are read at most, the last ones of a chain of replies."""


def turns_of(message: discord.Message) -> tuple[Turn, ...]:
    """Return the question that an answer states, as it was read, and what it marked in reply."""
    reading = stated_reading(message.content)
    if reading is None:
        return ()
    asked = Turn("user", reading)
    marked = "\n".join(filter(None, (bold_in(card.description or "") for card in message.embeds)))
    return (asked, Turn("bot", marked)) if marked else (asked,)


async def turns_before(message: discord.Message, me: int) -> tuple[Turn, ...]:
    """Return what was said before a message that replies to an answer of the bot `me`.

    As long as a question was read together with the one before it, that one is looked up too,
    with two requests to Discord at most. What cannot be looked up is left out.
    """
    turns: tuple[Turn, ...] = ()
    may_look = _may_look_back(message)
    answer = await _replied_to(message, may_look)
    for further in reversed(range(MOST_ANSWERS_READ)):
        if answer is None or answer.author.id != me:
            break
        turns = (*turns_of(answer), *turns)
        if not further or stated_question(answer.content) == stated_reading(answer.content):
            break
        asked = await _replied_to(answer, may_look)
        answer = asked and await _replied_to(asked, may_look)
    return turns


def _may_look_back(message: discord.Message) -> bool:
    guild = message.guild
    return guild is None or message.channel.permissions_for(guild.me).read_message_history


async def _replied_to(message: discord.Message, may_look: bool) -> discord.Message | None:
    reference = message.reference
    if reference is None and message.type is discord.MessageType.reply and may_look:
        # It came as what another message replies to, which may not say what it replies to.
        whole = await _fetched(message.channel, message.id)
        reference = None if whole is None else whole.reference
    if reference is None or reference.message_id is None:
        return None
    if isinstance(reference.resolved, discord.DeletedReferencedMessage):
        return None
    if reference.resolved is not None or not may_look:
        return reference.resolved
    return await _fetched(message.channel, reference.message_id)


async def _fetched(channel: Messageable, message_id: int) -> discord.Message | None:
    try:
        return await channel.fetch_message(message_id)
    except (discord.HTTPException, OSError):
        return None
