"""What the bot does, as a log of one line an event.

2026-11-22T03:38:00Z INFO bot.discord event=answered guild=1 status=answered quotes=3 ms=12
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterable

from bot.discord.running.logfmt import logfmt, printable, quoted
from bot.discord.running.redaction import Redaction
from bot.logs import LineHandler

logger = logging.getLogger("bot.discord")


def event(name: str, /, *, level: int = logging.INFO, **fields: object) -> None:
    """Log an event with its fields, those that are None left out.

    A field `error` that is an exception is logged with its traceback. Nothing that people wrote
    belongs into a field of an event above level DEBUG.
    """
    if not logger.isEnabledFor(level):
        return
    error = fields.get("error")
    traceback = error if isinstance(error, BaseException) else None
    logger.log(level, "%s", logfmt({"event": name, **fields}), exc_info=traceback)


def log_lines(level: int, secrets: Iterable[str] = ()) -> None:
    """Let records from a level on reach standard error, one line each, without the secrets.

    This takes the place of how the other commands tell a person.
    """
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, (LineHandler, LogHandler))]:
        root.removeHandler(handler)
    handler = LogHandler(sys.stderr)
    handler.setFormatter(LineFormatter())
    handler.addFilter(Redaction(secrets))
    root.addHandler(handler)
    root.setLevel(level)


class LogHandler(logging.StreamHandler):  # type: ignore[type-arg]  # it takes none when it runs
    """Writes to a stream, and drops what that does not take: there is nowhere else to say so."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Do nothing: logging would print the record and its arguments."""


class LineFormatter(logging.Formatter):
    """A record as one line: its time in UTC, its level, its logger, its message, its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        line = f"{at} {record.levelname} {record.name} {printable(record.getMessage())}"
        if record.exc_info and record.exc_info[0] and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        for name, text in (("traceback", record.exc_text), ("stack", record.stack_info)):
            if text:
                line += f" {name}={quoted(text)}"
        return line
