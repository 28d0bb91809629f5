"""Names and values as `name=value name="a value"`: one line that people and programs read.

A value that needs it is written as a JSON string, in which every character that does not print
is escaped, line breaks of all sorts among them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_BARE = re.compile(r'[^\s"=\\]+')
_NOT_ASCII = re.compile(r"[^ -~]")


def logfmt(fields: Mapping[str, object]) -> str:
    """Return fields as one line, in order; those that are None are left out."""
    return " ".join(f"{name}={_value(it)}" for name, it in fields.items() if it is not None)


def quoted(text: str) -> str:
    """Return a text as a JSON string in which every character prints."""
    return printable(json.dumps(text, ensure_ascii=False))


def printable(text: str) -> str:
    r"""Return a text with what does not print as JSON escapes, such as "\n"."""
    return _NOT_ASCII.sub(_escape, text)


def _value(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if _BARE.fullmatch(text) and text.isprintable() else quoted(text)


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return character if character.isprintable() else json.dumps(character)[1:-1]
