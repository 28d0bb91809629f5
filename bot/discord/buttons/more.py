"""**More**: the quotes that follow the ones shown."""

from __future__ import annotations

import discord

from bot.discord.answering import answer
from bot.discord.buttons.pressing import LOST, PressedButton, answered, question_of, reading_of
from bot.discord.pages import Asked
from bot.discord.rendering import custom_ids
from bot.discord.replying import InteractionReply, tell
from bot.discord.service import service_of


class More(PressedButton, template=custom_ids.MORE):
    """Shows further quotes to the person who presses it."""

    @answered
    async def callback(self, interaction: discord.Interaction) -> None:
        """Answer the message's question from the next rank on."""
        service, question = service_of(interaction), question_of(interaction)
        if question is None:
            await tell(interaction, LOST)
            return
        asked = Asked(
            question,
            reading=reading_of(interaction) or "",
            first=int(self.given["first"]),
            stamp=self.given["stamp"],
            within_key=self.given["key"],
        )
        await answer(service, InteractionReply(interaction, ephemeral=True), asked)
