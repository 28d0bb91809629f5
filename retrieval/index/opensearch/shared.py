"""What every reader of a cluster's index has at hand, shared through the cluster.

That is the vocabulary, how its terms are written and defined, the document frequencies, and the
rows of documents and files: a folder of arrays like any index, written by whoever builds and
downloaded by whoever reads, once, and checked by its digests. It holds neither texts nor postings.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from retrieval.errors import ClusterFault, DamagedIndex
from retrieval.index.opensearch.cluster_client import Cluster, lines
from retrieval.index.opensearch.cluster_layout import IndexNames, alias_of
from retrieval.index.opensearch.counts import DF, Parameters
from retrieval.index.storage import AnyArray, Arrays, FolderArrays, FolderSink, Sink

_CHUNK = 1 << 22
_ABANDONED_AFTER = 24 * 60 * 60
_PIECE = 1 << 20
_COPIED = (
    *("vocabulary.text", "vocabulary.offsets", DF),
    *("documents.text", "documents.ends", "documents.first_passage"),
    *("files.text", "files.ends", "files.first_document"),
)


Wording = Callable[[Sink, Arrays], None]
"""Writes, of a whole index, what its passages would else be read for."""


class Published(NamedTuple):
    """An index that a cluster has: its names, and what it says of itself.

    `content` and `looks` tell what went into it, `files` the arrays by name: bytes and SHA-256.
    """

    names: IndexNames
    meta: Mapping[str, Any]


def published(cluster: Cluster, key: str) -> Published | None:
    """Return the index that serves a set of sources now, None where there is none."""
    alias = alias_of(cluster.settings.prefix, key)
    found = cluster.ask_or_none("GET", f"/{alias}/_mapping")
    if not found:
        return None
    [(name, about)] = found.items()
    return Published(IndexNames.of(name), about["mappings"].get("_meta", {}))


def served_keys(cluster: Cluster) -> list[str]:
    """Return the sets of sources that the cluster has an index of."""
    alias = alias_of(cluster.settings.prefix, "")
    found = cluster.ask_or_none("GET", f"/_alias/{alias}*") or {}
    names = {name for about in found.values() for name in about["aliases"]}
    return sorted(name.removeprefix(alias) for name in names)


class SharedArrays:
    """The arrays that go with a published index. `damaged` also says that the index is gone."""

    def __init__(self, arrays: FolderArrays, published: Published) -> None:
        self._arrays = arrays
        self._gone = False
        self.published = published

    @property
    def damaged(self) -> bool:
        """Whether reading has come upon something altered, or the index is there no more."""
        return self._gone or self._arrays.damaged

    def lose(self) -> None:
        """Note that the index is in the cluster no more."""
        self._gone = True

    def read(self, name: str, start: int = 0, stop: int | None = None) -> AnyArray:
        """Return the slice `[start, stop)` of an array. Raises DamagedIndex if it was altered."""
        return self._arrays.read(name, start, stop)

    def length(self, name: str) -> int:
        """Return how many values an array has."""
        return self._arrays.length(name)


def write_shared(
    folder: Path,
    local: Arrays,
    orders: Sequence[int],
    digests: Sequence[bytes],
    wording: Wording | None = None,
) -> None:
    """Write the shared arrays of an index: what they are is read from those of a whole one.

    `wording` adds what is told of them by the words of its passages.
    """
    sink = FolderSink(folder)
    try:
        for name in _COPIED:
            length = local.length(name)
            for start in range(0, length or 1, _PIECE):
                sink.append(name, local.read(name, start, min(start + _PIECE, length)))
        Parameters.read(local).write(sink)
        if wording is not None:
            wording(sink, local)
        sink.append("documents.order", np.array(orders, "<i8"))
        sink.append("documents.digest", np.frombuffer(b"".join(digests), "<u8"))
        sink.finish()
    finally:
        sink.abandon()


def upload(cluster: Cluster, names: IndexNames, folder: Path) -> dict[str, dict[str, Any]]:
    """Put a folder of arrays into the cluster; return each file's bytes and SHA-256."""
    settings = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}
    body = {"settings": {"index": settings}, "mappings": {"dynamic": False, "properties": {}}}
    cluster.ask("PUT", f"/{names.arrays}", body, seconds=60)
    files: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.iterdir()):
        digest = hashlib.sha256()
        with path.open("rb") as file:
            for number, chunk in enumerate(iter(lambda: file.read(_CHUNK), b"")):
                digest.update(chunk)
                stored = {"bytes": base64.b64encode(chunk).decode()}
                text = lines([{"index": {"_id": f"{path.name}:{number}"}}, stored])
                cluster.ask("POST", f"/{names.arrays}/_bulk", text, seconds=60, whole=_all_taken)
        files[path.name] = {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}
    return files


def _all_taken(answer: Any) -> bool:
    return not answer["errors"]


def digest_of(files: Mapping[str, Any]) -> str:
    """Return the digest of the files of a published index: the name of the folder they are in."""
    told = repr(sorted((name, about["sha256"]) for name, about in files.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


class SharedFolders:
    """The shared arrays that this machine has, by their digests: below a folder, or in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def open(self, cluster: Cluster, index: Published) -> SharedArrays:
        """Return the arrays of an index, downloaded unless they are here.

        Raises ClusterFault where the cluster does not give them, or gives others.
        """
        if self._folder is None:
            # What is mapped stays readable when its folder goes.
            with TemporaryDirectory() as folder:
                return _downloaded(cluster, index, Path(folder))
        final = self._folder / digest_of(index.meta["files"])
        with suppress(DamagedIndex):
            arrays = FolderArrays.open(final)
            with suppress(OSError):
                os.utime(final)
            return SharedArrays(arrays, index)
        try:
            with self.building() as building:
                _downloaded(cluster, index, building)
                self.keep(building, index)
        except OSError as error:
            raise ClusterFault(f"cannot write to {self._folder}: {error.strerror}") from error
        return SharedArrays(FolderArrays.open(final), index)

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Give a folder to write arrays to, which goes unless `keep` has given it its name."""
        if self._folder is None:
            with TemporaryDirectory() as folder:
                yield Path(folder)
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        building = self._folder / f"building-{os.getpid()}-{os.urandom(4).hex()}"
        building.mkdir()
        try:
            yield building
        finally:
            shutil.rmtree(building, ignore_errors=True)

    def keep(self, building: Path, index: Published) -> None:
        """Give a folder of arrays its name, and remove those that nobody used for a day."""
        if self._folder is None:
            return
        final = self._folder / digest_of(index.meta["files"])
        shutil.rmtree(final, ignore_errors=True)
        # Another process may have been faster.
        with suppress(OSError):
            building.rename(final)
        for path in self._folder.iterdir():
            with suppress(OSError):
                if path != final and time.time() - path.stat().st_mtime > _ABANDONED_AFTER:
                    shutil.rmtree(path, ignore_errors=True)

    def discard(self, index: Published) -> None:
        """Remove the arrays of an index that were altered here."""
        if self._folder is not None:
            shutil.rmtree(self._folder / digest_of(index.meta["files"]), ignore_errors=True)


def _downloaded(cluster: Cluster, index: Published, folder: Path) -> SharedArrays:
    for name, about in index.meta["files"].items():
        if Path(name).name != name:
            raise ClusterFault(f"{cluster.where} gives arrays a name that is none: {name!r}")
        digest = hashlib.sha256()
        with (folder / name).open("wb") as file:
            for number in range(-(-about["bytes"] // _CHUNK)):
                chunk = _chunk(cluster, index, f"{name}:{number}")
                digest.update(chunk)
                file.write(chunk)
        if digest.hexdigest() != about["sha256"]:
            raise ClusterFault(f"{cluster.where} gives {name} otherwise than it was written")
    return SharedArrays(FolderArrays.open(folder), index)


def _chunk(cluster: Cluster, index: Published, name: str) -> bytes:
    answer = cluster.ask_or_none("GET", f"/{index.names.arrays}/_doc/{name}")
    if answer is None:
        raise DamagedIndex("another one has taken its place in the cluster")
    return base64.b64decode(answer["_source"]["bytes"])
