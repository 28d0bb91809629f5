"""What every loader is given and held to.

A file as the scan found it, how much of it may be read, its bytes, and one kind of failure for
the libraries that parse it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from retrieval.errors import UnreadableFile

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

    `path` can always be printed: bytes that are not UTF-8 are written as `\xNN`. `suffix` is
    that of a file whose type or content is not read (empty where its name has none), and None
    for what was left out as hidden, as a link, or as no file at all.
    """

    path: str
    reason: str
    suffix: str | None = None


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


# What parsers let through when a file breaks the rules that their code relies on.
_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
_LONGEST_DETAIL = 120


def require(module: str, *, package: str, extra: str, suffix: str) -> None:
    """Makes sure that an optional package is there, by the module that it brings.

    Raises:
        UnreadableFile: it is not; the message says how to install it.
    """
    try:
        import_module(module)
    except ImportError as fault:
        raise UnreadableFile(
            f"reading {suffix} needs {package}: pip install 'quoth[{extra}]'"
        ) from fault


@contextmanager
def parsing(expected: str, *faults: type[Exception], library: str) -> Iterator[None]:
    """Reads a file by a library, whose warnings about it are not for Quoth's log.

    Raises:
        UnreadableFile: one of `faults`, or of the errors that parsers let through, was raised;
            the message says that `expected` was expected.
    """
    import lzma
    import struct
    import zipfile
    import zlib

    unpacking = (lzma.LZMAError, struct.error, zipfile.BadZipFile, zlib.error)
    expected_faults: tuple[type[Exception], ...] = (*_FAULTS, *unpacking, *faults)
    logger = logging.getLogger(library)
    before = logger.level
    logger.setLevel(max(before, logging.CRITICAL))
    try:
        yield
    except RecursionError as fault:
        raise UnreadableFile(f"not a readable {expected} (nested too deeply)") from fault
    except expected_faults as fault:
        words = "".join(filter(str.isprintable, " ".join(str(fault).split())))
        detail = words[:_LONGEST_DETAIL]
        reason = f"{type(fault).__name__}: {detail}" if detail else type(fault).__name__
        raise UnreadableFile(f"not a readable {expected} ({reason})") from fault
    finally:
        logger.setLevel(before)
