"""How an answer reaches the person: by an interaction, or as a reply to a message.

Both take one sentence at once (`refuse`), or show that something is on its way (`begin`) and
then the answer (`show`) or a sentence in its place (`fail`). Requests are spread out in time,
so that a burst stays below Discord's limit, and sent once more where the line was cut.

What was said before is read from the bot's own answers only. Messages of other people are never
read for it; of those that an answer replies to, only which message they reply to themselves.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple, Protocol, TypedDict, TypeVar

import aiohttp
import discord
from discord.abc import Messageable

from bot.discord.rendering.message_format import stated_question, stated_reading, turns_of
from retrieval.conversation.turns import Turn

_Answer = TypeVar("_Answer")

MOST_ANSWERS_READ = 3
"""Answers that are read at most, the last ones of a chain of replies."""

_ALREADY_ACKNOWLEDGED = 40060
_ACKNOWLEDGED = "acknowledged"
_UNAVAILABLE = 503
_PAUSE = 1.0
_LONGEST_DELAY = 0.5


class Payload(NamedTuple):
    """A message to send: its text, its cards and its buttons."""

    content: str
    embeds: tuple[discord.Embed, ...] = ()
    view: discord.ui.View | None = None


class _Reference(TypedDict, total=False):
    reference: discord.MessageReference


class Reply(Protocol):
    """The way back to the person who asked; `guild` is None in direct messages."""

    person: int
    guild: int | None

    async def refuse(self, sentence: str) -> None:
        """Say one sentence, and that is all."""

    async def begin(self) -> None:
        """Show that the answer is being looked for."""

    async def history(self) -> tuple[Turn, ...]:
        """Return what was said before, oldest first."""

    async def show(self, payload: Payload) -> None:
        """Show the answer."""

    async def fail(self, sentence: str) -> None:
        """Say one sentence in the answer's place."""


class InteractionReply:
    """Answers a command, a button or a modal: deferred at once, then edited."""

    def __init__(self, interaction: discord.Interaction, *, ephemeral: bool) -> None:
        self.person = interaction.user.id
        self.guild = interaction.guild_id
        self._interaction = interaction
        self._ephemeral = ephemeral

    async def refuse(self, sentence: str) -> None:
        """Say one sentence that only the person sees."""
        await say_privately(self._interaction, sentence)

    async def begin(self) -> None:
        """Acknowledge within the three seconds that there are."""
        await acknowledge(self._interaction, ephemeral=self._ephemeral, thinking=True)

    async def history(self) -> tuple[Turn, ...]:
        """Return what the answer says below which a modal was opened."""
        message = self._interaction.message
        return () if message is None else _turns_in(message)

    async def show(self, payload: Payload) -> None:
        """Put the answer where the acknowledgement stands."""
        await with_retry(
            lambda: self._interaction.edit_original_response(
                content=payload.content, embeds=payload.embeds, view=payload.view
            )
        )

    async def fail(self, sentence: str) -> None:
        """Put a sentence where the acknowledgement stands."""
        await self.show(Payload(sentence))


async def acknowledge(
    interaction: discord.Interaction, *, ephemeral: bool = False, thinking: bool = False
) -> None:
    """Let Discord know, within the three seconds that there are, that an answer is on its way."""
    with _only_once(interaction):
        await with_retry(lambda: interaction.response.defer(ephemeral=ephemeral, thinking=thinking))


async def say_privately(interaction: discord.Interaction, sentence: str) -> None:
    """Say a sentence that only the person sees, whether it was acknowledged before or not."""
    if interaction.response.is_done() or _ACKNOWLEDGED in interaction.extras:
        await interaction.followup.send(sentence, ephemeral=True)
        return
    with _only_once(interaction):
        await with_retry(lambda: interaction.response.send_message(sentence, ephemeral=True))


@contextmanager
def _only_once(interaction: discord.Interaction) -> Iterator[None]:
    """Take it that an earlier try got through, although Discord's word of it was lost."""
    try:
        yield
    except discord.HTTPException as error:
        if error.code != _ALREADY_ACKNOWLEDGED:
            raise
        interaction.extras[_ACKNOWLEDGED] = True


class MessageReply:
    """Answers a message by a reply to it; `me` is the id of the bot."""

    def __init__(self, message: discord.Message, me: int | None = None) -> None:
        self._me = me
        self.person = message.author.id
        self.guild = message.guild.id if message.guild else None
        self._message = message
        self._typing: asyncio.Task[None] | None = None

    async def refuse(self, sentence: str) -> None:
        """Reply with one sentence."""
        await self.show(Payload(sentence))

    async def begin(self) -> None:
        """Show that the bot is typing, without waiting for it to be shown."""
        self._typing = asyncio.create_task(self._type())

    async def history(self) -> tuple[Turn, ...]:
        """Return what was said in the chain of answers and replies that the message ends."""
        return () if self._me is None else await turns_before(self._message, self._me)

    async def show(self, payload: Payload) -> None:
        """Reply with the answer; where the message is gone, say it without pointing to it."""
        # Discord makes no second message of one number.
        nonce = secrets.randbits(63)
        await _PACER.wait()
        await with_retry(
            lambda: self._message.channel.send(
                payload.content,
                embeds=list(payload.embeds),
                view=payload.view or discord.utils.MISSING,
                **self._reference(),
                mention_author=False,
                nonce=nonce,
            )
        )

    async def fail(self, sentence: str) -> None:
        """Reply with one sentence."""
        await self.show(Payload(sentence))

    async def _type(self) -> None:
        # A sign of life: the answer matters, not whether this one got through.
        if _PACER.delay > _LONGEST_DELAY:
            return
        await _PACER.wait()
        with suppress(discord.HTTPException, OSError):
            await self._message.channel.typing()

    def _reference(self) -> _Reference:
        """Return what makes it a reply, where the bot may reply: that takes reading back."""
        guild = self._message.guild
        if guild is not None:
            allowed = self._message.channel.permissions_for(guild.me)
            if not allowed.read_message_history:
                return {}
        return {"reference": self._message.to_reference(fail_if_not_exists=False)}


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
        turns = (*_turns_in(answer), *turns)
        if not further or stated_question(answer.content) == stated_reading(answer.content):
            break
        question = await _replied_to(answer, may_look)
        answer = question and await _replied_to(question, may_look)
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


def _turns_in(answer: discord.Message) -> tuple[Turn, ...]:
    return turns_of(answer.content, (card.description or "" for card in answer.embeds))


async def with_retry(send: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """Return what a request gives; where the line was cut, it is sent a second time.

    For requests only that do no harm when Discord had acted on the first already: discord.py
    repeats what other server errors refused, but leaves a cut line, and 503, to its caller.
    """
    try:
        return await send()
    except discord.DiscordServerError as error:
        if error.status != _UNAVAILABLE:
            raise
        await asyncio.sleep(_PAUSE)
    except (OSError, aiohttp.ClientError):
        pass
    return await send()


class Pacer:
    """Lets at most `per_second` requests begin in a second, evenly; the first at once."""

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = 1 / per_second
        self._clock = clock
        self._next = 0.0

    @property
    def delay(self) -> float:
        """Seconds that a request would have to wait now."""
        return max(0.0, self._next - self._clock())

    async def wait(self) -> None:
        """Wait for the next place in the row."""
        delay = self.delay
        self._next = self._clock() + delay + self._gap
        if delay:
            await asyncio.sleep(delay)


# Discord takes 50 requests a second of a bot, answers to interactions not counted. A sign that
# it types is left out where it would make answers wait.
_PACER = Pacer(per_second=40)
