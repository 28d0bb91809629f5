"""Documents put together: from a file's whole text, line by line, or block by block."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import accumulate

from retrieval.model import Block, BlockKind, Document, ParsedDocument
from retrieval.sources.base import SourceFile
from retrieval.sources.encoding import clean, shown
from retrieval.sources.metadata import name_as_title, one_line

CELL_GAP = " | "
"""What stands between the cells of a row."""

_CLOSE: frozenset[BlockKind] = frozenset({"item", "term", "definition", "header", "row"})


class Draft:
    """A text that grows block by block, for files that are not lines of text."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """The blocks' texts: items, entries and rows on lines of their own, else blank lines."""
        return "".join(self._pieces)

    def add(
        self,
        words: str,
        kind: BlockKind,
        lines: tuple[int, int],
        *,
        level: int = 0,
        page: int | None = None,
        anchor: str | None = None,
        place: tuple[str, str] | None = None,
    ) -> None:
        """Append a block that stands on `lines` (first and last) of the file.

        Code keeps the white space at the start of its lines; of all else the ends are trimmed.
        Without words, nothing is appended.
        """
        words = shown(clean(words))
        words = words.strip("\n").rstrip() if kind == "code" else words.strip()
        if not words.strip():
            return
        if self.blocks:
            together = self.blocks[-1].kind in _CLOSE and kind in _CLOSE
            self._append("\n" if together else "\n\n")
        start = self._length
        self._append(words)
        self.blocks.append(Block(start, self._length, kind, *lines, level, page, anchor, place))

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
    is_unmarked: bool = False,
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
    return ParsedDocument(document, tuple(blocks), is_unmarked)


class Lines:
    r"""Lines of a text, counted from 0, with the offset of each.

    Only "\n" ends a line, as in an editor: a form feed or U+2028 stands inside one.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.text = "\n".join(lines)
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def block(self, first: int, last: int, kind: BlockKind, level: int = 0) -> Iterator[Block]:
        """Yield the block that the lines `first` to `last` make, or nothing if all are blank."""
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
