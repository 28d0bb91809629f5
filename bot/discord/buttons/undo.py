"""**Undo**: takes back a file that was just added."""

from __future__ import annotations

import discord

from bot.discord.adding import take_back
from bot.discord.buttons.pressing import PressedButton, answered
from bot.discord.rendering import custom_ids
from bot.discord.replying import acknowledge
from bot.discord.service import service_of


class Undo(PressedButton, template=custom_ids.UNDO):
    """Stands on the message that only the person who added the file sees."""

    @answered
    async def callback(self, interaction: discord.Interaction) -> None:
        """Remove the file, and the button with it."""
        await acknowledge(interaction)
        sentence = await take_back(service_of(interaction), interaction.guild_id, self.given["sha"])
        await interaction.edit_original_response(content=sentence, view=None)
