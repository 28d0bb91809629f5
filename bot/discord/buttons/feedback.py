"""**Good** and **Not it**: what a person says of an answer."""

from __future__ import annotations

import asyncio
from typing import cast

import discord

from bot.discord.buttons.pressing import LOST, PressedButton, answered, reading_of
from bot.discord.gate import refusal
from bot.discord.rendering import custom_ids
from bot.discord.replying import tell
from bot.discord.running.events import event
from bot.discord.service import service_of
from bot.discord.storage.journal import Outcome

THANKS = {
    "good": "Thank you, that is noted as a good answer.",
    "not_it": "Thank you, that is noted: moderators see the question under `/quoth unanswered`.",
}
NOT_KEPT = "Thank you, but my operator keeps no record of questions."


class Feedback(PressedButton, template=custom_ids.FEEDBACK):
    """Notes a judgement of the answer that it stands on; not whose."""

    @answered
    async def callback(self, interaction: discord.Interaction) -> None:
        """Thank at once, then write it down."""
        service, question = service_of(interaction), reading_of(interaction)
        refused = refusal(service, interaction.user.id, interaction.guild_id, None)
        if refused is not None:
            await tell(interaction, refused)
        elif question is None:
            await tell(interaction, LOST)
        elif not service.settings.question_log:
            await tell(interaction, NOT_KEPT)
        else:
            outcome = cast("Outcome", self.given["outcome"])
            await tell(interaction, THANKS[outcome])
            guild = interaction.guild_id
            await asyncio.to_thread(service.journal.note, question, guild, outcome)
            event("feedback", guild=guild, outcome=outcome)
