"""**Add** and **Discard**, below what a file would change."""

from __future__ import annotations

import discord

from bot.discord.adding import added_message
from bot.discord.buttons.pressing import PressedButton, answered
from bot.discord.failing import ended, reason
from bot.discord.proposing import decide
from bot.discord.rendering import custom_ids
from bot.discord.replying import Payload, acknowledge
from bot.discord.service import service_of
from retrieval.errors import UnreadableFile, UsageError


class Addition(PressedButton, template=custom_ids.ADDITION):
    """Stands on the message that only the person who offered the file sees."""

    @answered
    async def callback(self, interaction: discord.Interaction) -> None:
        """Do what was decided, and say so in place of the buttons."""
        await acknowledge(interaction)
        shown = await self._decided(interaction)
        await interaction.edit_original_response(content=shown.content, view=shown.view)

    async def _decided(self, interaction: discord.Interaction) -> Payload:
        guild = interaction.guild_id or 0
        is_add = self.given["decision"] == "add"
        try:
            done = await decide(service_of(interaction), guild, self.given["token"], add=is_add)
        except (UsageError, UnreadableFile) as error:
            return Payload(f"It was not added: {ended(reason(error))}")
        return Payload(done) if isinstance(done, str) else added_message(done)
