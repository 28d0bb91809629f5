"""Lines that a person types, with line editing and history."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.streams import say, write

PROMPT = "> "
HISTORY_LENGTH = 1000
"""Lines of history that are kept."""


def is_interactive() -> bool:
    """Return whether a person types, and sees what is written."""
    streams = (sys.stdin, sys.stdout)
    return all(stream is not None and stream.isatty() for stream in streams)


def typed_lines() -> Iterator[str]:
    """Yield what is typed at a prompt until Ctrl-D; a second Ctrl-C in a row interrupts."""
    interrupted = False
    while True:
        try:
            line = input(PROMPT)
        except EOFError:
            write("\n")
            return
        except KeyboardInterrupt:
            write("\n")
            if interrupted:
                raise
            interrupted = True
            say("Ctrl-D or /quit leaves, and so does Ctrl-C once more")
            continue
        interrupted = False
        yield line


@contextlib.contextmanager
def line_editing(history: Path, words: Sequence[str]) -> Iterator[None]:
    """Edit lines with readline where there is one, with completion of words, and keep history.

    The history file can be read by its owner only; one that cannot be kept is not missed.
    """
    try:
        import readline
    except ImportError:
        yield
        return
    readline.set_completer_delims(" ")
    readline.set_completer(lambda begun, number: _completion(words, begun, number))
    readline.parse_and_bind("tab: complete")
    readline.set_history_length(HISTORY_LENGTH)
    with contextlib.suppress(OSError):
        readline.read_history_file(history)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            history.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(history, os.O_CREAT | os.O_WRONLY, 0o600))
            readline.write_history_file(history)
            history.chmod(0o600)


def _completion(words: Sequence[str], begun: str, number: int) -> str | None:
    fitting = [word for word in words if begun and word.startswith(begun)]
    return fitting[number] if number < len(fitting) else None
