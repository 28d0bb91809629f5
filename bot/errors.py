"""What the bot raises besides the errors of `retrieval`."""

from __future__ import annotations

from retrieval.errors import QuothError


class DiscordRefused(QuothError):
    """Discord does not let the bot in: its token or an intent was refused."""
