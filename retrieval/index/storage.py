"""Flat arrays in a folder: memory-mapped, and checked block by block when they are read.

A folder holds one file of little-endian values for each array, `checksums.bin` with the
CRC-32 of every block of every file, and `manifest.json`, written last. Opening reads the
manifest, the checksums and what is small; a block of a large array is checked the first time
it is read, so that opening takes milliseconds whatever the size.
"""

from __future__ import annotations

import json
import mmap
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import DamagedIndex
from retrieval.index.arrays import AnyArray

FORMAT = 2
"""Raised whenever the same files would give other arrays than before: other passages or terms,
another layout, another meaning."""

BLOCK = 1 << 14
"""Bytes that one checksum covers."""

# Reading a small array whole costs less than finding out later that it was altered.
_CHECKED_AT_OPEN = 1 << 18
MANIFEST = "manifest.json"
CHECKSUMS = "checksums.bin"


class FolderArrays:
    """Arrays mapped from a folder that a `FolderSink` finished.

    `damaged` says whether reading has come upon a block that was altered.
    """

    def __init__(self, mapped: Mapping[str, _Mapped]) -> None:
        self._mapped = mapped
        self.damaged = False

    @classmethod
    def open(cls, folder: Path) -> FolderArrays:
        """Return the arrays of a folder, without reading the large ones.

        Raises DamagedIndex where the folder is missing, unfinished, altered or of another format.
        """
        manifest = _read_manifest(folder)
        try:
            sums = np.frombuffer((folder / CHECKSUMS).read_bytes(), "<u4")
            if zlib.crc32(sums.data) != manifest["checksums"]:
                raise DamagedIndex(f"{CHECKSUMS} does not match the manifest")
            mapped: dict[str, _Mapped] = {}
            position = 0
            for name, kept in manifest["arrays"].items():
                blocks = -(-kept["bytes"] // BLOCK)
                own = sums[position : position + blocks]
                mapped[name] = _Mapped(folder / file_name(name), kept["dtype"], kept["bytes"], own)
                position += blocks
        except (OSError, ValueError) as error:
            raise DamagedIndex(str(error)) from error
        return cls(mapped)

    def read(self, name: str, start: int = 0, stop: int | None = None) -> AnyArray:
        """Return the slice `[start, stop)`. Raises DamagedIndex where a block was altered."""
        try:
            return self._mapped[name].read(start, stop)
        except DamagedIndex:
            self.damaged = True
            raise

    def length(self, name: str) -> int:
        """Return how many values an array has."""
        return len(self._mapped[name].values)


class _Mapped:
    """One mapped array, whose blocks are checked when they are first read."""

    def __init__(self, path: Path, dtype: str, size: int, checksums: NDArray[np.uint32]) -> None:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size != size:
                raise DamagedIndex(f"{path.name} is not as long as it was written")
            buffer = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        self._name = path.name
        self._buffer = memoryview(buffer)
        self._checksums = checksums
        self._unchecked = bytearray(b"\x01") * len(checksums)
        self.values: AnyArray = np.frombuffer(buffer, _dtype_of(dtype))
        self._width = self.values.itemsize
        if size <= _CHECKED_AT_OPEN:
            self.read(0, None)

    def read(self, start: int, stop: int | None) -> AnyArray:
        if stop is None:
            stop = len(self.values)
        first = start * self._width // BLOCK
        last = -(-stop * self._width // BLOCK)
        unchecked = self._unchecked
        block = unchecked.find(1, first, last)
        while block >= 0:
            contents = self._buffer[block * BLOCK : (block + 1) * BLOCK]
            if zlib.crc32(contents) != self._checksums[block]:
                raise DamagedIndex(f"{self._name} was altered")
            unchecked[block] = 0
            block = unchecked.find(1, block + 1, last)
        return self.values[start:stop]


def file_name(name: str) -> str:
    """Return the name of the file that holds an array."""
    return f"{name.lstrip('_')}.bin"


def _dtype_of(text: str) -> np.dtype[Any]:
    if text.startswith("["):
        return np.dtype([(name, kind) for name, kind in json.loads(text)])
    return np.dtype(text)


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        first, _, body = (folder / MANIFEST).read_bytes().partition(b"\n")
    except OSError as error:
        raise DamagedIndex(f"{MANIFEST} cannot be read") from error
    if first != b"%08x" % zlib.crc32(body):
        raise DamagedIndex(f"{MANIFEST} was altered")
    manifest: dict[str, Any] = json.loads(body)
    if manifest["format"] != FORMAT:
        raise DamagedIndex(f"format {manifest['format']}, this version reads {FORMAT}")
    return manifest
