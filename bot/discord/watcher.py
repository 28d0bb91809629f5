"""Changed files are taken in without a restart."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from watchfiles import awatch

from bot.discord.event_log import log_error
from bot.discord.guild_libraries import GuildLibraries

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
