"""Libraries that read a file type: asked for when needed, and held to one kind of failure."""

from __future__ import annotations

import logging
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from retrieval.errors import UnreadableFile

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
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
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
    expected_faults: tuple[type[Exception], ...] = (*_FAULTS, *faults)
    logger = logging.getLogger(library)
    before = logger.level
    logger.setLevel(max(before, logging.CRITICAL))
    try:
        yield
    except expected_faults as fault:
        words = "".join(filter(str.isprintable, " ".join(str(fault).split())))
        detail = words[:_LONGEST_DETAIL]
        reason = f"{type(fault).__name__}: {detail}" if detail else type(fault).__name__
        raise UnreadableFile(f"not a readable {expected} ({reason})") from fault
    finally:
        logger.setLevel(before)
