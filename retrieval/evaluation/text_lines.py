"""Files that are read line by line, and refused with the line that is not as expected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from retrieval.errors import UsageError

SHOWN = 60
"""Characters of a line that are shown where it is refused."""


def utf8_text(path: Path, refusal: str = "cannot be read") -> str:
    """Return the text of a file, without a byte order mark.

    Raises UsageError: with `refusal` where it cannot be read, else with the line that is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: {refusal}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path}:{line}: expected UTF-8") from error


def numbered_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines of a file that are not blank, each after its `file:line`."""
    for number, line in enumerate(utf8_text(path).split("\n"), 1):
        if line.strip():
            yield f"{path}:{number}", line


def json_object(line: str, place: str) -> dict[str, Any]:
    """Return the JSON object in a line. Raises UsageError, which begins with the place."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise UsageError(f"{place}: expected a JSON object, got {line[:SHOWN]!r}")
    return record
