"""Which loader reads which type of file. A loader is imported when its type first turns up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, cast

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.base import DEFAULT_LIMITS, Limits, Report, SourceFile

SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".txt": "text",
        ".text": "text",
        ".md": "markdown",
        ".markdown": "markdown",
        ".html": "html",
        ".htm": "html",
        ".xhtml": "html",
        ".pdf": "pdf",
        ".docx": "word",
        ".jsonl": "json_lines",
        ".ndjson": "json_lines",
    }
)
"""File suffix, in lower case, to the module in this package that loads it."""

LIBRARIES: Mapping[str, str] = MappingProxyType(
    {
        ".html": "trafilatura",
        ".htm": "trafilatura",
        ".xhtml": "trafilatura",
        ".pdf": "pypdf",
        ".docx": "docx",
    }
)
"""File suffix to the optional library that its loader needs, where it needs one."""


class Loader(Protocol):
    """What every loader module offers."""

    def load(self, file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
        """Yields the file's documents; see `retrieval.sources.registry.load`."""


def suffix_of(name: str) -> str:
    """The suffix that decides the type of a file of this name: lower case, with its dot."""
    stem, dot, suffix = name.rpartition("/")[2].rpartition(".")
    return f".{suffix.lower()}" if stem and dot and suffix else ""


def _unheard(_line: str) -> None:
    """Takes a report that nobody asked for."""


def load(
    file: SourceFile, limits: Limits = DEFAULT_LIMITS, report: Report = _unheard
) -> Iterator[ParsedDocument]:
    """Yields the documents in a file: one, except for JSON Lines (one a record).

    `report` is called with one line, without the file's name, for each part that had to be
    left out while the rest was read, such as a broken record.

    Raises:
        UnreadableFile: the file as a whole cannot be read. It may come after some documents
            were yielded, where a file that is streamed changes meanwhile.
    """
    suffix = suffix_of(file.doc_id)
    if suffix not in SUFFIXES:
        raise UnreadableFile(unknown_type(suffix))
    loader = cast("Loader", import_module(f"retrieval.sources.{SUFFIXES[suffix]}"))
    yield from loader.load(file, limits, report)


def unknown_type(suffix: str) -> str:
    """Why a file with this suffix is not read."""
    return f"unknown type '{suffix}'" if suffix else "unknown type (no suffix)"
