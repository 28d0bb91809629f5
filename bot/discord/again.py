"""Requests to Discord that are sent once more where the first got no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

_Answer = TypeVar("_Answer")

_UNAVAILABLE = 503
_PAUSE = 1.0


async def again(send: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """Return what a request gives; where the line was cut, it is sent a second time.

    For requests only that do no harm when Discord had acted on the first already: discord.py
    repeats what other server errors refused, but leaves a cut line, and 503, to its caller.
    """
    try:
        return await send()
    except discord.DiscordServerError as error:
        if error.status != _UNAVAILABLE:
            raise
        await asyncio.sleep(_PAUSE)
    except (OSError, aiohttp.ClientError):
        pass
    return await send()
