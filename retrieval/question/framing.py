"""Words of a question that only say how it asks: the "name" of "what is the name of the ship"."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from retrieval.model import Span

_FILE = Path(__file__).with_name("framing.txt")


def framing(text: str) -> list[Span]:
    """Return where the words stand that say nothing of what a question is about."""
    lower = text.lower()
    if len(lower) != len(text):
        return []
    return [
        match.span(match.lastindex or 0) for frame in _frames() for match in frame.finditer(lower)
    ]


@cache
def _frames() -> tuple[re.Pattern[str], ...]:
    words: dict[str, str] = {}
    frames: list[re.Pattern[str]] = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        name, colon, pattern = line.partition(": ")
        if line.startswith(("#", "[")) or not line:
            continue
        if colon and name.isalpha():
            words[name] = pattern
        else:
            frames.append(_compiled(line, words))
    return tuple(frames)


def _compiled(line: str, words: dict[str, str]) -> re.Pattern[str]:
    for name, pattern in words.items():
        line = line.replace(f"<{name}>", f"(?:{pattern})")
    return re.compile(line.replace(" ", r"\s+"))
