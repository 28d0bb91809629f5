"""The data folder: finished indexes by what went into them, and which sources use which.

    indexes/<content>/        a finished index; its name is a digest of all that went into it
    indexes/building-…/       one being written; renamed when it is whole
    sources/<sources>.json    which index serves a set of sources, and how those looked

Every change is a rename, so that a crash leaves the old or the new, and readers that hold an
index mapped keep it although its folder is gone.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from retrieval.errors import DamagedIndex
from retrieval.index.storage import FORMAT, Arrays, FolderArrays, FolderSink

_BUILDING = "building"
_ABANDONED_AFTER = 24 * 60 * 60


class Pointer(NamedTuple):
    """What serves a set of sources: `content` names the index.

    `looks` is a digest of the files' sizes and times when they were read; `settled` is False
    where a file was written so shortly before that a later change might not show in its times.
    """

    content: str
    looks: str
    settled: bool
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
            pointer = Pointer(**fields)
        except (OSError, ValueError, TypeError):
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
        name = f"{_BUILDING}-{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
        building = self._indexes / name
        building.mkdir()
        return building, FolderSink(building)

    def publish(self, building: Path, content: str) -> Arrays:
        """Give a finished folder its name, and return it opened.

        Where another process has published the same content meanwhile, that one is used.
        """
        final = self._indexes / content
        for _ in range(3):
            try:
                building.rename(final)
                break
            except OSError:
                if not final.exists():
                    raise
            try:
                arrays = FolderArrays.open(final)
            except DamagedIndex:
                self.discard(content)
                continue
            shutil.rmtree(building, ignore_errors=True)
            return arrays
        _sync_folder(self._indexes)
        return FolderArrays.open(final)

    def discard(self, content: str) -> None:
        """Take an index away, in one step for whoever looks, then remove its files."""
        doomed = self._indexes / f"{_BUILDING}-discarded-{uuid4().hex}"
        try:
            (self._indexes / content).rename(doomed)
        except FileNotFoundError:
            return
        shutil.rmtree(doomed, ignore_errors=True)

    def point(self, sources: str, pointer: Pointer) -> None:
        """Let an index serve a set of sources from now on, and remove what nothing uses."""
        self._pointers.mkdir(parents=True, exist_ok=True)
        final = self._pointers / f"{sources}.json"
        written = self._pointers / f".{sources}-{uuid4().hex[:8]}"
        try:
            written.write_text(json.dumps(pointer._asdict()), encoding="utf-8")
            written.replace(final)
        finally:
            written.unlink(missing_ok=True)
        self._clean()

    def _clean(self) -> None:
        """Remove indexes that no pointer names, and what interrupted builds left."""
        used = {
            pointer.content
            for path in self._pointers.glob("*.json")
            if (pointer := self.pointer(path.stem)) is not None
        }
        for path in self._indexes.iterdir():
            if path.name.startswith(_BUILDING):
                if _is_abandoned(path):
                    shutil.rmtree(path, ignore_errors=True)
            elif path.name not in used and _age(path) > _GRACE:
                self.discard(path.name)


# A process may have published an index and not yet pointed to it.
_GRACE = 60.0


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _is_abandoned(path: Path) -> bool:
    if _age(path) > _ABANDONED_AFTER:
        return True
    host, _, pid = path.name.removeprefix(f"{_BUILDING}-").rpartition("-")[0].rpartition("-")
    return host == socket.gethostname() and pid.isdigit() and not _is_running(int(pid))


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
