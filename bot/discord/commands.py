"""What people ask and order with: the commands that Discord lists, and messages.

`/ask`, and `Ask the sources` in the menu of a message. Messages themselves are meant for the bot
where they mention it, reply to it with the ping on, or are direct.

`/sources`: what is quoted here, and what this server adds to it. Discord lets those with Manage
Server use it by default; who else may is set in the server's own settings, under Integrations.

`/quoth`: how the bot is doing, how to use it, and what it could not answer.
"""

from __future__ import annotations

import asyncio
import math
import re
import time
from typing import Any

import discord
from discord import app_commands

from bot import __version__
from bot.discord.answer import AskRequest, answer
from bot.discord.error_messages import ELSEWHERE, reason_of, with_full_stop
from bot.discord.event_log import event
from bot.discord.interactions import deferred, show_privately
from bot.discord.rendering.markdown_escape import escaped, escaped_name
from bot.discord.rendering.message_format import LONGEST_QUESTION, stated_question
from bot.discord.rendering.message_limits import CHOICE, CHOICES, units
from bot.discord.reply import InteractionReply, MessageReply, Payload
from bot.discord.source_list import chosen_source, document_card, is_added, list_of, offered_sources
from bot.discord.state import BotState, state_of
from bot.discord.unanswered import list_message, may_moderate
from bot.discord.uploads import (
    accepted_message,
    add_upload,
    has_regression_questions,
    proposal_message,
    propose_upload,
    remove_upload,
)
from bot.terminal.layout import counted, one_line
from retrieval.errors import UnreadableFile, UsageError
from retrieval.text.sentences import sentences

_EMOJI = re.compile(r"<a?(:\w+:)\d+>")
_NO_CARDS = (
    "I may not show quotes in this channel: please ask a moderator to give me the permission "
    "“Embed Links” here. In the meantime `/ask` works."
)


@app_commands.command(description="Ask, and get the sources' own words.")
@app_commands.describe(
    question="What you want to know",
    private="Show the answer to you alone",
    source="Quote from this source only",
)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def ask(
    interaction: discord.Interaction,
    question: app_commands.Range[str, 1, LONGEST_QUESTION],
    private: bool = False,
    source: str | None = None,
) -> None:
    """Answer a question, from one source where it is named."""
    reply = InteractionReply(interaction, ephemeral=private)
    await answer(state_of(interaction), reply, AskRequest(question, source, is_private=private))


ask.autocomplete("source")(offered_sources)


@app_commands.context_menu(name="Ask the sources")
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def ask_the_sources(interaction: discord.Interaction, message: discord.Message) -> None:
    """Answer the message for everybody, as if it had been asked."""
    reply = InteractionReply(interaction, ephemeral=False)
    me = interaction.client.user
    question = question_in(message, me)
    if me is not None and message.author.id == me.id:
        # An answer of the bot's own: what is asked again is its question.
        question = stated_question(message.content) or question
    question = asked_in(question, LONGEST_QUESTION)
    await answer(state_of(interaction), reply, AskRequest(question))


async def handle_message(state: BotState, message: discord.Message, me: discord.ClientUser) -> None:
    """Answer a message that is meant for the bot; leave every other one alone."""
    if not _is_meant(message, me):
        return
    guild = message.guild
    if guild is not None and not state.serves(guild.id):
        if guild.id not in state.refused_guilds and _may_send(message, _permissions(message)):
            state.refused_guilds.add(guild.id)
            event("refused", guild=guild.id, reason="not a listed server")
            await _say(message, ELSEWHERE)
        return
    permissions = _permissions(message)
    if not _may_send(message, permissions):
        event("refused", guild=guild.id if guild else None, reason="may not send messages")
    elif not permissions.embed_links:
        await _say(message, _NO_CARDS)
    else:
        reply = MessageReply(message, me.id)
        await answer(state, reply, AskRequest(question_in(message, me)))


def _is_meant(message: discord.Message, me: discord.ClientUser) -> bool:
    if message.author.bot or message.webhook_id is not None or message.is_system():
        return False
    if message.guild is None or any(person.id == me.id for person in message.mentions):
        return True
    # The role that Discord makes for a bot has its name, and is easily picked in its place.
    return any(role.tags and role.tags.bot_id == me.id for role in message.role_mentions)


def _permissions(message: discord.Message) -> discord.Permissions:
    if message.guild is None:
        return discord.Permissions.all()
    return message.channel.permissions_for(message.guild.me)


def _may_send(message: discord.Message, permissions: discord.Permissions) -> bool:
    if isinstance(message.channel, discord.Thread):
        return permissions.send_messages_in_threads
    return permissions.send_messages


async def _say(message: discord.Message, sentence: str) -> None:
    await MessageReply(message).refuse(sentence)


def question_in(message: discord.Message, me: discord.ClientUser | None) -> str:
    """Return the text of a message as it reads, without the mention of the bot."""
    text = message.content
    for person in message.mentions:
        name = "" if me and person.id == me.id else f"@{person.display_name}"
        text = re.sub(rf"<@!?{person.id}>", name.replace("\\", r"\\"), text)
    if me is not None:
        text = re.sub(rf"<@!?{me.id}>", "", text)
    for role in message.role_mentions:
        text = text.replace(f"<@&{role.id}>", f"@{role.name}")
    for channel in message.channel_mentions:
        text = text.replace(f"<#{channel.id}>", f"#{channel.name}")
    return _EMOJI.sub(r"\1", text).strip()


def asked_in(text: str, longest: int) -> str:
    """Return a text, or of one that is too long for a question what it asks.

    Those are its sentences with a question mark, or else its first ones, as far as they fit; a
    single one that does not is left as it is.
    """
    if len(text) <= longest:
        return text
    spoken = [text[start:end] for start, end in sentences(text)]
    asking = [sentence for sentence in spoken if sentence.endswith(("?", "？", "؟"))] or spoken
    chosen = asking[0]
    for sentence in asking[1:]:
        if len(chosen) + 1 + len(sentence) > longest:
            break
        chosen += f" {sentence}"
    return chosen


ON_A_SERVER = "Sources are changed on a server, by those who may; here is none."


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class Sources(app_commands.Group, name="sources", description="What is quoted here."):
    """The commands below `/sources`. All of them answer to the person alone."""

    @app_commands.command(name="list", description="List the documents that are quoted here.")
    @deferred
    async def list_all(self, interaction: discord.Interaction) -> None:
        """Show the first page."""
        libraries = state_of(interaction).libraries
        await show_privately(interaction, await list_of(libraries, interaction.guild_id, 0))

    @app_commands.command(name="show", description="Show what is known of one document.")
    @app_commands.describe(source="The document")
    @deferred
    async def show_one(self, interaction: discord.Interaction, source: str) -> None:
        """Show one document in detail."""
        libraries, guild = state_of(interaction).libraries, interaction.guild_id

        def look() -> Payload:
            library, own = libraries.of(guild), libraries.own(guild)
            doc_id = chosen_source(library, source)
            listed = library.document(doc_id)
            assert listed is not None  # noqa: S101  # it was chosen from this library
            return document_card(listed, added=is_added(listed, own))

        await show_privately(interaction, await asyncio.to_thread(look))

    @app_commands.command(name="add", description="Add a file to this server's sources.")
    @app_commands.describe(file="Text, Markdown, HTML, PDF, Word or JSON Lines")
    @deferred
    async def add_file(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        """Take in an attachment and offer to undo; where questions may change, say that first."""
        state, guild = state_of(interaction), _guild(interaction)
        try:
            if has_regression_questions(state, guild):
                shown = proposal_message(await propose_upload(state, guild, file))
            else:
                shown = accepted_message(await add_upload(state, guild, file))
        except (UsageError, UnreadableFile) as error:
            name = escaped_name(file.filename, CHOICE)
            shown = Payload(f"{name} was not added: {with_full_stop(reason_of(error))}")
        await show_privately(interaction, shown)

    @app_commands.command(name="remove", description="Remove a file that was added here.")
    @app_commands.describe(file="The file")
    @deferred
    async def remove_file(self, interaction: discord.Interaction, file: str) -> None:
        """Take a file away; once this is said, nothing of it is quoted."""
        await remove_upload(state_of(interaction), _guild(interaction), file)
        done = f"Removed {escaped(one_line(file))}. Nothing of it is quoted any more."
        await show_privately(interaction, Payload(done))

    @app_commands.command(name="reload", description="Look for changes in the sources now.")
    @deferred
    async def reload(self, interaction: discord.Interaction) -> None:
        """Bring the shared sources and this server's own up to date."""
        libraries, guild = state_of(interaction).libraries, _guild(interaction)
        changed = await libraries.refresh()
        changed = await libraries.refresh(guild) or changed
        library = libraries.of(guild)
        documents = counted(library.corpus.documents, "document")
        state = "Reloaded" if changed else "Nothing has changed"
        passages = counted(len(library), "passage")
        await show_privately(interaction, Payload(f"{state}: {documents}, {passages}."))

    @show_one.autocomplete("source")
    async def _documents(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await offered_sources(interaction, typed)

    @remove_file.autocomplete("file")
    async def _own_files(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        state, guild = state_of(interaction), interaction.guild_id
        if guild is None or not state.serves(guild):
            return []
        names = await asyncio.to_thread(state.libraries.files.names, guild)
        return [
            app_commands.Choice(name=name, value=name)
            for name in names
            # Discord would refuse all of them for one that is too long.
            if typed.casefold() in name.casefold() and units(name) <= CHOICE
        ][:CHOICES]


def _guild(interaction: discord.Interaction) -> int:
    if interaction.guild_id is None:
        raise UsageError(ON_A_SERVER)
    return interaction.guild_id


MOST_LISTED = 20
"""Questions that the list of unanswered ones shows."""

_STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))
_OUTDATED = "The last look at the sources failed: what I quote may be out of date."


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
class Quoth(app_commands.Group, name="quoth", description="About this bot."):
    """The commands below `/quoth`. All of them answer to the person alone."""

    @app_commands.command(description="What is quoted, how old the index is, how fast it answers.")
    @deferred
    async def status(self, interaction: discord.Interaction) -> None:
        """Show how the bot is doing."""
        state = state_of(interaction)
        text = status_text(state, interaction.guild_id, interaction.client.latency)
        await show_privately(interaction, Payload(text))

    @app_commands.command(description="List the documents that are quoted here.")
    @deferred
    async def sources(self, interaction: discord.Interaction) -> None:
        """Show the first page of what `/sources list` shows those who may change it."""
        libraries = state_of(interaction).libraries
        await show_privately(interaction, await list_of(libraries, interaction.guild_id, 0))

    @app_commands.command(name="help", description="How to ask, and what the buttons do.")
    @deferred
    async def help_me(self, interaction: discord.Interaction) -> None:
        """Show how to use the bot."""
        await show_privately(interaction, Payload(help_text(interaction.client.user)))

    @app_commands.command(description="What could not be answered here lately (for moderators).")
    @deferred
    async def unanswered(self, interaction: discord.Interaction) -> None:
        """Show moderators the questions that nothing answered, or not well, to go through."""
        guild = interaction.guild_id
        if guild is None or not may_moderate(interaction):
            raise UsageError("only moderators (Manage Messages or Manage Server) see this list")
        journal = state_of(interaction).journal
        questions = await asyncio.to_thread(journal.unanswered, guild, MOST_LISTED)
        await show_privately(interaction, list_message(questions))


def status_text(state: BotState, guild: int | None, latency: float) -> str:
    """Return what is quoted here, how old the index is and how long things take.

    `latency` is in seconds, not a number or infinite where nothing is known yet.
    """
    libraries = state.libraries
    library, own = libraries.of(guild), libraries.own(guild)
    documents = counted(library.corpus.documents, "document")
    added = f", {own.corpus.documents} of them added here" if own else ""
    ping = f"{1000 * latency:.0f} ms" if math.isfinite(latency) else "not measured yet"
    lines = [
        f"**Quoth {__version__}** · up for {_span(time.monotonic() - state.began)}",
        f"Sources: {documents}{added}, {counted(len(library), 'passage')}",
        f"Index: {_span(time.time() - libraries.refreshed)} old",
        f"Latency to Discord: {ping}",
        f"Waiting questions: {state.queue.waiting}",
    ]
    return "\n".join([*lines, _OUTDATED] if libraries.last_error else lines)


def _span(seconds: float) -> str:
    for length, unit in _STEPS:
        if seconds >= length:
            return counted(int(seconds // length), unit)
    return counted(int(seconds), "second")


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


COMMANDS: tuple[app_commands.Command[Any, ..., None] | app_commands.ContextMenu, ...] = (
    ask,
    ask_the_sources,
)
GROUPS = (Sources, Quoth)
