"""What each guild is answered from: the shared base, and its own additions over it.

A question keeps the snapshot that it began with. A new one comes in whole, in one assignment;
whoever takes a source away waits until no answer from the old one is under way.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.discord.event_log import event, log_error
from bot.discord.guild_files import GuildFiles, StagedUpload
from bot.discord.index_worker import IndexWorker
from bot.workspace import Workspace, local_recipe_of, open_kept, reader_of
from retrieval.askable import Askable
from retrieval.errors import QuothError
from retrieval.joined_library import JoinedLibrary
from retrieval.library import Library

RELEASE_TIMEOUT = 30
"""Seconds that an answer under way has before a source that was taken away is said to be gone."""

_CLOSING_TIMEOUT = 2


class _Snapshot:
    """A library as long as somebody answers from it."""

    def __init__(self, library: Askable) -> None:
        self.library = library
        self.unread = asyncio.Event()
        self.unread.set()
        self._readers = 0

    def begin(self) -> None:
        """Note a reader."""
        self._readers += 1
        self.unread.clear()

    def end(self) -> None:
        """Note that a reader is done."""
        self._readers -= 1
        if not self._readers:
            self.unread.set()


class GuildLibraries:
    """The libraries of one bot. `refreshed` is the wall-clock time of the base's snapshot."""

    def __init__(
        self, place: Workspace, base: Library, guild_files: GuildFiles, worker: IndexWorker
    ) -> None:
        self.files = guild_files
        self.worker = worker
        self.refreshed = time.time()
        self.last_error: str | None = None
        self._place = place
        self._base = base
        self._own: dict[int, Library] = {}
        self._snapshots: dict[int | None, _Snapshot] = {None: _Snapshot(base)}
        self._read: dict[int | None, Counter[_Snapshot]] = {}
        # The base may take an hour: no guild waits for it.
        self._base_worker = worker.sibling(place.settings.cluster)
        self._changing_base = asyncio.Lock()
        self._changing_own: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    @classmethod
    def open(
        cls, place: Workspace, base: Library, guild_files: GuildFiles, worker: IndexWorker
    ) -> GuildLibraries:
        """Return the libraries over an open base, with what guilds have added before.

        A guild whose additions cannot be read is answered from the base, and the log says so.
        """
        libraries = cls(place, base, guild_files, worker)
        for guild in guild_files.guilds():
            try:
                libraries._put(guild, libraries._opened(guild))
            except QuothError as error:
                log_error(error, guild=guild)
        return libraries

    def of(self, guild: int | None) -> Askable:
        """Return what a guild, or direct messages (None), are answered from now."""
        return self._snapshot(guild).library

    def own(self, guild: int | None) -> Library | None:
        """Return what a guild has added, None where that is nothing."""
        return None if guild is None else self._own.get(guild)

    @property
    def base(self) -> Library:
        """What everybody is answered from."""
        return self._base

    @contextmanager
    def reading(self, guild: int | None) -> Iterator[Askable]:
        """Give what to answer from, and note that an answer from it is under way until sent."""
        snapshot = self._snapshot(guild)
        self._read.setdefault(guild, Counter())[snapshot] += 1
        snapshot.begin()
        try:
            yield snapshot.library
        finally:
            snapshot.end()
            self._read[guild] -= Counter([snapshot])

    async def refresh(self, guild: int | None = None) -> bool:
        """Bring the base, or a guild's own sources, up to date; return whether that changed them.

        Raises QuothError where they cannot be read: what there was goes on answering.
        """
        if guild is None:
            async with self._changing_base:
                return await self._refresh_base()
        async with self._changing_own[guild]:
            own = self._own.get(guild)
            if own is not None and await asyncio.to_thread(own.is_current):
                return False
            return await self._refresh_own(guild)

    async def changed(self, guild: int) -> None:
        """Take in what was put to or taken from a guild's own sources, and let go of the old.

        When this returns, no answer from what there was before is under way any more, but for
        one that takes longer than `UNHURRIED` seconds to be sent. Raises QuothError where the
        sources cannot be read: what there was goes on answering.
        """
        async with self._changing_own[guild]:
            await self._refresh_own(guild)
        in_use = (self._snapshot(guild), self._snapshots[None])
        for snapshot in list(self._read.get(guild, ())):
            if snapshot not in in_use:
                with suppress(TimeoutError):
                    await asyncio.wait_for(snapshot.unread.wait(), RELEASE_TIMEOUT)

    async def with_upload(self, guild: int, staged: StagedUpload) -> Askable:
        """Return what a guild would be answered from with one more file.

        Its index is in the staged file's folder. Raises QuothError where it cannot be made.
        """
        sources = (*self.files.roots(guild), staged.path)
        own = await self._built(self.worker, sources, staged.index_folder)
        return JoinedLibrary([self._base, own])

    async def forget(self, guild: int) -> None:
        """Answer a guild from the base alone."""
        async with self._changing_own[guild]:
            self._put(guild, None)

    async def keep_nothing_more(self, guild: int) -> None:
        """Let nothing more be written of what a guild has added, for good."""
        await self._stop_growing(self.own(guild))

    def close(self) -> None:
        """Keep the vectors that were made in the background, and make no more."""
        for library in (self._base, *self._own.values()):
            library.stop_growing(_CLOSING_TIMEOUT)

    async def _stop_growing(self, library: Library | None) -> None:
        """Have what was made kept before the next library looks for it."""
        if library is not None:
            await asyncio.to_thread(library.stop_growing, RELEASE_TIMEOUT)

    async def _refresh_base(self) -> bool:
        if await asyncio.to_thread(self._base.is_current):
            self.last_error = None
            return False
        began = time.perf_counter()
        try:
            place = self._place
            await self._base_worker.build(place.sources, place.data_dir)
            fresh = await asyncio.to_thread(open_kept, place)
        except QuothError as error:
            self.last_error = str(error)
            raise
        self.last_error = None
        changed = fresh.snapshot.looks != self._base.snapshot.looks
        await self._stop_growing(self._base)
        self._base = fresh
        self._snapshots = {None: _Snapshot(fresh)}
        self.refreshed = time.time()
        event(
            "refreshed",
            documents=fresh.corpus.documents,
            passages=len(fresh),
            ms=round(1000 * (time.perf_counter() - began)),
        )
        return changed

    async def _refresh_own(self, guild: int) -> bool:
        roots = self.files.roots(guild)
        had = guild in self._own
        folder = self.files.index_folder(guild)
        fresh = await self._built(self.worker, roots, folder) if roots else None
        await self._stop_growing(self.own(guild))
        self._put(guild, fresh)
        if fresh is None:
            await asyncio.to_thread(self.files.drop_index, guild)
        return had or fresh is not None

    async def _built(self, worker: IndexWorker, sources: Sequence[Path], data_dir: Path) -> Library:
        """Return the library of sources, indexed by another process and mapped by this one."""
        await worker.build(sources, data_dir)
        return await asyncio.to_thread(self._open, sources, data_dir)

    def _opened(self, guild: int) -> Library | None:
        roots = self.files.roots(guild)
        return self._open(roots, self.files.index_folder(guild)) if roots else None

    def _open(self, sources: Sequence[Path], data_dir: Path) -> Library:
        settings = self._place.settings
        return Library.open(
            sources,
            data_dir,
            local_recipe_of(settings),
            must_persist=True,
            weights=settings.weights,
            caution=settings.caution,
            reader=reader_of(settings),
        )

    def _put(self, guild: int, own: Library | None) -> None:
        if own is None:
            self._own.pop(guild, None)
        else:
            self._own[guild] = own
        self._snapshots.pop(guild, None)

    def _snapshot(self, guild: int | None) -> _Snapshot:
        own = self.own(guild)
        if own is None:
            return self._snapshots[None]
        if guild not in self._snapshots:
            self._snapshots[guild] = _Snapshot(JoinedLibrary([self._base, own]))
        return self._snapshots[guild]
