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
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrieval.errors import DamagedIndex
from retrieval.index import leftovers
from retrieval.index.arrays import Arrays
from retrieval.index.storage import FORMAT, FolderArrays

if TYPE_CHECKING:
    from retrieval.index.writing import FolderSink


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
        from retrieval.index.writing import FolderSink

        self._indexes.mkdir(parents=True, exist_ok=True)
        building = self._indexes / leftovers.new_name()
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
            leftovers.remove(building)
            return arrays
        _sync_folder(self._indexes)
        return FolderArrays.open(final)

    def discard(self, content: str) -> None:
        """Take an index away, in one step for whoever looks."""
        leftovers.remove(self._indexes / content)

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
        self._clean()

    def _clean(self) -> None:
        used = {
            pointer.content
            for path in self._pointers.glob("*.json")
            if (pointer := self.pointer(path.stem)) is not None
        }
        leftovers.clean(self._indexes, used)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
