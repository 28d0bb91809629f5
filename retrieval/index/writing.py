"""Arrays written into a folder, all or nothing: the manifest comes last."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from retrieval.index.arrays import AnyArray
from retrieval.index.storage import BLOCK, CHECKSUMS, FORMAT, MANIFEST, FolderArrays, file_name


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
