"""Files as the index takes them: parsed, cut into passages, and kept aside while one is built.

A parsed file goes from one process to another, and into the data folder, as JSON. What is kept
there lets a build that was interrupted go on where it stopped; a finished one removes it.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from retrieval.errors import UnreadableFile
from retrieval.index.storage import FORMAT
from retrieval.model import Document, Part, Passage
from retrieval.sources.base import Limits, SourceFile
from retrieval.sources.registry import load
from retrieval.text.passages import passages_of


class ParsedFile(NamedTuple):
    """What a file gave: its documents, without their texts, with their passages; what was amiss."""

    documents: list[tuple[Document, list[Passage]]]
    problems: list[str]

    @classmethod
    def of(cls, file: SourceFile, limits: Limits) -> ParsedFile:
        """Parse a file. What of it cannot be read is among the problems."""
        parsed = cls([], [])
        try:
            for document, passages in documents_of(file, limits, parsed.problems):
                parsed.documents.append((document._replace(text=""), passages))
        except UnreadableFile as error:
            parsed.problems.append(str(error))
        return parsed

    def encoded(self) -> bytes:
        """Return the parsed file as JSON, its records as lists."""
        return json.dumps(self, ensure_ascii=False).encode("utf-8", "surrogatepass")

    @classmethod
    def decoded(cls, encoded: bytes) -> ParsedFile:
        """Return the parsed file that was encoded."""
        documents, problems = json.loads(encoded.decode("utf-8", "surrogatepass"))
        made = [(Document(*fields), list(map(_passage, rows))) for fields, rows in documents]
        return cls(made, problems)


def documents_of(
    file: SourceFile, limits: Limits, problems: list[str]
) -> Iterator[tuple[Document, list[Passage]]]:
    """Yield each document of a file with its passages. Raises UnreadableFile as loaders do."""
    for parsed in load(file, limits, problems.append):
        yield parsed.document, passages_of(parsed)


def _passage(row: list[Any]) -> Passage:
    *fields, parts = row
    return Passage._make((*fields, tuple(map(_part, parts))))


def _part(row: list[Any]) -> Part:
    *fields, place = row
    return Part._make((*fields, None if place is None else tuple(place)))


_ABANDONED_AFTER = 24 * 60 * 60


class KeptFiles:
    """Parsed files of a set of sources in the data folder, by a digest of what each is made of.

    None can be kept where the folder does not take it: the build then only costs more if it is
    interrupted.
    """

    def __init__(
        self, folder: Path, sources: str, limits: Limits, libraries: tuple[str, ...]
    ) -> None:
        self._all = folder / "parsed"
        self._folder = self._all / sources
        self._made_by = [FORMAT, limits, libraries]

    def get(self, file: SourceFile, sha256: str) -> bytes | None:
        """Return what is kept of a file of these contents, None where nothing whole is."""
        path = self._path(file, sha256)
        try:
            checksum, encoded = path.read_bytes().split(b"\n", 1)
        except (OSError, ValueError):
            return None
        return encoded if checksum == _checksum(encoded) else None

    def put(self, file: SourceFile, sha256: str, encoded: bytes) -> None:
        """Keep a parsed file: written aside, and renamed once it is whole."""
        path = self._path(file, sha256)
        written = path.with_name(f".{path.name}-{os.urandom(4).hex()}")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                written.write_bytes(_checksum(encoded) + b"\n" + encoded)
                written.replace(path)
            finally:
                written.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove what is kept of these sources, and of others that were left a day ago."""
        with suppress(OSError):
            for folder in list(self._all.iterdir()):
                is_left = time.time() - folder.stat().st_mtime > _ABANDONED_AFTER
                if folder == self._folder or is_left:
                    shutil.rmtree(folder, ignore_errors=True)
            self._all.rmdir()

    def _path(self, file: SourceFile, sha256: str) -> Path:
        made_of = json.dumps([self._made_by, str(file.path), file.doc_id, sha256])
        return self._folder / blake2b(made_of.encode(), digest_size=16).hexdigest()


def _checksum(encoded: bytes) -> bytes:
    return blake2b(encoded, digest_size=16).hexdigest().encode()
