"""What a loader is given: a file as the scan found it, and how much may be read of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

Report = Callable[[str], None]
"""Told, in one line, about a part of a file that was left out while the rest was read."""


class Limits(NamedTuple):
    """How much of one file is read at most.

    `max_file_bytes` counts the bytes on disk of every type that is held whole, and the bytes
    of one line of JSON Lines, which is not; `max_pages` counts the pages of a PDF.
    """

    max_file_bytes: int = 64 * 2**20
    max_pages: int = 2000


DEFAULT_LIMITS = Limits()


class SourceFile(NamedTuple):
    """A file to load, with what tells cheaply whether it changed since.

    `path` is absolute and free of symbolic links; `doc_id` is the POSIX path relative to the
    sources folder (the file's name where a single file is the source), and its suffix names
    the type. `size` is in bytes; both times are in nanoseconds since 1970.
    """

    path: Path
    doc_id: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Skipped(NamedTuple):
    r"""Something in the sources folder that is not read: its absolute path, and why.

    `path` can always be printed: bytes that are not UTF-8 are written as `\xNN`.
    """

    path: str
    reason: str
