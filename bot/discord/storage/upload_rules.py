"""What a guild may upload: how much, and under which file name.

Names come from strangers, and are made fit for every file system and for being shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from bot.terminal.layout import counted, one_line
from retrieval.errors import UsageError
from retrieval.sources.registry import SUFFIXES, TYPES

MEGABYTE = 2**20
"""Bytes in what the limits call a megabyte."""


class UploadLimits(NamedTuple):
    """How much a guild may add: files in number, megabytes of one file and of all of them."""

    files: int
    megabytes: int
    total_megabytes: int

    def check(self, name: str, size: int, there: Sequence[int]) -> None:
        """Make sure that there is room for one more file besides those of the sizes given.

        Sizes are in bytes. Raises UsageError with the limit, and what there is.
        """
        if not size:
            raise UsageError(f"'{name}' is empty")
        if size > self.megabytes * MEGABYTE:
            raise UsageError(
                f"'{name}' is too large: a file may have {self.megabytes:,} MB, "
                f"this one has {_megabytes(size)}"
            )
        if len(there) >= self.files:
            most = counted(self.files, "file")
            raise UsageError(
                f"there is no room for '{name}': {most} may be added; remove one first"
            )
        if sum(there) + size > self.total_megabytes * MEGABYTE:
            raise UsageError(
                f"there is no room for '{name}' ({_megabytes(size)}): {_megabytes(sum(there))} of "
                f"{self.total_megabytes:,} MB are taken; remove a file first"
            )


def _megabytes(size: int) -> str:
    # Rounded up, so that what is over a limit never looks as if it were not.
    return f"{-(-size * 10 // MEGABYTE) / 10:,.1f} MB"


LONGEST_NAME = 100
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
        shown = one_line(filename)[-_SHOWN:]
        raise UsageError(f"expected a file of a type that is read ({TYPES}), got '{shown}'")
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
    stem = stem[: LONGEST_NAME - len(suffix)]
    while len((stem + suffix).encode()) > _MOST_BYTES:
        stem = stem[:-1]
    return stem.rstrip(". ")
