"""The bullets and numbers that list items begin with in plain text."""

from __future__ import annotations

import re

_MARKER = re.compile(
    r"\s*(?:[-*+\u2022\u2023\u25e6\u25aa\u25cf\u2013\uf0b7]|\(?(?P<number>\d{1,2}|[a-zA-Z])\)|(?P<dotted>\d{1,2})\.)\s+\S"
)


def has_marker(line: str) -> bool:
    """Whether a line begins with a bullet or a number: "- ", "• ", "1. ", "(a) "."""
    return _MARKER.match(line) is not None


def starts_item(line: str, *, after_item: bool) -> bool:
    """Whether a line begins an item; in a running sentence only the first number counts."""
    marker = _MARKER.match(line)
    if marker is None:
        return False
    number = marker["number"] or marker["dotted"]
    return after_item or number is None or number in ("1", "a", "A")
