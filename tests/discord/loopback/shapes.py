"""What a JSON Schema can tell apart in a body: bodies of one shape are valid alike.

Holding a message against the specification takes milliseconds, and a test under load exchanges
thousands that differ in their words only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator
from typing import Any

_LENGTHS = ("minLength", "maxLength")


class Shapes:
    """Knows the strings, lengths and patterns that a specification speaks of."""

    def __init__(self, specification: Any) -> None:
        facts = list(_facts(specification))
        self._lengths = sorted({value for key, value in facts if key in _LENGTHS})
        self._words = {value for key, value in facts if key == "word"}
        patterns = sorted({value for key, value in facts if key == "pattern"})
        self._patterns = [re.compile(pattern) for pattern in patterns]

    def __call__(self, body: Any) -> Hashable:
        """Return the shape of a body."""
        if isinstance(body, dict):
            return ("object", *((key, self(value)) for key, value in body.items()))
        if isinstance(body, list):
            differ = len({repr(one) for one in body}) == len(body)
            return ("array", differ, *map(self, body))
        return self._of_string(body) if isinstance(body, str) else (type(body), body)

    def _of_string(self, text: str) -> Hashable:
        known = text if text in self._words else None
        fits = tuple(bool(pattern.search(text)) for pattern in self._patterns)
        size = len(text)
        return known, fits, bisect_left(self._lengths, size), bisect_right(self._lengths, size)


def _facts(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, list):
        for one in node:
            yield from _facts(one)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key in (*_LENGTHS, "pattern") and not isinstance(value, dict):
            yield key, value
        elif key in ("enum", "const"):
            listed = value if isinstance(value, list) else [value]
            yield from (("word", one) for one in listed if isinstance(one, str))
        else:
            yield from _facts(value)
