"""HTML: the article without the page around it, each block with its line in the file.

trafilatura tells the main text from its surroundings; where it finds none, all text is taken.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind, ParsedDocument, Span
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole, require
from retrieval.sources.draft import CELL_GAP, Draft, parsed
from retrieval.sources.encoding import decode
from retrieval.sources.html_pieces import Piece, pieces
from retrieval.sources.metadata import iso_date

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


_KINDS: dict[str, BlockKind] = {"li": "item", "dd": "item", "pre": "code"}


def body_parts(shown: Sequence[Piece]) -> tuple[Part, ...]:
    """The page's paragraphs without its navigation and footers, unless that is all there is."""
    main = [piece for piece in shown if not piece.aside]
    if not any(piece.text.strip() for piece in main):
        main = list(shown)
    paragraphs = (list(group) for _, group in groupby(main, lambda piece: piece.paragraph))
    return tuple(
        _page_part(paragraph) for paragraph in paragraphs if any(p.text.strip() for p in paragraph)
    )


def _page_part(paragraph: Sequence[Piece]) -> Part:
    tag = paragraph[0].tag
    words = "".join(piece.text for piece in paragraph)
    if tag == "pre":
        return Part("code", (words,))
    words = " ".join(words.split())
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return Part("heading", (words,), int(tag[1]))
    return Part(_KINDS.get(tag, "paragraph"), (words,))


_CERTAIN = 24
"""Letters and digits in a row that are taken to occur once, where they are looked for."""

_GAP = re.compile(r"[\W_]+")


class SourceLines:
    """The letters and digits that a page shows, in one string, with the line of each.

    Extraction moves white space and drops tags and punctuation; what it leaves of letters and
    digits stands in the same order in the file.
    """

    def __init__(self, shown: Iterable[Piece]) -> None:
        letters: list[str] = []
        self._starts: list[int] = []
        self._numbers: list[int] = []
        length = 0
        for piece in shown:
            for number, line in enumerate(piece.text.split("\n"), piece.line):
                words = _GAP.sub("", line)
                if words:
                    letters.append(words)
                    self._starts.append(length)
                    self._numbers.append(number)
                    length += len(words)
        self._letters = "".join(letters)

    def locate(self, texts: Sequence[str]) -> list[tuple[int, int]]:
        """The first and last line of each text, given in the order of the file.

        A text that is not found gets the last line of the one before it.
        """
        keys = [_GAP.sub("", text) for text in texts]
        spans = self._anchors(keys)
        for run in _gaps(spans):
            self._fill(run, keys, spans)
        lines: list[tuple[int, int]] = []
        last = 1
        for span in spans:
            first, last = (self._line(span[0]), self._line(span[1] - 1)) if span else (last, last)
            lines.append((first, last))
        return lines

    def _anchors(self, keys: Sequence[str]) -> list[Span | None]:
        """Where the long texts stand: they are not mistaken for navigation or each other."""
        spans: list[Span | None] = []
        cursor = 0
        for key in keys:
            span = self._find(key, cursor) if len(key) >= _CERTAIN else None
            cursor = span[1] if span else cursor
            spans.append(span)
        return spans

    def _find(self, key: str, cursor: int) -> Span | None:
        start = self._letters.find(key, cursor)
        if start >= 0:
            return start, start + len(key)
        start = self._letters.find(key[:_CERTAIN], cursor)
        if start < 0:
            return None
        tail = key[-_CERTAIN:]
        end = self._letters.find(tail, start, start + 2 * len(key) + _CERTAIN)
        return start, (end if end >= 0 else start) + _CERTAIN

    def _fill(self, run: Sequence[int], keys: Sequence[str], spans: list[Span | None]) -> None:
        """Places the short texts of a run: as near as can be before the anchor after it."""
        before = spans[run[0] - 1] if run[0] else None
        after = spans[run[-1] + 1] if run[-1] + 1 < len(spans) else None
        low, high = before[1] if before else 0, after[0] if after else len(self._letters)
        for number in reversed(run) if after else run:
            key = keys[number]
            find = self._letters.rfind if after else self._letters.find
            start = find(key, low, high) if key else -1
            if start >= 0:
                spans[number] = (start, start + len(key))
                low, high = (low, start) if after else (start + len(key), high)

    def _line(self, offset: int) -> int:
        return self._numbers[bisect_right(self._starts, offset) - 1]


def _gaps(spans: Sequence[Span | None]) -> list[list[int]]:
    """The runs of texts that have no place yet, by their numbers."""
    runs = groupby(range(len(spans)), key=lambda number: spans[number] is None)
    return [list(run) for absent, run in runs if absent]


_DECLARATION_BYTES = 4096
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)


def load(file: SourceFile, limits: Limits, _report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document: the blocks of the page's main text, one line each.

    Where no main text can be told from its surroundings, all text of the body is taken but
    navigation and footers.

    Raises:
        UnreadableFile: it cannot be opened, is too large, shows no text, or trafilatura is
            not installed.
    """
    require("trafilatura", package="trafilatura", extra="html", suffix=".html")
    raw = read_whole(file, limits)
    source = decode(raw, _declared(raw))
    shown = list(pieces(source))
    found = article(source)
    draft = _drafted(found, shown)
    if not draft.blocks:
        raise UnreadableFile("no text in it")
    yield parsed(
        file,
        raw,
        draft.text,
        draft.blocks,
        title=found.title,
        publisher=found.publisher,
        published=iso_date(found.published or ""),
        url=found.url,
    )


def _declared(raw: bytes) -> str | None:
    """The encoding that the page names, if any."""
    found = _DECLARED.search(raw[:_DECLARATION_BYTES])
    return (found[1] or found[2]).decode("ascii", "ignore") if found else None


def _drafted(found: Article, shown: list[Piece]) -> Draft:
    parts = found.parts or body_parts(shown)
    places = iter(SourceLines(shown).locate([words for part in parts for words in part.texts]))
    draft = Draft()
    for part in parts:
        rows = [(words, *next(places)) for words in part.texts]
        if part.kind == "table":
            draft.add_table(rows)
        else:
            for words, first, last in rows:
                draft.add(words, part.kind, (first, last), level=part.level)
    return draft
