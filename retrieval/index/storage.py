"""Named flat arrays, in memory or in a folder: written all or nothing, mapped, and checked.

`Arrays` is what an index is read from and `Sink` what a build writes to. In a folder the manifest
comes last, and arrays are memory-mapped and checked block by block when they are read.
"""

from __future__ import annotations

import json
import mmap
import os
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import DamagedIndex

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


FORMAT = 5
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

    def __init__(self, mapped: Mapping[str, _MappedArray]) -> None:
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
            mapped: dict[str, _MappedArray] = {}
            position = 0
            for name, kept in manifest["arrays"].items():
                blocks = -(-kept["bytes"] // BLOCK)
                own = sums[position : position + blocks]
                mapped[name] = _MappedArray(
                    folder / file_name(name), kept["dtype"], kept["bytes"], own
                )
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


class _MappedArray:
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


class FolderSink:
    """A sink that writes into an empty folder, which becomes valid only with `finish`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._dtypes: dict[str, str] = {}
        self._files: dict[str, IO[bytes]] = {}
        self._sizes: dict[str, list[int]] = {}

    def append(self, name: str, values: AnyArray) -> None:
        """Add values at the end of an array. Raises OSError where the disk does not take them."""
        if name not in self._files:
            self._files[name] = (self._folder / file_name(name)).open("w+b")
            self._dtypes[name] = _dtype_text(values.dtype)
            self._sizes[name] = []
        self._files[name].write(np.ascontiguousarray(values).data)
        self._sizes[name].append(len(values))

    def allocate(self, name: str, dtype: str, length: int) -> AnyArray:
        """Return a writable array of zeros that is mapped from its file."""
        path = self._folder / file_name(name)
        size = length * np.dtype(dtype).itemsize
        with path.open("w+b") as file:
            _reserve(file, size)
        self._dtypes[name] = dtype
        if not size:
            return np.zeros(0, dtype)
        return np.memmap(path, dtype, "r+", shape=(length,))

    def batches(self, name: str) -> Iterator[AnyArray]:
        """Yield the pieces of an appended array in order."""
        if name not in self._files:
            return
        dtype = np.dtype(self._dtypes[name])
        self._files[name].flush()
        with (self._folder / file_name(name)).open("rb") as file:
            for size in self._sizes[name]:
                yield np.frombuffer(file.read(size * dtype.itemsize), dtype)

    def finish(self) -> FolderArrays:
        """Write checksums and manifest, make all durable, and open the folder."""
        for file in self._files.values():
            file.close()
        listed: dict[str, dict[str, Any]] = {}
        with (self._folder / CHECKSUMS).open("wb") as checksums:
            for name in sorted(self._dtypes):
                path = self._folder / file_name(name)
                if name[0] == "_":
                    path.unlink()
                    continue
                sums = np.fromiter(_block_checksums(path), "<u4")
                listed[name] = {"dtype": self._dtypes[name], "bytes": path.stat().st_size}
                checksums.write(sums.data)
                _make_durable(path)
        _make_durable(self._folder / CHECKSUMS)
        _write_manifest(self._folder, {"arrays": listed})
        return FolderArrays.open(self._folder)

    def abandon(self) -> None:
        """Close the files of a build that will not finish."""
        for file in self._files.values():
            try:
                file.close()
            except OSError:
                continue


def _reserve(file: IO[bytes], size: int) -> None:
    """Give a file its size for real: a hole would turn a full disk into a crash on first touch."""
    if size and hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, size)
        return
    for start in range(0, size, 1 << 20):
        file.write(bytes(min(1 << 20, size - start)))


def _dtype_text(dtype: np.dtype[Any]) -> str:
    return json.dumps(dtype.descr) if dtype.names else dtype.str


def _block_checksums(path: Path) -> Iterator[int]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield zlib.crc32(block)


def _make_durable(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _write_manifest(folder: Path, contents: dict[str, Any]) -> None:
    checksums = zlib.crc32((folder / CHECKSUMS).read_bytes())
    body = json.dumps({"format": FORMAT, "checksums": checksums, **contents}).encode() + b"\n"
    path = folder / MANIFEST
    path.write_bytes(b"%08x\n%b" % (zlib.crc32(body), body))
    _make_durable(path)
