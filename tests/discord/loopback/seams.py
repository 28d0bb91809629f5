"""The two places where discord.py learns where Discord is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import discord.gateway
import discord.http
from yarl import URL


def point_at(api_url: str, gateway_url: str) -> None:
    """Let every discord.py client of this process talk to another server."""
    discord.http.Route.BASE = api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)


@contextmanager
def pointed_at(api_url: str, gateway_url: str) -> Iterator[None]:
    """Let discord.py clients talk to another server, and set it back afterwards."""
    before = discord.http.Route.BASE, str(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY)
    point_at(api_url, gateway_url)
    try:
        yield
    finally:
        point_at(*before)
