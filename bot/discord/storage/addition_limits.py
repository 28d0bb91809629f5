"""How much a guild may add to its sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.wording import counted
from retrieval.errors import UsageError

MEGABYTE = 2**20
"""Bytes in what the limits call a megabyte."""


class AdditionLimits(NamedTuple):
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
