"""Classes of few things: a question for a colour, a language or a month wants one of those.

They stand in `closed_classes.txt`, one class a line, for anyone to read and extend: the nouns
that ask for the class, a colon, and what belongs to it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

CLASSES_FILE = Path(__file__).with_name("closed_classes.txt")
"""Where the classes are written down."""


@cache
def _lines() -> dict[str, str]:
    """Return what belongs to a class by each noun that asks for it."""
    found = {}
    for line in CLASSES_FILE.read_text(encoding="utf-8").splitlines():
        nouns, colon, members = line.partition(":")
        if colon and not line.startswith("#"):
            found.update(dict.fromkeys(nouns.split(), members))
    return found


def members_of(noun: str) -> frozenset[str]:
    """Return what belongs to the class that a noun in small letters names, as it is written."""
    return frozenset(filter(None, map(str.strip, _lines().get(noun, "").split(","))))


# Compiled when first asked for: a single question needs one of them at most.
@cache
def class_pattern(noun: str) -> re.Pattern[str] | None:
    """Return what finds a member of the class that a noun names, None for a noun of no class."""
    members = sorted(members_of(noun), key=lambda member: (-len(member), member))
    if not members:
        return None
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(_written, members))})(?!\w)")


def _written(member: str) -> str:
    first = member[0]
    rest = re.escape(member[1:])
    return re.escape(first) + rest if first.isupper() else f"[{first}{first.upper()}]{rest}"
