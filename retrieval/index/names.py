"""Numbers by name, in sixteen bytes a name: for looking a document up by its id."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


class Names:
    """Which numbers a name may have: those whose name has the same hash.

    The caller compares the names themselves. Hashes are those of this process and go nowhere.
    """

    def __init__(self, names: Iterable[str]) -> None:
        hashes = np.fromiter(map(hash, names), np.int64)
        self._numbers = np.argsort(hashes, kind="stable")
        self._hashes = hashes[self._numbers]

    def candidates(self, name: str) -> list[int]:
        """Return the numbers that may be meant, in ascending order."""
        wanted = np.int64(hash(name))
        first = np.searchsorted(self._hashes, wanted, "left")
        stop = np.searchsorted(self._hashes, wanted, "right")
        found: list[int] = self._numbers[first:stop].tolist()
        return found
