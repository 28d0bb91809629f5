"""Named arrays, and where a build writes them: the protocols, and both kept in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

AnyArray = NDArray[Any]


class Arrays(Protocol):
    """Named one-dimensional arrays that can be read but not changed."""

    @property
    def damaged(self) -> bool:
        """Whether reading has come upon something that was altered."""

    def read(self, name: str, start: int = 0, stop: int | None = None) -> AnyArray:
        """Return the slice `[start, stop)` of an array. Raises DamagedIndex if it was altered."""

    def length(self, name: str) -> int:
        """Return how many values an array has."""


class Sink(Protocol):
    """Where a build writes its arrays. A name that starts with "_" does not outlast the build."""

    def append(self, name: str, values: AnyArray) -> None:
        """Add values at the end of an array, which begins empty."""

    def allocate(self, name: str, dtype: str, length: int) -> AnyArray:
        """Return a writable array of zeros, part of what is written."""

    def batches(self, name: str) -> Iterator[AnyArray]:
        """Yield what was appended to an array, piece by piece, in order."""

    def finish(self) -> Arrays:
        """Make everything durable and return it opened."""


class MemoryArrays:
    """Arrays held in memory."""

    damaged = False

    def __init__(self, arrays: Mapping[str, AnyArray]) -> None:
        self._arrays = arrays

    def read(self, name: str, start: int = 0, stop: int | None = None) -> AnyArray:
        """Return the slice `[start, stop)` of an array."""
        return self._arrays[name][start:stop]

    def length(self, name: str) -> int:
        """Return how many values an array has."""
        return len(self._arrays[name])


class MemorySink:
    """A sink that keeps everything in memory: for tests, and where no folder can be written."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[AnyArray]] = {}

    def append(self, name: str, values: AnyArray) -> None:
        """Add values at the end of an array."""
        self._pieces.setdefault(name, []).append(values)

    def allocate(self, name: str, dtype: str, length: int) -> AnyArray:
        """Return a writable array of zeros."""
        allocated: AnyArray = np.zeros(length, dtype)
        self._pieces[name] = [allocated]
        return allocated

    def batches(self, name: str) -> Iterator[AnyArray]:
        """Yield the pieces of an array in order."""
        yield from self._pieces.get(name, ())

    def finish(self) -> MemoryArrays:
        """Return the arrays, each in one piece."""
        kept = {name: pieces for name, pieces in self._pieces.items() if name[0] != "_"}
        arrays = {
            name: pieces[0] if len(pieces) == 1 else np.concatenate(pieces)
            for name, pieces in kept.items()
        }
        return MemoryArrays(arrays)
