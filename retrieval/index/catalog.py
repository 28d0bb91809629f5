"""The data folder: finished indexes by what went into them, and which sources use which.

    indexes/<content>/        a finished index; its name is a digest of all that went into it
    indexes/building-…/       one being written; renamed when it is whole
    sources/<sources>.json    which index serves a set of sources, and how those looked
    parsed/<sources>/         what is parsed already for a large index that is being built

Every change is a rename, so that a crash leaves the old or the new, and readers that hold an
index mapped keep it although its folder is gone. Indexes that nothing uses, and builds that were
cut off, are removed.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from retrieval.errors import DamagedIndex
from retrieval.index.storage import FORMAT, Arrays, FolderArrays, FolderSink

_TRIES = 3


class Pointer(NamedTuple):
    """What serves a set of sources: `content` names the index.

    `looks` is a digest of the files' sizes and times when they were read; `settled` is False
    where a file was written so shortly before that a later change might not show in its times.
    Once none of the `roots` is there any more, the pointer goes too.
    """

    content: str
    looks: str
    settled: bool
    roots: tuple[str, ...] = ()
    format: int = FORMAT


class Catalog:
    """The indexes of one data folder. Raises OSError where the folder does not allow a change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._indexes = folder / "indexes"
        self._pointers = folder / "sources"

    def pointer(self, sources: str) -> Pointer | None:
        """Return the pointer of a set of sources, None where there is none that can be read."""
        try:
            fields = json.loads((self._pointers / f"{sources}.json").read_bytes())
            pointer = Pointer(**{**fields, "roots": tuple(fields["roots"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return pointer if pointer.format == FORMAT else None

    def knows(self, sources: str) -> bool:
        """Return whether there is a pointer for the sources, of whatever state."""
        try:
            return (self._pointers / f"{sources}.json").exists()
        except OSError:
            return False

    def open(self, content: str) -> FolderArrays:
        """Return a finished index. Raises DamagedIndex where it is missing or not whole."""
        return FolderArrays.open(self._indexes / content)

    def begin(self) -> tuple[Path, FolderSink]:
        """Return a new folder to build in, and a sink that writes to it."""
        self._indexes.mkdir(parents=True, exist_ok=True)
        building = self._indexes / _new_building_name()
        building.mkdir()
        return building, FolderSink(building)

    def publish(self, building: Path, content: str, *, replace: bool = False) -> Arrays:
        """Give a finished folder its name, and return it opened.

        Where there is an index of the same content, that one is used if it is whole, unless
        `replace` says that it is not to be trusted. It stays in place until then.
        """
        final = self._indexes / content
        for _ in range(_TRIES):
            if replace:
                self.discard(content)
            try:
                building.rename(final)
                break
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise
            try:
                arrays = FolderArrays.open(final)
            except DamagedIndex:
                self.discard(content)
                continue
            if not replace:
                _remove_folder(building)
                return arrays
        _sync_folder(self._indexes)
        return FolderArrays.open(final)

    def keep(self, content: str) -> None:
        """Mark an index as about to be used, so that no other process cleans it up."""
        os.utime(self._indexes / content)

    def discard(self, content: str) -> None:
        """Take an index away, in one step for whoever looks."""
        _remove_folder(self._indexes / content)

    def point(self, sources: str, pointer: Pointer) -> None:
        """Let an index serve a set of sources from now on, and remove what nothing uses."""
        self._pointers.mkdir(parents=True, exist_ok=True)
        final = self._pointers / f"{sources}.json"
        written = self._pointers / f".{sources}-{os.urandom(4).hex()}"
        try:
            written.write_text(json.dumps(pointer._asdict()), encoding="utf-8")
            written.replace(final)
        finally:
            written.unlink(missing_ok=True)
        # What is left lying about is no reason to fail a build that went well.
        with suppress(OSError):
            self._clean()

    def _clean(self) -> None:
        used = set()
        for path in self._pointers.glob("*.json"):
            pointer = self.pointer(path.stem)
            if pointer is None:
                continue
            if pointer.roots and not any(map(os.path.exists, pointer.roots)):
                path.unlink(missing_ok=True)
                continue
            used.add(pointer.content)
        _remove_unused(self._indexes, used)
        _remove_unfinished(self._pointers)


# What the name of a folder begins with that is being written or removed.
_BUILDING = "building"
_ABANDONED_AFTER = 24 * 60 * 60

# A process may have published an index and not yet pointed to it.
_GRACE = 60.0


def _new_building_name() -> str:
    """Return the name of a folder to build in, which tells whose it is."""
    return f"{_BUILDING}-{os.uname().nodename}-{os.getpid()}-{os.urandom(4).hex()}"


def _remove_folder(folder: Path) -> None:
    """Take a folder away, in one step for whoever looks, then remove what is in it."""
    doomed = folder.with_name(f"{_BUILDING}-discarded-{os.urandom(8).hex()}")
    try:
        folder.rename(doomed)
    except FileNotFoundError:
        return
    shutil.rmtree(doomed, ignore_errors=True)


def _remove_unused(indexes: Path, used: Collection[str]) -> None:
    """Remove the indexes that are not used, and what interrupted builds left."""
    for path in indexes.iterdir():
        if path.name.startswith(_BUILDING):
            if _is_abandoned(path):
                shutil.rmtree(path, ignore_errors=True)
        elif path.name not in used and _age(path) > _GRACE:
            _remove_folder(path)


def _remove_unfinished(folder: Path) -> None:
    """Remove the files of a folder that a crash kept from getting their name."""
    for path in folder.glob(".*"):
        if _age(path) > _ABANDONED_AFTER:
            path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _is_abandoned(path: Path) -> bool:
    if _age(path) > _ABANDONED_AFTER:
        return True
    host, _, pid = path.name.removeprefix(f"{_BUILDING}-").rpartition("-")[0].rpartition("-")
    return host == os.uname().nodename and pid.isdigit() and not _is_running(int(pid))


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
