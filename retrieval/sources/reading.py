"""Bytes from disk, and what went wrong on the way, in a few words."""

from __future__ import annotations

import hashlib
from pathlib import Path

from retrieval.errors import UnreadableFile
from retrieval.sources.source_file import Limits, SourceFile


def read_whole(file: SourceFile, limits: Limits) -> bytes:
    """The bytes of the file as it is now.

    Raises:
        UnreadableFile: it cannot be opened, or is larger than `limits.max_file_bytes`.
    """
    try:
        with file.path.open("rb") as stream:
            # One byte more than allowed: the file may have grown since it was found.
            raw = stream.read(limits.max_file_bytes + 1)
    except OSError as fault:
        raise UnreadableFile(why(fault)) from fault
    if len(raw) > limits.max_file_bytes:
        raise UnreadableFile(f"larger than {in_words(limits.max_file_bytes)}")
    return raw


def digest(path: Path) -> str:
    """The hexadecimal SHA-256 of a file's bytes, read in pieces.

    Raises:
        UnreadableFile: it cannot be opened or read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as fault:
        raise UnreadableFile(why(fault)) from fault


def why(fault: OSError) -> str:
    """The system's reason, as a phrase: "permission denied"."""
    return (fault.strerror or type(fault).__name__).lower()


def in_words(size: int) -> str:
    """A number of bytes as a person writes it: "64 MiB", "1000 bytes"."""
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if size >= unit:
            return f"{size / unit:g} {name}"
    return f"{size} bytes"
