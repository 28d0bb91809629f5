"""Standard input, output and error: what is typed, what is written, and what they can show.

Output is flushed at once, and where it cannot be written that is an `OutputError`. Messages and log
records are single lines on standard error. A `Terminal` says how wide lines are, and whether
colour, bold and drawn signs can be shown; a pipe is a plain one. What a person types is read as
lines, with editing and history, or as single keys; lines of a pipe stand for both.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TextIO
from urllib.parse import quote

import click
from click import style

from bot.terminal.layout import one_line


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


def json_line(record: Mapping[str, Any]) -> bytes:
    """Return an object as one line of UTF-8; half of a surrogate pair stays as its escape."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def say(message: str) -> None:
    """Write one line to standard error, as far as that is possible: there is nowhere else."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"quoth: {one_line(message)}\n")
            sys.stderr.flush()


def prepare_output() -> None:
    """Let standard output show what its encoding cannot say as escapes, not as a failure."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def discard_output() -> None:
    """Send what is left in standard output nowhere: Python would try again when it leaves."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


DEFAULT_LEVEL = logging.WARNING
_LEVELS_BY_VERBOSITY = (DEFAULT_LEVEL, logging.INFO, logging.DEBUG)


class LineHandler(logging.Handler):
    """Writes each message as one line; a traceback follows it from level INFO on."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record's message."""
        say(record.getMessage())
        if record.exc_info and is_verbose():
            from traceback import print_exception

            print_exception(*record.exc_info)


def start_logging() -> None:
    """Let log records from the default level on reach standard error, in place of what did."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, LineHandler)]:
        root.removeHandler(handler)
    root.addHandler(LineHandler())
    root.setLevel(DEFAULT_LEVEL)


def set_log_level(level: int, verbosity: int) -> None:
    """Let records through from a level on, or from further down by `-v` and `-vv`."""
    wanted = _LEVELS_BY_VERBOSITY[min(verbosity, len(_LEVELS_BY_VERBOSITY) - 1)]
    logging.getLogger().setLevel(min(level, wanted) if verbosity else level)


def is_verbose() -> bool:
    """Return whether `-v` was given, or a log level that says as much."""
    return logging.getLogger().isEnabledFor(logging.INFO)


NARROWEST, WIDEST, UNKNOWN_WIDTH = 40, 100, 80
"""Columns that lines are cut to, and what is taken where nobody says."""


class Glyphs(NamedTuple):
    """The signs that set quotes apart: margins of a marked line, a plain one, a mere neighbour."""

    marked: str
    plain: str
    closest: str
    dot: str
    dash: str
    ellipsis: str


DRAWN = Glyphs("┃", "│", "┊", "·", "–", "…")
ASCII = Glyphs(">", "|", ":", "-", "-", "...")


class Terminal(NamedTuple):
    """Columns of a line, whether colour and bold are wanted, and the signs that can be shown."""

    width: int = UNKNOWN_WIDTH
    colour: bool = False
    glyphs: Glyphs = DRAWN

    @classmethod
    def of(cls, stream: TextIO | None, environ: Mapping[str, str] = os.environ) -> Terminal:
        """Return what a stream is: a terminal as wide as it says, or plain text otherwise."""
        if stream is None or not stream.isatty():
            return cls(glyphs=_glyphs(stream))
        plain = bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"
        width = min(max(_columns(stream, environ), NARROWEST), WIDEST)
        return cls(width, not plain, _glyphs(stream))

    def bold(self, text: str) -> str:
        """Return the text, bold where colour is wanted."""
        return style(text, bold=True) if self.colour else text

    def dim(self, text: str) -> str:
        """Return the text, dim where colour is wanted."""
        return style(text, dim=True) if self.colour else text

    def accent(self, text: str) -> str:
        """Return the text in the accent colour where colour is wanted."""
        return style(text, fg="cyan") if self.colour else text

    def linked(self, text: str, address: str) -> str:
        """Return the text as a link (OSC 8) where colour is wanted; `address` is on one line."""
        if not self.colour:
            return text
        target = quote(address, safe="!#$&'()*+,/:;=?@[]%~")
        return f"\x1b]8;;{target}\x1b\\{text}\x1b]8;;\x1b\\"


def _columns(stream: TextIO, environ: Mapping[str, str]) -> int:
    given = environ.get("COLUMNS", "")
    if given.isdecimal() and int(given[:6]):
        return int(given[:6])
    try:
        return os.get_terminal_size(stream.fileno()).columns or UNKNOWN_WIDTH
    except (OSError, ValueError):
        return UNKNOWN_WIDTH


def _glyphs(stream: TextIO | None) -> Glyphs:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        "".join((DRAWN.marked, DRAWN.plain, DRAWN.closest, DRAWN.dot, DRAWN.dash)).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return DRAWN


def dotted_line(parts: Iterable[str | None], terminal: Terminal) -> str:
    """Return what there is of the parts on one line, a dot between them."""
    return f" {terminal.glyphs.dot} ".join(one_line(part) for part in parts if part)


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
