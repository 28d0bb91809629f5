"""Lines as they come from a file or a pipe: bytes that may be anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from retrieval.errors import UsageError


def numbered_lines(stream: BinaryIO, longest: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, numbered from 1.

    Of a line longer than `longest` bytes its beginning is yielded, with one byte too many.
    """
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        rest = line
        while len(rest) > longest and not rest.endswith(b"\n"):
            rest = stream.readline(longest + 1)
        if line.strip():
            yield number, line


def stream_name(stream: BinaryIO) -> str:
    """Return what a person calls a stream: a file's name, or standard input."""
    name = getattr(stream, "name", "<stdin>")
    return "standard input" if name == "<stdin>" else str(name)


def decoded(line: bytes) -> str:
    """Return a line as text. Raises UsageError where it is not UTF-8."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise UsageError(f"expected UTF-8, but byte {error.start + 1} is 0x{byte:02x}") from error


def json_object(line: bytes, longest: int) -> dict[str, Any]:
    """Return the JSON object in a line. Raises UsageError where there is none."""
    if len(line) > longest:
        raise UsageError(f"expected a line of at most {longest:,} bytes")
    text = decoded(line)
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"expected a JSON object, got {_start(text)}") from error
    if not isinstance(record, dict):
        raise UsageError(f"expected a JSON object, got {_start(text)}")
    return record


def _start(text: str) -> str:
    begun = text.strip()
    return repr(begun[:40]) + ("…" if len(begun) > 40 else "")
