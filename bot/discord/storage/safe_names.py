"""File names from strangers, made fit for every file system and for being shown."""

from __future__ import annotations

import re
import unicodedata

from bot.visible import one_line
from retrieval.errors import UsageError
from retrieval.sources import SUFFIXES

LONGEST = 100
"""Characters that a name may have, its suffix included."""

# File systems count bytes, at most 255 in a name; what is written for a while adds some.
_MOST_BYTES = 200
_RESERVED = re.compile(r'[<>:"|?*/\\]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)", re.IGNORECASE)
_NAMELESS = "source"
_SHOWN = 60


def safe_name(filename: str) -> str:
    """Return the name under which a file is kept: its own, as far as that can be.

    It is in NFC, without folders, leading dots, control or invisible formatting characters, and
    what file systems reserve becomes "_". Raises UsageError where its suffix names no type that
    can be read.
    """
    stem, suffix = _parts(_last_part(filename))
    if suffix.lower() not in SUFFIXES:
        known = ", ".join(sorted(SUFFIXES))
        shown = one_line(filename)[-_SHOWN:]
        raise UsageError(f"expected a file of a type that is read ({known}), got '{shown}'")
    # The office's lock files begin with "~$", and are never read.
    stem = stem.lstrip("~$. ").rstrip(". ")
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    return (_cut(stem, suffix) or _NAMELESS) + suffix


def _last_part(filename: str) -> str:
    parts = re.split(r"[/\\]", unicodedata.normalize("NFC", filename))
    plain = "".join(map(_plain, parts[-1]))
    # What was apart may have come together.
    return unicodedata.normalize("NFC", " ".join(_RESERVED.sub("_", plain).split()))


def _plain(character: str) -> str:
    if character.isspace():
        return " "
    # Controls, formatting, halves of surrogate pairs, private use, not assigned.
    return "" if unicodedata.category(character)[0] == "C" else character


def _parts(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rstrip(". ").rpartition(".")
    return stem, dot + suffix


def _cut(stem: str, suffix: str) -> str:
    stem = stem[: LONGEST - len(suffix)]
    while len((stem + suffix).encode()) > _MOST_BYTES:
        stem = stem[:-1]
    return stem.rstrip(". ")
