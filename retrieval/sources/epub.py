"""EPUB books: the chapters in the order in which they are read, each under its heading."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.archive import Archive
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole, require
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.encoding import decode
from retrieval.sources.html import declared_encoding, read_chapter
from retrieval.sources.html_blocks import Rough
from retrieval.sources.html_tree import Element, Run, parse
from retrieval.sources.metadata import iso_date, one_line

_EXPANSION = 20
"""How many times the size of the file its chapters may take up once unpacked."""
_SMALL = 2**20


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document: the book. A block's line is its number in the book.

    Its place is the page of the printed book where the file has page breaks, else the chapter.

    Raises:
        UnreadableFile: it cannot be opened, is too large as it is or unpacked, is no EPUB book
            or an encrypted one, shows no text, or lxml is not installed.
    """
    require("lxml", package="lxml", extra="html", suffix=".epub")
    raw = read_whole(file, limits)
    with parsing("EPUB book", library="lxml"):
        book = _Book.opened(Archive(raw, limits))
        draft = Draft()
        left = _EXPANSION * len(raw) + _SMALL
        for chapter in book.chapters():
            left -= _write(chapter, book, draft, report)
            if left < 0:
                raise UnreadableFile(f"more than {_EXPANSION} times as large when unpacked")
    if not draft.blocks:
        raise UnreadableFile("its chapters are encrypted" if book.encrypted else "no text in it")
    urls = (book.said(name) for name in ("identifier", "source"))
    yield parsed(
        file,
        raw,
        draft.text,
        draft.blocks,
        title=book.said("title") or _first_heading(draft),
        publisher=book.said("publisher"),
        published=iso_date(book.said("date")),
        url=next((url for url in urls if url.startswith(("http://", "https://"))), None),
    )


def _first_heading(draft: Draft) -> str:
    return next(
        (draft.text[found.start : found.end] for found in draft.blocks if found.kind == "heading"),
        "",
    )


def _write(chapter: _Chapter, book: _Book, draft: Draft, report: Report) -> int:
    """Appends a chapter's blocks, under the contents' label if under no heading; its bytes."""
    raw = book.read(chapter.path)
    if raw is None:
        report(f"{chapter.path} is not in the file")
        return 0
    try:
        source = decode(raw, declared_encoding(raw))
    except UnreadableFile as fault:
        report(f"{chapter.path} is left out: {fault}")
        return len(raw)
    blocks = read_chapter(source, chapter.path, chapter.label)
    if blocks and not _is_index(blocks):
        if chapter.label and blocks[0].kind != "heading":
            blocks.insert(0, Rough("heading", Run(chapter.label, (1, 1)), 1))
        headings = (block.run.text for block in blocks if block.kind == "heading")
        name = chapter.label or next(headings, "")
        for block in blocks:
            number = len(draft.blocks) + 1
            place = block.place or (("chapter", name) if name else None)
            lines = (number, number)
            draft.add(block.run.text, block.kind, lines, level=block.level, place=place)
    return len(raw)


_MOST = 0.8


def _is_index(blocks: list[Rough]) -> bool:
    """Whether a chapter only leads to others: a table of contents, an index."""
    shown = [block for block in blocks if block.kind != "heading"]
    return sum(block.run.linked >= _MOST for block in shown) > _MOST * len(shown)


class _Chapter(NamedTuple):
    """A part of the book: its path in the package, and its name in the table of contents."""

    path: str
    label: str


_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


class _Book:
    """A package, and its own description."""

    def __init__(self, package: Archive, path: str, description: Element) -> None:
        self.encrypted = False
        self._package = package
        self._folder = posixpath.dirname(path)
        self._description = description
        self._items = {item.get("id"): item for item in _all(description, "item")}

    @classmethod
    def opened(cls, package: Archive) -> _Book:
        """The book in a package, by the description that the package names first."""
        container = _xml(package.read(_CONTAINER))
        paths = (file.get("full-path") for file in _all(container, "rootfile"))
        path = next(filter(None, paths), "")
        return cls(package, path, _xml(package.read(path)))

    def said(self, name: str) -> str:
        """What the description says first under a name of Dublin Core; empty if nothing."""
        found = (one_line("".join(said.itertext())) for said in _all(self._description, name))
        return next(filter(None, found), "")

    def read(self, path: str) -> bytes | None:
        """The bytes of a part of the package, None where it is missing."""
        return self._package.read(path)

    def chapters(self) -> Iterator[_Chapter]:
        """Yields the parts in the order of reading, each once, but for encrypted ones."""
        labels = self._labels()
        locked = self._locked()
        for path in self._paths():
            if path in locked:
                self.encrypted = True
            else:
                yield _Chapter(path, labels.get(path, ""))

    def _paths(self) -> list[str]:
        items = (
            self._items.get(entry.get("idref")) for entry in _all(self._description, "itemref")
        )
        pages = (
            item
            for item in items
            if item is not None
            and item.get("media-type", _PAGES[0]) in _PAGES
            and "nav" not in item.get("properties", "").split()
        )
        return list(dict.fromkeys(self._path(item.get("href", "")) for item in pages))

    def _path(self, target: str, folder: str | None = None) -> str:
        folder = self._folder if folder is None else folder
        return posixpath.normpath(posixpath.join(folder, unquote(urlsplit(target).path)))

    def _locked(self) -> set[str]:
        listed = self._package.read(_ENCRYPTION)
        names = _all(_xml(listed), "CipherReference") if listed else ()
        return {unquote(name.get("URI", "")) for name in names}

    def _labels(self) -> Mapping[str, str]:
        """The names of the chapters in the table of contents, by their paths."""
        labels: dict[str, str] = {}
        for item in self._items.values():
            path = self._path(item.get("href", ""))
            for target, label in self._contents(item, path):
                if label:
                    labels.setdefault(self._path(target, posixpath.dirname(path)), label)
        return labels

    def _contents(self, item: Element, path: str) -> Iterator[tuple[str, str]]:
        is_navigation = "nav" in item.get("properties", "").split()
        if not is_navigation and item.get("media-type") != "application/x-dtbncx+xml":
            return
        raw = self._package.read(path)
        # Without its contents a book is read all the same.
        with suppress(UnreadableFile, ValueError):
            yield from _of_navigation(decode(raw or b"")) if is_navigation else _of_ncx(_xml(raw))


def _of_navigation(source: str) -> Iterator[tuple[str, str]]:
    """Yields what the contents of EPUB 3 lead to, and the labels."""
    tree = parse(source)
    for contents in tree.root.iter("nav") if tree else ():
        if contents.get("epub:type", "toc") == "toc":
            for link in contents.iter("a"):
                yield link.get("href", ""), one_line("".join(link.itertext()))


def _of_ncx(contents: Element) -> Iterator[tuple[str, str]]:
    """Yields what the contents of EPUB 2 lead to, and the labels."""
    for point in _all(contents, "navPoint"):
        label = next((label for label in point if label.tag.endswith("navLabel")), None)
        target = next((target for target in point if target.tag.endswith("content")), None)
        if label is not None and target is not None:
            yield target.get("src", ""), one_line("".join(label.itertext()))


def _xml(raw: bytes | None) -> Element:
    """The root of an XML part.

    Raises:
        ValueError: it is missing or no XML.
    """
    from lxml import etree

    parser: Any = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True
    )
    root = etree.fromstring(raw, parser) if raw else None
    if root is None:
        raise ValueError("a part of it is missing")
    return root


def _all(root: Element, name: str) -> Iterator[Element]:
    """Yields the elements of a name, in whatever namespace."""
    yield from root.iter(f"{{*}}{name}")
