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

LOOK_ANYWAY = 300
"""Seconds after which the files are looked at without a sign: a network drive gives none."""

_AGAIN = 5.0
_SETTLED_MS = 400
_FIRST_LOOK_MS = 5_000
# watchfiles logs every change that it sees.
logging.getLogger("watchfiles").setLevel(logging.WARNING)


async def watch(shelves: GuildLibraries, sources: Sequence[Path]) -> None:
    """Refresh the shared sources whenever something below them changes; never returns.

    The log says once what cannot be read; the sources as they were go on answering.
    """
    absolute = [source.expanduser().absolute() for source in sources]
    folders = {source for source in absolute if source.is_dir()}
    # A file that is replaced is seen by its folder only; what lies below that is nothing to us.
    parents = {source.parent for source in absolute if source not in folders}
    await asyncio.gather(
        *(
            _watch(shelves, sorted(paths), recursive=paths is folders)
            for paths in (folders, parents)
            if paths
        )
    )


async def _watch(shelves: GuildLibraries, folders: Sequence[Path], *, recursive: bool) -> None:
    told: str | None = None
    pause = _AGAIN
    while True:
        try:
            await shelves.refresh()
            async for _ in _signs(folders, recursive):
                await shelves.refresh()
                told, pause = None, _AGAIN
        except Exception as error:  # noqa: BLE001  # a watcher that is gone would be missed by nobody
            if str(error) != told:
                log_error(error, doing="refresh")
            told = str(error)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LOOK_ANYWAY)


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
            due = time.monotonic() + LOOK_ANYWAY
