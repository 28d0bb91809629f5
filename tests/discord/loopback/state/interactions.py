"""Interactions: what a person does with a command, button or modal, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from ..basics import Signal
from .channels import partial_channel_json
from .commands import BOT_DM, GUILD
from .guilds import member_json
from .messages import LARGEST_UPLOAD, TEXT_INPUT, message_json, walk
from .posting import stored_components

if TYPE_CHECKING:
    from ..basics import Json
    from .channels import Channel
    from .messages import Message
    from .world import User

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5

Acknowledgement = Literal["message", "defer", "defer_update", "update", "autocomplete", "modal"]


class Modal(NamedTuple):
    """A dialog with text inputs, as Discord sent it; `inputs` by their custom id."""

    custom_id: str
    title: str
    components: list[Json]

    @classmethod
    def from_json(cls, body: Json) -> Modal:
        """Return the modal of a callback."""
        return cls(body["custom_id"], body["title"], stored_components(body["components"]))

    @property
    def inputs(self) -> dict[str, Json]:
        """The text inputs, in order."""
        found = (part for part in walk(self.components) if part["type"] == TEXT_INPUT)
        return {part["custom_id"]: part for part in found}


class Interaction:
    """One interaction and all that the bot did about it.

    `acknowledged` is how: "message" (answered at once), "defer" (thinking …), "update" or
    "defer_update" (of the message that the component is on), "autocomplete", "modal", or None.
    `ephemeral` is what the acknowledgement fixed; `seconds_to_ack` how long it took. `response`
    is the message that `@original` stands for, `followups` those sent after it.
    """

    def __init__(
        self, interaction_id: int, kind: int, user: User, channel: Channel, data: Json
    ) -> None:
        self.id = interaction_id
        self.token = f"aW50ZXJhY3Rpb24{interaction_id}"
        self.type = kind
        self.user = user
        self.channel = channel
        self.data = data
        self.source: Message | None = None
        self.opened_by: Interaction | None = None
        self.sent_at = 0.0
        self.acknowledged: Acknowledgement | None = None
        self.ephemeral = False
        self.seconds_to_ack: float | None = None
        self.response: Message | None = None
        self.followups: list[Message] = []
        self.choices: list[Json] | None = None
        self.opened: Modal | None = None
        self.changed = Signal()
        self.updated = False

    def __repr__(self) -> str:
        return f"<Interaction {self.name!r} of {self.user.name}, {self.acknowledged or 'open'}>"

    @property
    def name(self) -> str:
        """The command's name, or the custom id."""
        return str(self.data.get("name") or self.data.get("custom_id"))

    @property
    def answer(self) -> Message | None:
        """The first message with content: the response, the updated message, or a followup."""
        response = self.response
        answered = self.acknowledged in ("message", "defer") or self.updated
        if response is not None and answered and not (response.loading or response.deleted):
            return response
        return self.followups[0] if self.followups else None

    async def acknowledgement(self, *, timeout: float = 5.0) -> Acknowledgement:
        """Return how the bot acknowledged it. Raises TimeoutError if it does not."""
        return await self.changed.wait_for(
            lambda: self.acknowledged, timeout, lambda: f"an acknowledgement of {self!r}"
        )

    async def reply(self, *, timeout: float = 10.0) -> Message:
        """Return the first message with content, however it comes. Raises TimeoutError."""
        return await self.changed.wait_for(
            lambda: self.answer, timeout, lambda: f"a reply to {self!r}"
        )

    async def followup(self, *, number: int = 1, timeout: float = 10.0) -> Message:
        """Return a message sent after the response, counted from 1. Raises TimeoutError."""
        return await self.changed.wait_for(
            lambda: self.followups[number - 1] if len(self.followups) >= number else None,
            timeout,
            lambda: f"followup {number} to {self!r}",
        )

    async def modal(self, *, timeout: float = 5.0) -> Modal:
        """Return the modal that the bot opened. Raises TimeoutError if it opened none."""
        return await self.changed.wait_for(
            lambda: self.opened, timeout, lambda: f"a modal for {self!r}"
        )

    def metadata_json(self) -> Json:
        """Return what a message says about the interaction that it answers."""
        body: Json = {
            "id": str(self.id),
            "type": self.type,
            "user": self.user.to_json(),
            "authorizing_integration_owners": self.owners,
        }
        if self.type == COMPONENT and self.source is not None:
            body["interacted_message_id"] = str(self.source.id)
        if self.type == MODAL and self.opened_by is not None:
            body["triggering_interaction_metadata"] = self.opened_by.metadata_json()
        if self.type == COMMAND and "target_id" in self.data:
            body["target_message_id"] = self.data["target_id"]
        return body

    def message_json(self) -> Json:
        """Return the fields of a message that answers the interaction."""
        application = str(self.channel.world.application.id)
        body: Json = {
            "application_id": application,
            "webhook_id": application,
            "interaction_metadata": self.metadata_json(),
        }
        if self.type == COMMAND:
            user = self.user.to_json()
            body["interaction"] = {"id": str(self.id), "type": 2, "name": self.name, "user": user}
        return body

    @property
    def owners(self) -> dict[str, str]:
        """For whom the application was installed: the guild, "0" where there is none."""
        guild = self.channel.guild
        return {"0": "0" if guild is None else str(guild.id)}


def interaction_json(interaction: Interaction) -> Json:
    """Return the payload with which the bot learns of an interaction."""
    channel = interaction.channel
    world = channel.world
    body: Json = {
        "id": str(interaction.id),
        "application_id": str(world.application.id),
        "type": interaction.type,
        "data": interaction.data,
        "channel_id": str(channel.id),
        "channel": partial_channel_json(channel, int(channel.permissions_of(interaction.user))),
        "token": interaction.token,
        "version": 1,
        "app_permissions": str(int(channel.permissions_of(world.bot))),
        "locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": interaction.owners,
        "context": BOT_DM if channel.guild is None else GUILD,
        "attachment_size_limit": LARGEST_UPLOAD,
        **_who(interaction),
    }
    if interaction.source is not None:
        body["message"] = message_json(interaction.source)
    return body


def _who(interaction: Interaction) -> Json:
    guild = interaction.channel.guild
    if guild is None:
        return {"user": interaction.user.to_json()}
    permissions = str(int(interaction.channel.permissions_of(interaction.user)))
    member = member_json(guild.members[interaction.user.id])
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "guild_locale": guild.locale,
        "member": {**member, "permissions": permissions},
    }
