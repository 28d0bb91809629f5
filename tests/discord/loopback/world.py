"""Everything that exists: accounts, guilds, channels, files; and who hears when it changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from tests.discord.loopback.application import Application
from tests.discord.loopback.channels import Channel
from tests.discord.loopback.events import Event
from tests.discord.loopback.files import Attachment, Upload
from tests.discord.loopback.refusals import unknown
from tests.discord.loopback.snowflakes import EPOCH_MS, Snowflakes
from tests.discord.loopback.users import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.discord.loopback.guilds import Guild
    from tests.discord.loopback.messages import Message

AnyUser = TypeVar("AnyUser", bound=User)


class World:
    """The state of the loopback Discord. `emit` is told of every event."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self.snowflakes = Snowflakes()
        self.emit = emit
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.files: dict[int, Attachment] = {}
        self.files_url = ""
        self.bot = self.add_user(User(self.snowflakes(), "quoth", bot=True))
        owner = self.add_user(User(self.snowflakes(), "developer"))
        self.application = Application(self.bot.id, self.bot, owner)

    def moment_of(self, snowflake: int) -> datetime:
        """Return when something was made."""
        return datetime.fromtimestamp(((snowflake >> 22) + EPOCH_MS) / 1000, UTC)

    def add_user(self, user: AnyUser) -> AnyUser:
        """Take in an account."""
        if any(user.name == known.name for known in self.users.values()):
            raise ValueError(f"expected a new name, but there is a {user.name!r} already")
        self.users[user.id] = user
        return user

    def add_channel(
        self, name: str, *, guild: Guild | None, parent: Channel | None = None
    ) -> Channel:
        """Open a channel, or a thread under a parent."""
        channel = Channel(self, self.snowflakes(), name, guild=guild, parent=parent)
        self.channels[channel.id] = channel
        if guild is not None:
            guild.channels[channel.id] = channel
            kind = "THREAD_CREATE" if parent else "CHANNEL_CREATE"
            self.emit(Event(kind, channel.to_json(), guild))
        return channel

    def dm_with(self, person: User) -> Channel:
        """Return the direct message channel between a person and the bot."""
        for channel in self.channels.values():
            if channel.person is person:
                return channel
        channel = Channel(self, self.snowflakes(), f"DM with {person.name}", person=person)
        self.channels[channel.id] = channel
        return channel

    def hold(self, upload: Upload) -> Attachment:
        """Keep an uploaded file and give it a URL."""
        file_id = self.snowflakes()
        url = f"{self.files_url}/{file_id}/{quote(upload.filename)}"
        attachment = self.files[file_id] = Attachment(file_id, upload, url)
        return attachment

    def channel(self, channel_id: int) -> Channel:
        """Return a channel that the bot can see; raises Refused (10003) for others."""
        channel = self.channels.get(channel_id)
        if channel is None or (channel.guild is not None and not channel.guild.has_bot):
            raise unknown("Channel")
        return channel

    def guild(self, guild_id: int) -> Guild:
        """Return a guild that the bot is in; raises Refused (10004) for others."""
        guild = self.guilds.get(guild_id)
        if guild is None or not guild.has_bot:
            raise unknown("Guild")
        return guild

    def message(self, channel: Channel, message_id: int) -> Message:
        """Return a message that everybody sees; raises Refused (10008) if there is none."""
        message = channel.messages.get(message_id)
        if message is None or message.deleted or message.ephemeral:
            raise unknown("Message")
        return message
