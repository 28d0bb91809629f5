"""Tokens kept out of the log, wherever in a record they turn up."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from traceback import format_exception

REDACTED = "[redacted]"
"""What stands where a token stood."""

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
