"""People who talk: messages in channels and direct messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests.discord.loopback.channels import Channel
from tests.discord.loopback.files import Upload
from tests.discord.loopback.messages import REPLY, Message
from tests.discord.loopback.people_errors import NotAllowed
from tests.discord.loopback.permissions import Permission, to_write_in
from tests.discord.loopback.posting import fill, new_message, publish
from tests.discord.loopback.refusals import Refused
from tests.discord.loopback.users import User

if TYPE_CHECKING:
    from tests.discord.loopback.server import Discord
    from tests.discord.loopback.wire import Json


class Speaker(User):
    """Somebody who can post messages, where they may."""

    def __init__(self, discord: Discord, user_id: int, name: str) -> None:
        super().__init__(user_id, name)
        self.discord = discord

    async def say(
        self,
        channel: Channel,
        text: str = "",
        *,
        mention_bot: bool = False,
        reply_to: Message | None = None,
        ping: bool = True,
        files: Sequence[Upload] = (),
    ) -> Message:
        """Post a message, mentioning the bot first if so wished, or as a reply.

        `ping` is the switch that a reply has: whether it rings for the author replied to.
        """
        self.must(channel, to_write_in(channel))
        message = new_message(channel, self)
        if reply_to is not None:
            self.must_see(reply_to)
            message.reference_id, message.type = reply_to.id, REPLY
        content = f"{self.discord.bot.mention} {text}" if mention_bot else text
        kinds = ["users", "roles"]
        if Permission.MENTION_EVERYONE in channel.permissions_of(self):
            kinds.append("everyone")
        body: Json = {
            "content": content,
            "allowed_mentions": {"parse": kinds, "replied_user": ping},
        }
        try:
            fill(message, body, {str(number): file for number, file in enumerate(files)})
        except Refused as refusal:
            raise NotAllowed(f"{self.name} cannot say that: {refusal}") from refusal
        publish(message)
        return message

    async def dm(self, text: str, **how: Any) -> Message:
        """Send the bot a direct message, as `say` does."""
        return await self.say(self.dm_channel, text, **how)

    @property
    def dm_channel(self) -> Channel:
        """The direct messages with the bot."""
        return self.discord.world.dm_with(self)

    def must(self, channel: Channel, permission: Permission) -> None:
        """Raise NotAllowed without a permission in a channel."""
        if permission not in channel.permissions_of(self):
            raise NotAllowed(f"{self.name} has no {permission.name} in {channel!r}")

    def must_see(self, message: Message) -> None:
        """Raise NotAllowed for a message that this person does not see."""
        self.must(message.channel, Permission.VIEW_CHANNEL)
        hidden = message.ephemeral and message.seen_by is not self
        if hidden or message.deleted:
            raise NotAllowed(f"{self.name} does not see {message!r}")
