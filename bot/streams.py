"""What is written to standard output and standard error, and what happens when it cannot be."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress

from bot.visible import one_line


class OutputError(Exception):
    """Standard output did not take what was written; `errno` is the system's reason."""

    def __init__(self, error: OSError | ValueError) -> None:
        super().__init__(getattr(error, "strerror", None) or str(error))
        self.errno = getattr(error, "errno", None)

    @property
    def is_closed_pipe(self) -> bool:
        """Whether the reader of the output has gone, which is no fault: `quoth … | head`."""
        return self.errno == errno.EPIPE


def write(text: str) -> None:
    """Write text to standard output at once. Raises OutputError where that is not possible."""
    if sys.stdout is None:
        raise OutputError(OSError(errno.EBADF, "it is closed"))
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        raise OutputError(error) from error


def write_bytes(line: bytes) -> None:
    """Write bytes to standard output at once. Raises OutputError as `write` does."""
    if sys.stdout is None:
        raise OutputError(OSError(errno.EBADF, "it is closed"))
    try:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    except (OSError, ValueError) as error:
        raise OutputError(error) from error


def say(message: str) -> None:
    """Write one line to standard error, as far as that is possible: there is nowhere else."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"quoth: {one_line(message)}\n")
            sys.stderr.flush()


def prepare() -> None:
    """Let standard output show what its encoding cannot say as escapes, not as a failure."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def give_up_output() -> None:
    """Send what is left in standard output nowhere: Python would try again when it leaves."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
