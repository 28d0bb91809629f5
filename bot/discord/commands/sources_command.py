"""`/sources`: what is quoted here, and what this server adds to it.

Discord lets those with Manage Server use it by default; who else may is set in the server's
own settings, under Integrations.
"""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands

from bot.discord.error_messages import reason_of, with_full_stop
from bot.discord.interactions import deferred, show_privately
from bot.discord.rendering.markdown_escape import escaped, escaped_name
from bot.discord.rendering.message_limits import CHOICE, CHOICES, units
from bot.discord.reply import Payload
from bot.discord.source_list import chosen_source, document_card, is_added, list_of, offered_sources
from bot.discord.state import state_of
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
