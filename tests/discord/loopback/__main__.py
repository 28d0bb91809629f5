"""@launch"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import sys

import discord

from tests.discord.loopback.bot_process import point_at


def main() -> None:
    """Read the command line, set the seams, run the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default="bot.cli")
    parser.add_argument("--identify-pause", type=float)
    parser.add_argument("api_url")
    parser.add_argument("gateway_url")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    wish = parser.parse_args()
    point_at(wish.api_url, wish.gateway_url)
    if wish.identify_pause is not None:
        _pause_before_identify(wish.identify_pause)
    sys.argv = ["quoth", *wish.arguments]
    importlib.import_module(wish.program).main()


def _pause_before_identify(seconds: float) -> None:
    async def before_identify_hook(
        self: discord.Client, shard_id: int | None, *, initial: bool = False
    ) -> None:
        if not initial:
            await asyncio.sleep(seconds)

    discord.Client.before_identify_hook = before_identify_hook  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
