"""Files of a guild that wait to be kept or discarded, each in a folder named by a token."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from retrieval.errors import UnreadableFile
from retrieval.sources import digest

MOST_STAGED = 8
"""Files of a guild that can wait; the one that has waited longest goes first."""

_SCRATCH = "index"
_TOKEN = re.compile(r"[0-9a-f]{16}", re.ASCII)


class Staged(NamedTuple):
    """A file that waits to be kept or discarded: whose it is, its name, where it is, its digest."""

    guild: int
    name: str
    path: Path
    sha256: str

    @property
    def token(self) -> str:
        """What stands for it among those that wait."""
        return self.path.parent.name

    @property
    def index_folder(self) -> Path:
        """A folder for an index with it in it, which goes when it is kept or discarded."""
        return self.path.parent / _SCRATCH


def new_token() -> str:
    """Return 16 hexadecimal digits that nobody guesses."""
    return os.urandom(8).hex()


def staged_in(folder: Path, guild: int, token: str) -> Staged | None:
    """Return the file that waits under a token in a guild's folder, None where none does."""
    own = folder / token
    if not _TOKEN.fullmatch(token) or not own.is_dir():
        return None
    for path in own.iterdir():
        if path.is_file():
            with suppress(UnreadableFile):
                return Staged(guild, path.name, path, digest(path))
    return None


def make_room(folder: Path) -> None:
    """Discard what has waited longest in a guild's folder, where no more may wait."""
    waiting = sorted(folder.iterdir(), key=_changed) if folder.is_dir() else []
    for path in waiting[: max(0, len(waiting) + 1 - MOST_STAGED)]:
        shutil.rmtree(path, ignore_errors=True)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
