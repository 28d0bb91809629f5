"""Log records as lines on standard error."""

from __future__ import annotations

import logging

from bot.terminal.streams import say

DEFAULT = logging.WARNING
_LEVELS = (DEFAULT, logging.INFO, logging.DEBUG)


class LineHandler(logging.Handler):
    """Writes each message as one line; a traceback follows it from level INFO on."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record's message."""
        say(record.getMessage())
        if record.exc_info and is_verbose():
            from traceback import print_exception

            print_exception(*record.exc_info)


def start() -> None:
    """Let log records from `DEFAULT` on reach standard error, in place of what did before."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, LineHandler)]:
        root.removeHandler(handler)
    root.addHandler(LineHandler())
    root.setLevel(DEFAULT)


def set_level(level: int, verbosity: int) -> None:
    """Let records through from a level on, or from further down by `-v` and `-vv`."""
    asked = _LEVELS[min(verbosity, len(_LEVELS) - 1)] if verbosity else level
    logging.getLogger().setLevel(min(level, asked))


def is_verbose() -> bool:
    """Return whether `-v` was given, or a log level that says as much."""
    return logging.getLogger().isEnabledFor(logging.INFO)
