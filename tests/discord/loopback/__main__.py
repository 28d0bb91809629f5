"""Runs a program with discord.py pointed at a loopback Discord.

    python -m tests.discord.loopback --program bot.cli API_URL GATEWAY_URL bot --sources seeds

calls `main()` of the module that `--program` names, with what follows as its arguments.
`--identify-pause SECONDS` shortens the five seconds that discord.py waits before each IDENTIFY
but the first, which Discord asks for and the loopback does not.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import sys

import discord

from .bot_process import point_at


def main() -> None:
    """Read the command line, set the seams, run the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--identify-pause", type=float)
    parser.add_argument("api_url")
    parser.add_argument("gateway_url")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    point_at(options.api_url, options.gateway_url)
    if options.identify_pause is not None:
        _pause_before_identify(options.identify_pause)
    sys.argv = [options.program, *options.arguments]
    importlib.import_module(options.program).main()


def _pause_before_identify(seconds: float) -> None:
    async def before_identify_hook(
        self: discord.Client, shard_id: int | None, *, initial: bool = False
    ) -> None:
        if not initial:
            await asyncio.sleep(seconds)

    discord.Client.before_identify_hook = before_identify_hook  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
