"""The application: what Discord's developer page says about the bot under test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.wire import Json

if TYPE_CHECKING:
    from tests.discord.loopback.users import User

TOKEN = "not-a-real-token.for.tests"
"""What the bot has to log in with."""

_MESSAGE_CONTENT_LIMITED = 1 << 19


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
