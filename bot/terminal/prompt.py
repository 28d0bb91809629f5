"""What a person types: lines with editing and history, or single keys.

Lines of a pipe stand for both.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from bot.terminal.streams import say, write

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
    readline.set_completer(lambda prefix, number: _completion(words, prefix, number))
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


def _completion(words: Sequence[str], prefix: str, number: int) -> str | None:
    matching = [word for word in words if prefix and word.startswith(prefix)]
    return matching[number] if number < len(matching) else None


ENTER_KEY = ""
_END_KEYS = ("\x03", "\x04")


def pressed_keys() -> Iterator[str]:
    """Yield what is pressed, `ENTER_KEY` for the key of that name, until the input ends.

    Without a terminal, each line is a key. Ctrl-D ends the input, Ctrl-C interrupts.
    """
    return _terminal_keys() if is_interactive() else _piped_keys()


def _terminal_keys() -> Iterator[str]:
    while True:
        try:
            key = click.getchar()
        except EOFError:
            return
        if key in _END_KEYS:
            return
        yield key.strip().lower()


def _piped_keys() -> Iterator[str]:
    for line in sys.stdin.buffer if sys.stdin else ():
        yield line.decode("utf-8", "replace").strip().lower()
