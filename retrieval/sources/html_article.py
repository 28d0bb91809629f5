"""The main text of a web page, as trafilatura tells it from its surroundings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind
from retrieval.sources.drafting import CELL_GAP
from retrieval.sources.third_party import parsing

# Only what the page states as its date; a guess from the text would be cited as a fact. The
# far limit keeps the answer the same whatever day it is read on.
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2999-12-31"}
_BLOCKS = frozenset({"head", "p", "list", "item", "quote", "table", "code"})

Element = Any
"""An lxml element, which is untyped."""


@dataclass(frozen=True, slots=True)
class Part:
    """One block's text, or the rows of a table."""

    kind: BlockKind
    texts: tuple[str, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says in its main text, and about itself; empty where nothing was found."""

    parts: tuple[Part, ...] = ()
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None


def article(source: str) -> Article:
    """The article in a page, empty where trafilatura finds none or fails on the page."""
    try:
        with parsing("HTML page", library="trafilatura"):
            return _extracted(source)
    except UnreadableFile:
        return Article()


def _extracted(source: str) -> Article:
    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        source, include_comments=False, with_metadata=True, date_extraction_params=_DATES
    )
    if found is None:
        return Article()
    parts = () if found.body is None else _flow(found.body, "paragraph", 0)
    return Article(tuple(parts), found.title, found.sitename, found.date, found.url)


def _flow(element: Element, kind: BlockKind, level: int) -> Iterator[Part]:
    """Yields an element's running text as `kind`, and the blocks inside it where they stand."""
    words = _spaced(element.text)
    for child in element:
        if _is_block(child, element):
            yield from _part(kind, words, level)
            yield from _block(child, level + (kind == "item"))
            words = ""
        else:
            words += _inline(child)
        words += _spaced(child.tail)
    yield from _part(kind, words, level)


def _is_block(child: Element, parent: Element) -> bool:
    if child.tag == "code":
        return parent.tag == "body" or "\n" in "".join(child.itertext()).strip()
    return child.tag in _BLOCKS


def _block(element: Element, level: int) -> Iterator[Part]:
    if element.tag == "head":
        rank = (element.get("rend") or "h2")[-1]
        yield from _part("heading", _inline(element), int(rank) if rank in "123456" else 2)
    elif element.tag == "code":
        yield Part("code", ("".join(element.itertext()),))
    elif element.tag == "table":
        rows = (
            CELL_GAP.join(_tidy(_inline(cell)).replace("\n", " ") for cell in row.iter("cell"))
            for row in element.iter("row")
        )
        yield Part("table", tuple(rows))
    else:
        in_list = element.tag in ("list", "item")
        yield from _flow(element, "item" if element.tag == "item" else "paragraph", level * in_list)


def _part(kind: BlockKind, words: str, level: int) -> Iterator[Part]:
    if words.strip():
        yield Part(kind, (_tidy(words),), level)


def _inline(element: Element) -> str:
    """The text inside an element, a line's end only where the page breaks the line."""
    if element.tag == "lb":
        return "\n"
    words = _spaced(element.text)
    return words + "".join(_inline(child) + _spaced(child.tail) for child in element)


def _spaced(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def _tidy(words: str) -> str:
    lines = (" ".join(line.split()) for line in words.split("\n"))
    return "\n".join(line for line in lines if line)
