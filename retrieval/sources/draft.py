"""Documents put together: from a file's whole text, line by line, or block by block."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import accumulate

from retrieval.model import Block, BlockKind, Document, ParsedDocument
from retrieval.sources.base import SourceFile
from retrieval.sources.encoding import clean
from retrieval.sources.metadata import name_as_title, one_line

TABLE_WHOLE = 600
"""Characters of the longest table that is one block, its header with it."""

CELL_GAP = " | "
_SOFT_HYPHEN = "\u00ad"

Row = tuple[str, int, int]
"""A table row: its cells joined by `CELL_GAP`, its first and its last line."""


class Draft:
    """A text that grows block by block, for files that are not lines of text."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """The blocks' texts, blank lines between them, rows and items on lines of their own."""
        return "".join(self._pieces)

    def add(
        self,
        words: str,
        kind: BlockKind,
        lines: tuple[int, int],
        *,
        level: int = 0,
        page: int | None = None,
    ) -> None:
        """Appends a block that stands on `lines` (first and last) of the file."""
        words = clean(words).replace(_SOFT_HYPHEN, "").strip()
        if not words:
            return
        if self.blocks:
            together = self.blocks[-1].kind == kind and kind in ("item", "table")
            self._append("\n" if together else "\n\n")
        start = self._length
        self._append(words)
        self.blocks.append(Block(start, self._length, kind, *lines, level, page))

    def add_table(self, rows: Sequence[Row]) -> None:
        """Appends a table: one block if it is short enough to be quoted whole, else its rows."""
        rows = [row for row in rows if row[0].strip(" |\n\t")]
        whole = "\n".join(words for words, _, _ in rows)
        if len(whole) <= TABLE_WHOLE:
            rows = [(whole, rows[0][1], rows[-1][2])] if rows else []
        for words, first, last in rows:
            self.add(words, "table", (first, last))

    def _append(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)


def parsed(
    file: SourceFile,
    raw: bytes,
    text: str,
    blocks: Iterable[Block],
    *,
    title: str | None = None,
    publisher: str | None = None,
    published: str | None = None,
    url: str | None = None,
) -> ParsedDocument:
    """The document in a file of these bytes; without a title, the file's name is the title."""
    document = Document(
        doc_id=file.doc_id,
        title=one_line(clean(title or "")) or name_as_title(file.doc_id),
        text=text,
        path=str(file.path),
        publisher=one_line(clean(publisher or "")) or None,
        published=published,
        url=one_line(url) or None,
        sha256=sha256(raw).hexdigest(),
    )
    return ParsedDocument(document, tuple(blocks))


class Lines:
    r"""Lines of a text, counted from 0, with the offset of each.

    Only "\n" ends a line, as in an editor: a form feed or U+2028 stands inside one.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.text = "\n".join(lines)
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def block(self, first: int, last: int, kind: BlockKind, level: int = 0) -> Iterator[Block]:
        """Yields the block that the lines `first` to `last` make, or nothing if all are blank."""
        begin, end = self._starts[first], self._starts[last + 1] - 1
        words = self.text[begin:end]
        start = begin + len(words) - len(words.lstrip())
        end = begin + len(words.rstrip())
        if start < end:
            yield Block(start, end, kind, self._number(start), self._number(end - 1), level)

    def _number(self, offset: int) -> int:
        return bisect_right(self._starts, offset)


def stretches(lines: Sequence[str]) -> Iterator[range]:
    """Yields the runs of lines that are not blank, as ranges of line numbers from 0."""
    first = None
    for number, line in enumerate([*lines, ""]):
        if line.strip():
            first = number if first is None else first
        elif first is not None:
            yield range(first, number)
            first = None
