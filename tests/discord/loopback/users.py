"""People and bots, as they appear everywhere on Discord."""

from __future__ import annotations

from tests.discord.loopback.wire import Json


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
