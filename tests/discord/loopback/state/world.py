"""Everything that exists: accounts, the application, guilds, channels, files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from ..basics import EPOCH_MS, Event, Json, Snowflakes, unknown
from .channels import Channel
from .messages import Attachment, Upload

if TYPE_CHECKING:
    from collections.abc import Callable

    from .guilds import Guild
    from .messages import Message

TOKEN = "not-a-real-token.for.tests"
"""What the bot has to log in with."""

_MESSAGE_CONTENT_LIMITED = 1 << 19

AnyUser = TypeVar("AnyUser", bound="User")


class World:
    """The state of the loopback Discord. `emit` gets every event."""

    def __init__(self, emit: Callable[[Event], None], bot_name: str) -> None:
        self.snowflakes = Snowflakes()
        self.emit = emit
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.files: dict[int, Attachment] = {}
        self.files_url = ""
        self.bot = self.add_user(User(self.snowflakes(), bot_name, bot=True))
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

    def store_file(self, upload: Upload) -> Attachment:
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


class User:
    """An account. Names are unique in a test, and show in `Message.pinged`."""

    def __init__(self, user_id: int, name: str, *, bot: bool = False) -> None:
        self.id = user_id
        self.name = name
        self.bot = bot
        self.accepts_dms = True

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    @property
    def mention(self) -> str:
        """What is written to mention the account."""
        return f"<@{self.id}>"

    def to_json(self) -> Json:
        """Return Discord's user object."""
        return {
            "id": str(self.id),
            "username": self.name,
            "avatar": None,
            "discriminator": "0000" if self.bot else "0",
            "public_flags": 0,
            "flags": 0,
            "bot": self.bot,
            "banner": None,
            "accent_color": None,
            "global_name": None if self.bot else self.name.title(),
            "avatar_decoration_data": None,
            "collectibles": None,
            "primary_guild": None,
        }

    def to_private_json(self) -> Json:
        """Return the user object that an account gets of itself."""
        return {
            **self.to_json(),
            "mfa_enabled": True,
            "locale": "en-US",
            "premium_type": 0,
            "email": None,
            "verified": True,
        }


class Application:
    """The bot's application. Each privileged intent is off until a test switches it on."""

    def __init__(self, application_id: int, bot: User, owner: User) -> None:
        self.id = application_id
        self.bot = bot
        self.owner = owner
        self.token = TOKEN
        self.may_read_members = False
        self.may_read_presences = False
        self.may_read_content = False

    @property
    def flags(self) -> int:
        """The flags that say which privileged intents are on."""
        return _MESSAGE_CONTENT_LIMITED if self.may_read_content else 0

    def to_json(self, guilds: int) -> Json:
        """Return the application object that the bot gets of itself."""
        return {
            "id": str(self.id),
            "name": self.bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": self.bot.to_json(),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": self.flags,
            "flags_new": str(self.flags),
            "tags": [],
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": self.owner.to_json(),
            "team": None,
            "approximate_guild_count": guilds,
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": [],
            "integration_types_config": {"0": {}},
        }
