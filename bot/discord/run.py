"""The bot as a program: opened, connected, kept connected, and ended in order.

Source files that change while it runs are taken in without a restart.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import aiohttp
import discord
from watchfiles import awatch

from bot.discord.client import QuothClient
from bot.discord.event_log import event, log_error, log_lines
from bot.discord.guild_files import GuildFiles, UploadLimits
from bot.discord.guild_libraries import GuildLibraries
from bot.discord.heartbeat import HEARTBEAT_FILE, Heartbeat
from bot.discord.index_worker import IndexWorker
from bot.discord.journal import JOURNAL_FILE, AnyJournal, Journal, NoJournal
from bot.discord.state import BotState
from bot.settings import DiscordRefused, Settings
from bot.workspace import Workspace, open_timed

POLL_SECONDS = 300
"""Seconds after which the files are looked at without a sign: a network drive gives none."""

_RETRY_SECONDS = 5.0
_SETTLED_MS = 400
_FIRST_LOOK_MS = 5_000
# watchfiles logs every change that it sees.
logging.getLogger("watchfiles").setLevel(logging.WARNING)


async def watch(libraries: GuildLibraries, sources: Sequence[Path]) -> None:
    """Refresh the shared sources whenever something below them changes; never returns.

    The log says once what cannot be read; the sources as they were go on answering.
    """
    absolute = [source.expanduser().absolute() for source in sources]
    folders = {source for source in absolute if source.is_dir()}
    # A file that is replaced is seen by its folder only; what lies below that is nothing to us.
    parents = {source.parent for source in absolute if source not in folders}
    await asyncio.gather(
        *(
            _watch(libraries, sorted(paths), recursive=paths is folders)
            for paths in (folders, parents)
            if paths
        )
    )


async def _watch(libraries: GuildLibraries, folders: Sequence[Path], *, recursive: bool) -> None:
    logged: str | None = None
    pause = _RETRY_SECONDS
    while True:
        try:
            await libraries.refresh()
            async for _ in _signs(folders, recursive):
                await libraries.refresh()
                logged, pause = None, _RETRY_SECONDS
        except Exception as error:  # noqa: BLE001  # a watcher that is gone would be missed by nobody
            if str(error) != logged:
                log_error(error, doing="refresh")
            logged = str(error)
        await asyncio.sleep(pause)
        pause = min(2 * pause, POLL_SECONDS)


async def _signs(folders: Sequence[Path], recursive: bool) -> AsyncIterator[None]:
    """Yield when there may be something new.

    That is soon after the watching began too: what changed right before it gave no sign.
    """
    due = 0.0
    async for changes in awatch(
        *folders,
        recursive=recursive,
        watch_filter=None,
        debounce=_SETTLED_MS * 4,
        step=_SETTLED_MS,
        yield_on_timeout=True,
        rust_timeout=_FIRST_LOOK_MS,
        ignore_permission_denied=True,
    ):
        if changes or time.monotonic() >= due:
            yield
            due = time.monotonic() + POLL_SECONDS


FINISH_TIMEOUT = 25
"""Seconds that answers under way have when the bot has to stop."""

HEARTBEAT_INTERVAL = 15
"""Seconds between two signs of life."""

_LONGEST_PAUSE = 60.0
_AUTHENTICATION_FAILED, _INVALID_INTENTS, _DISALLOWED_INTENTS = 4004, 4013, 4014
_TRANSIENT = (
    OSError,
    TimeoutError,
    aiohttp.ClientError,
    discord.HTTPException,
    discord.GatewayNotFound,
    discord.ConnectionClosed,
)


def run(place: Workspace, token: str) -> None:
    """Run the bot until it has to stop.

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
    limits = UploadLimits(settings.guild_files, settings.guild_file_mb, settings.guild_total_mb)
    guild_files = GuildFiles.open(place.data_dir / "guilds", limits)
    libraries = GuildLibraries.open(place, library, guild_files, IndexWorker.of(settings))
    journal = _journal(place, settings)
    heartbeat = Heartbeat(place.data_dir / HEARTBEAT_FILE)

    async def main() -> None:
        await serve(BotState.of(settings, libraries, journal), place, heartbeat, token)

    try:
        asyncio.run(main())
    finally:
        libraries.close()
        journal.close()


def _leave(_number: int, _frame: object) -> NoReturn:
    os._exit(0)


def _journal(place: Workspace, settings: Settings) -> AnyJournal:
    return Journal.open(place.data_dir / JOURNAL_FILE) if settings.question_log else NoJournal()


async def serve(state: BotState, place: Workspace, heartbeat: Heartbeat, token: str) -> None:
    """Answer in Discord until SIGTERM or SIGINT, then finish what is under way.

    Raises DiscordRefused where Discord takes neither the token nor the intents.
    """
    stop = asyncio.Event()
    _handle_signals(stop)
    watching = asyncio.create_task(watch(state.libraries, place.sources))
    connected = _Connection(state, heartbeat, token)
    connecting = asyncio.create_task(connected.keep())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((connecting, stopping), return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            left = await state.finish(FINISH_TIMEOUT)
            event("stopped", unfinished=left)
        else:
            connecting.result()
    finally:
        for task in (watching, stopping, connecting):
            task.cancel()
        await connected.close()
        await asyncio.gather(watching, stopping, connecting, return_exceptions=True)
        heartbeat.stop()


def _handle_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def stop_once(number: signal.Signals) -> None:
        stop.set()
        # Whoever asks twice does not want to wait.
        loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop_once, number)


class _Connection:
    """A client of Discord, replaced by a fresh one whenever it gives up."""

    def __init__(self, state: BotState, heartbeat: Heartbeat, token: str) -> None:
        self._state = state
        self._heartbeat = heartbeat
        self._token = token
        self._client: QuothClient | None = None

    async def keep(self) -> None:
        """Stay connected for ever. Raises DiscordRefused."""
        pauses = _pauses()
        while True:
            self._client = QuothClient(self._state)
            beating = asyncio.create_task(self._beat(self._client))
            try:
                await self._client.login(self._token)
                await self._client.connect()
            except discord.LoginFailure as error:
                raise _refused_token() from error
            except discord.PrivilegedIntentsRequired as error:
                raise _refused_intents() from error
            except _TRANSIENT as error:
                _raise_refusal(error)
                pause = next(pauses)
                event("disconnected", error=f"{type(error).__name__}: {error}", again_in_s=pause)
            except Exception as error:  # noqa: BLE001  # the bot stays, whatever discord.py runs into
                pause = next(pauses)
                log_error(error, doing="connect")
            else:
                pause = next(pauses)
            finally:
                beating.cancel()
                await self._close(self._client)
            if self._client.was_ready:
                pauses = _pauses()
            await asyncio.sleep(pause)

    async def close(self) -> None:
        """Leave Discord."""
        if self._client is not None:
            await self._close(self._client)

    async def _close(self, client: QuothClient) -> None:
        with suppress(*_TRANSIENT):
            await client.close()

    async def _beat(self, client: QuothClient) -> None:
        await client.wait_until_ready()
        while not client.is_closed():
            if all(not shard.is_closed() for shard in client.shards.values()):
                base = self._state.libraries.base
                self._heartbeat.beat({"guilds": len(client.guilds), "passages": len(base)})
            await asyncio.sleep(HEARTBEAT_INTERVAL)


def _raise_refusal(error: BaseException) -> None:
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    if code == _AUTHENTICATION_FAILED:
        raise _refused_token() from error
    if code in (_INVALID_INTENTS, _DISALLOWED_INTENTS):
        raise _refused_intents() from error


def _refused_token() -> DiscordRefused:
    return DiscordRefused("Discord refused the token: expected DISCORD_TOKEN to be a bot's token")


def _refused_intents() -> DiscordRefused:
    return DiscordRefused(
        "Discord refused the intents that the bot asks for, none of them privileged"
    )


def _pauses() -> Iterator[float]:
    """Yield how many seconds to wait before each new try: longer and longer, never in step."""
    longest = 1.0
    while True:
        yield round(random.uniform(longest / 2, longest), 1)  # noqa: S311  # no secret
        longest = min(2 * longest, _LONGEST_PAUSE)
