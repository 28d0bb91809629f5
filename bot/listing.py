"""The documents of a library as a list: for a terminal, as plain columns, and as JSON."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bot.as_json import json_line
from bot.logs import is_verbose
from bot.streams import say, write, write_bytes
from bot.surface import Surface, joined
from bot.visible import one_line
from bot.wording import counted
from bot.wrapping import wrap

if TYPE_CHECKING:
    from retrieval.index.corpus import FileEntry
    from retrieval.library import ListedDocument
    from retrieval.sources import Skipped

logger = logging.getLogger(__name__)


def show_documents(listed: Sequence[ListedDocument], as_json: bool) -> None:
    """List documents on standard output: for a person on a terminal, otherwise one a line."""
    if as_json:
        for entry in listed:
            write_bytes(json_line(listed_object(entry)))
    elif sys.stdout is not None and sys.stdout.isatty():
        for line in documents_text(listed, Surface.of(sys.stdout)):
            write(line)
    else:
        for line in columns_text(listed):
            write(line)


def columns_text(listed: Iterable[ListedDocument]) -> Iterator[str]:
    """Yield title, publisher, date, passages, path and id of each document, tabs between them."""
    for entry in listed:
        document = entry.document
        fields = (
            document.title,
            document.publisher or "",
            document.published or "",
            str(entry.passages),
            document.path,
            document.doc_id,
        )
        yield "\t".join(map(one_line, fields)) + "\n"


def documents_text(listed: Iterable[ListedDocument], surface: Surface) -> Iterator[str]:
    """Yield for each document its title, publisher and date, and below them file and passages."""
    for entry in listed:
        document = entry.document
        named = joined((document.title, document.publisher, document.published), surface)
        for line in wrap(named, surface.width):
            yield surface.bold(line) + "\n"
        passages = counted(entry.passages, "passage")
        for line in wrap(joined((_where(entry), passages), surface), surface.width - 2):
            yield f"  {line}\n"


def listed_object(entry: ListedDocument) -> dict[str, Any]:
    """Return a document as a JSON object."""
    document = entry.document
    return {
        "id": document.doc_id,
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published,
        "passages": entry.passages,
        "path": document.path,
        "url": document.url,
        "sha256": document.sha256,
    }


def tell_problems(files: Iterable[FileEntry]) -> None:
    """Say on standard error what could not be read of the files, and why."""
    for file in files:
        for problem in file.problems:
            say(f"{file.path}: {problem}")


def tell_skipped(skipped: Sequence[Skipped]) -> None:
    """Say on standard error how many files were skipped; with `-v` each of them, and why."""
    if not skipped:
        return
    for skip in skipped:
        logger.info("skipped %s: %s", skip.path, skip.reason)
    more = "" if is_verbose() else "; -v lists them"
    say(f"{len(skipped):,} skipped in the sources{more}")


def _where(entry: ListedDocument) -> str:
    """Return the file's name in its folder, with the record's id where it holds many."""
    name, doc_id = entry.file.doc_id, entry.document.doc_id
    return one_line(name if name == doc_id else f"{name} ({doc_id})")
