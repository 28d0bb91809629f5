"""What the bot does, as a log of one line an event, without a token in it.

2026-11-22T03:38:00Z INFO bot.discord event=answered guild=1 status=answered quotes=3 ms=12

Names and values are `name=value name="a value"`: a value that needs it is written as a JSON
string, in which every character that does not print is escaped, line breaks of all sorts among
them. Tokens are taken out wherever in a record they turn up.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import time
from collections.abc import Iterable, Mapping
from traceback import format_exception

from bot.terminal.streams import LineHandler

logger = logging.getLogger("bot.discord")

REDACTED = "[redacted]"
"""What stands where a token stood."""

_BARE = re.compile(r'[^\s"=\\]+')
_NOT_ASCII = re.compile(r"[^ -~]")

_TOKENS = (
    # A token in the address is all that it takes to answer in the bot's name.
    re.compile(r"""(?<=/webhooks/)(\d+/)[^\s/?#"'<>&]+"""),
    re.compile(r"""(?<=/interactions/)(\d+/)[^\s/?#"'<>&]+"""),
    re.compile(
        r"""(authorization\\?["']?\s*[:=,]\s*\\?["']?(?:(?:bot|bearer)\s+)?)[^\s"',;}\\]+""",
        re.IGNORECASE,
    ),
    # As the gateway's messages have it, those that start a session included.
    re.compile(r"""(\\?["']token\\?["']\s*:\s*\\?["'])[^"'\\]+""", re.IGNORECASE),
)


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


def log_error(error: BaseException, guild: int | None = None, doing: str | None = None) -> str:
    """Write an error to the log; return the id that it has there."""
    error_id = secrets.token_hex(4)
    kind = type(error).__name__
    event(
        "error",
        level=logging.ERROR,
        id=error_id,
        guild=guild,
        doing=doing,
        kind=kind,
        error=error,
    )
    return error_id


def log_lines(level: int, secrets: Iterable[str] = ()) -> None:
    """Let records from a level on reach standard error, one line each, without the secrets.

    This takes the place of what the other commands log for a person at a terminal.
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
                line += f" {name}={as_json_string(text)}"
        return line


class Redaction(logging.Filter):
    """Lets every record through, without the secrets and without tokens of Discord's forms.

    To be added to a handler: a logger's filters do not see the records of loggers below it.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        # The longest first: a secret may be a part of another.
        known = sorted({secret for secret in secrets if secret}, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, known))) if known else None

    def filter(self, record: logging.LogRecord) -> bool:
        """Take tokens out of the record's message, its arguments and its traceback."""
        record.msg = self.redacted(_message(record))
        record.args = ()
        if record.exc_info and record.exc_info[1] is not None and not record.exc_text:
            record.exc_text = "".join(format_exception(record.exc_info[1])).rstrip("\n")
        if record.exc_text:
            record.exc_text = self.redacted(record.exc_text)
        if record.stack_info:
            record.stack_info = self.redacted(record.stack_info)
        return True

    def redacted(self, text: str) -> str:
        """Return a text without tokens."""
        if self._secrets is not None:
            text = self._secrets.sub(REDACTED, text)
        for token in _TOKENS:
            text = token.sub(rf"\g<1>{REDACTED}", text)
        return text


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001  # logging would print what is wrong, arguments and all
        return f"{record.msg} {record.args}"


def logfmt(fields: Mapping[str, object]) -> str:
    """Return fields as one line, in order; those that are None are left out."""
    return " ".join(f"{name}={_value(it)}" for name, it in fields.items() if it is not None)


def _value(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if _BARE.fullmatch(text) and text.isprintable() else as_json_string(text)


def as_json_string(text: str) -> str:
    """Return a text as a JSON string in which every character prints."""
    return printable(json.dumps(text, ensure_ascii=False))


def printable(text: str) -> str:
    r"""Return a text with what does not print as JSON escapes, such as "\n"."""
    return _NOT_ASCII.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return character if character.isprintable() else json.dumps(character)[1:-1]
