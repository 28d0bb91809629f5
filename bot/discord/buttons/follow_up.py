"""**Follow up**: a modal that takes the next question, and the answer to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

import discord
from discord.ui import Label, Modal, TextInput

from bot.discord.answering import answer
from bot.discord.buttons.pressing import PressedButton, answered, is_private
from bot.discord.pages import Asked
from bot.discord.rendering import custom_ids
from bot.discord.rendering.stating import LONGEST_QUESTION
from bot.discord.replying import InteractionReply
from bot.discord.service import service_of


class FollowUp(PressedButton, template=custom_ids.FOLLOW_UP):
    """Asks for the next question."""

    @answered
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the modal."""
        await interaction.response.send_modal(FollowUpModal())


class FollowUpModal(Modal, title="Follow up"):
    """One question. `submitted` answers it: a modal's own callback does not survive a restart."""

    question: Label[Self] = Label(
        text="Your question",
        component=TextInput(custom_id="question", max_length=LONGEST_QUESTION),
    )

    def __init__(self) -> None:
        super().__init__(custom_id=custom_ids.FOLLOW_UP_MODAL, timeout=600)


async def submitted(interaction: discord.Interaction) -> None:
    """Answer what was typed into the modal, where the message is that it was opened from.

    It is read together with what that message says.
    """
    question = next(_typed(interaction.data), "")
    private = is_private(interaction)
    reply = InteractionReply(interaction, ephemeral=private)
    await answer(service_of(interaction), reply, Asked(question, is_private=private))


def _typed(part: Any) -> Iterator[str]:
    """Yield the texts of the inputs below a part of a submission."""
    if isinstance(part, dict):
        if isinstance(part.get("value"), str):
            yield part["value"]
        yield from _typed(part.get("component"))
        for inner in part.get("components", ()):
            yield from _typed(inner)
