"""Files read ahead of the index that takes them, on all cores: `python -m` this is one reader.

A reader is a process of its own that parses one file after another. Standard input says which,
in a line of JSON each; standard output has the length of each parsed file and the file. Where
standard input ends, so does the reader.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, NoReturn, Self

from retrieval.index.parsed_files import KeptFiles, ParsedFile
from retrieval.sources.base import Limits, SourceFile
from retrieval.sources.registry import SUFFIXES, is_packed, suffix_of

WORTHWHILE = 4 * 2**20
"""Bytes of files from which on they are read by several processes, and kept aside."""

_BYTES_FOR_EACH = 2**20
_BYTES_AHEAD = 64 * 2**20
_FILES_AHEAD = 4
_SIZE = 8


def is_streamed(file: SourceFile) -> bool:
    """Whether a file is read record by record, however large it is, and so never held whole."""
    name = file.doc_id[: -len(".gz")] if is_packed(file.doc_id) else file.doc_id
    return SUFFIXES.get(suffix_of(name)) == "json_lines"


def read_ahead(
    files: Sequence[tuple[SourceFile, str]], limits: Limits, kept: KeptFiles | None
) -> Generator[ParsedFile, None, None]:
    """Yield files parsed, in order; each comes with its SHA-256.

    So many are read ahead as the readers have to do, and of their bytes no more than a bound.
    Closing the iterator ends the readers.
    """
    total = sum(file.size for file, _ in files)
    wanted = max(1, min(_cores(), len(files), total // _BYTES_FOR_EACH))
    with _Readers(wanted, limits) as readers, ThreadPoolExecutor(wanted) as threads:
        reading = _Reading(readers.read, kept)
        try:
            yield from _in_order(files, lambda *one: threads.submit(reading, *one), wanted)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            readers.end()


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_order(
    files: Sequence[tuple[SourceFile, str]],
    submit: Callable[[SourceFile, str], Future[bytes]],
    readers: int,
) -> Iterator[ParsedFile]:
    ahead: deque[tuple[int, Future[bytes]]] = deque()
    held = 0
    for file, sha256 in files:
        while ahead and (len(ahead) >= _FILES_AHEAD * readers or held + file.size > _BYTES_AHEAD):
            size, future = ahead.popleft()
            held -= size
            yield ParsedFile.decoded(future.result())
        ahead.append((file.size, submit(file, sha256)))
        held += file.size
    while ahead:
        yield ParsedFile.decoded(ahead.popleft()[1].result())


class _Reading:
    """Gives files as they are kept, or reads and keeps them."""

    def __init__(self, read: Callable[[SourceFile], bytes], kept: KeptFiles | None) -> None:
        self._read = read
        self._kept = kept

    def __call__(self, file: SourceFile, sha256: str) -> bytes:
        if self._kept is None or not sha256:
            return self._read(file)
        found = self._kept.get(file, sha256)
        if found is None:
            found = self._read(file)
            # Not where it changed meanwhile, nor where it gave nothing and may do so next time.
            if sha256.encode() in found:
                self._kept.put(file, sha256, found)
        return found


class ReaderLost(Exception):
    """A reader has ended before it had read its file."""


class _Readers:
    """Readers that are started as they are needed; where none can be, files are read here."""

    def __init__(self, number: int, limits: Limits) -> None:
        self._limits = limits
        self._idle: SimpleQueue[_Reader | None] = SimpleQueue()
        self._all: list[_Reader] = []
        self._usable = number > 1 and bool(sys.executable) and not getattr(sys, "frozen", False)
        for _ in range(number):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def read(self, file: SourceFile) -> bytes:
        """Return a parsed file, encoded. The end of a reader is a problem of its file alone."""
        reader = self._idle.get()
        try:
            reader = reader or self._started()
            if reader is None:
                return ParsedFile.of(file, self._limits).encoded()
            return reader.read(file)
        except ReaderLost:
            reader = None
            return ParsedFile([], ["the process that read it ended"]).encoded()
        finally:
            self._idle.put(reader)

    def end(self) -> None:
        """End all readers, whatever they are doing."""
        self._usable = False
        for reader in self._all:
            reader.end()

    def _started(self) -> _Reader | None:
        if not self._usable:
            return None
        try:
            reader = _Reader(self._limits)
        except OSError:
            self._usable = False
            return None
        self._all.append(reader)
        return reader


class _Reader:
    """A process that reads files. Raises OSError where it cannot be started."""

    def __init__(self, limits: Limits) -> None:
        paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(  # noqa: S603  # nothing in it comes from outside
            [sys.executable, "-P", "-m", __spec__.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            # An interrupt from the keyboard is for the process that waits for this one.
            start_new_session=True,
        )
        try:
            self._ask(limits)
        except ReaderLost as error:
            raise OSError("no reader could be started") from error

    def read(self, file: SourceFile) -> bytes:
        """Return a parsed file, encoded. Raises ReaderLost."""
        return self._ask(file._replace(path=str(file.path)))  # type: ignore[arg-type]  # as JSON

    def end(self) -> None:
        """End the process and wait for that."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            # What was not written yet cannot be now.
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]  # both are pipes

    def _ask(self, request: SourceFile | Limits) -> bytes:
        process = self._process
        assert process.stdin is not None  # noqa: S101  # both are pipes
        assert process.stdout is not None  # noqa: S101
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            size = process.stdout.read(_SIZE)
            encoded = process.stdout.read(int.from_bytes(size, "big"))
        except (OSError, ValueError) as error:
            raise ReaderLost from error
        if len(size) < _SIZE or len(encoded) < int.from_bytes(size, "big"):
            raise ReaderLost
        return encoded


def serve(requests: Iterator[bytes], replies: IO[bytes]) -> None:
    """Read the files that are asked for, after the limits, until there are no more requests."""
    limits = Limits(*json.loads(next(requests)))
    _reply(replies, b"")
    for line in requests:
        path, *fields = json.loads(line)
        _reply(replies, ParsedFile.of(SourceFile(Path(path), *fields), limits).encoded())


def _reply(replies: IO[bytes], encoded: bytes) -> None:
    replies.write(len(encoded).to_bytes(_SIZE, "big"))
    replies.write(encoded)
    replies.flush()


def main() -> None:
    """Be a reader."""
    # What a library prints must not come between the replies.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as replies:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        requests: SimpleQueue[bytes] = SimpleQueue()
        threading.Thread(target=_receive, args=(requests,), daemon=True).start()
        serve(iter(requests.get, None), replies)


def _receive(requests: SimpleQueue[bytes]) -> NoReturn:
    """Take requests, and leave where they end: whoever asked is gone, whatever is being read."""
    for line in sys.stdin.buffer:
        requests.put(line)
    os._exit(0)


if __name__ == "__main__":
    main()
