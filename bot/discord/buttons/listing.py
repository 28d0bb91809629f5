"""The list of sources, page by page."""

from __future__ import annotations

import discord

from bot.discord.buttons.pressing import PressedButton, answered
from bot.discord.gate import refusal
from bot.discord.rendering import custom_ids
from bot.discord.replying import acknowledge, tell
from bot.discord.service import service_of
from bot.discord.source_list import list_of


class Listing(PressedButton, template=custom_ids.LISTING):
    """Shows another page of the list in the place of the one that it stands on."""

    @answered
    async def callback(self, interaction: discord.Interaction) -> None:
        """Turn to the page as the sources are now."""
        service = service_of(interaction)
        refused = refusal(service, interaction.user.id, interaction.guild_id, None)
        if refused is not None:
            await tell(interaction, refused)
            return
        await acknowledge(interaction)
        shelves, page = service.shelves, int(self.given["page"])
        listed = await list_of(shelves, interaction.guild_id, page)
        await interaction.edit_original_response(
            content=listed.content, embeds=listed.embeds, view=listed.view
        )
