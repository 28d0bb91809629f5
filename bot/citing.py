"""A citation as text: who says it, and where exactly it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from bot.surface import Surface, joined
from bot.visible import one_line
from bot.wrapping import wrap
from retrieval.model import Locator, Passage, Quote


def citation_lines(quote: Quote, surface: Surface, indent: int) -> Iterator[str]:
    """Yield title, publisher and date, then `file:line`, and who else says the same."""
    width = surface.width - indent
    citation = quote.citation
    named = (citation.title, citation.publisher, citation.published)
    yield from wrap(joined(named, surface), width)
    where = place(citation.doc_id, citation.path, citation.locator)
    yield from map(surface.accent, wrap(where, width))
    if citation.url:
        yield from map(surface.dim, wrap(one_line(citation.url), width))
    if quote.also_in:
        also = ", ".join(map(one_line, quote.also_in))
        yield from map(surface.dim, wrap(f"also in: {also}", width))


def place(doc_id: str, path: str, locator: Locator) -> str:
    """Return `file:line`, `file:first-last` or with a page; a JSON Lines record has its id after.

    A document's id is the end of its file's path, unless the file holds more than one document.
    """
    lines = lines_of(locator)
    if PurePath(path).as_posix().endswith(f"/{doc_id}"):
        return one_line(f"{doc_id}:{lines}")
    return one_line(f"{PurePath(path).name}:{lines} ({doc_id})")


def lines_of(stretch: Locator | Passage) -> str:
    """Return the lines that a stretch of a file stands on, and its page if it has one."""
    lines = str(stretch.first_line)
    if stretch.last_line != stretch.first_line:
        lines += f"-{stretch.last_line}"
    return lines if stretch.page is None else f"{lines}, page {stretch.page}"
