"""From settings to a bot that runs: everything opened, and closed again in the end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from typing import NoReturn

from bot.discord.indexing.worker import Workshop
from bot.discord.running.events import event, log_lines
from bot.discord.running.heartbeat import HEARTBEAT, Heartbeat
from bot.discord.running.serving import serve
from bot.discord.service import Service
from bot.discord.shelves import Shelves
from bot.discord.storage.additions import AdditionLimits, Additions
from bot.discord.storage.journal import AnyJournal, Journal, NoJournal
from bot.discord.storage.journal_file import FILE_NAME
from bot.opening import Place, open_timed
from bot.settings import Settings


def run(place: Place, token: str) -> None:
    """Run the bot until it is told to stop.

    Raises QuothError where the sources cannot be read, the index cannot be kept, or Discord
    refuses the bot.
    """
    settings = place.settings
    log_lines(settings.log_level or logging.INFO, secrets=(token,))
    # Until it is connected there is nothing to finish.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    library, _, seconds = open_timed(place, must_persist=True)
    event("opened", documents=library.corpus.documents, passages=len(library), s=round(seconds, 2))
    limits = AdditionLimits(settings.guild_files, settings.guild_file_mb, settings.guild_total_mb)
    additions = Additions.open(place.data_dir / "guilds", limits)
    shelves = Shelves.open(place, library, additions, Workshop.of(settings))
    journal = _journal(place, settings)
    heartbeat = Heartbeat(place.data_dir / HEARTBEAT)

    async def main() -> None:
        await serve(Service.of(settings, shelves, journal), place, heartbeat, token)

    try:
        asyncio.run(main())
    finally:
        journal.close()


def _journal(place: Place, settings: Settings) -> AnyJournal:
    return Journal.open(place.data_dir / FILE_NAME) if settings.question_log else NoJournal()


def _leave(_number: int, _frame: object) -> NoReturn:
    os._exit(0)
