"""Plain text: paragraphs between blank lines, list items, underlined headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrieval.model import Block, ParsedDocument
from retrieval.sources.drafting import parsed
from retrieval.sources.encoding import decode
from retrieval.sources.lines import Lines
from retrieval.sources.reading import read_whole
from retrieval.sources.source_file import Limits, Report, SourceFile
from retrieval.sources.text_blocks import text_blocks
from retrieval.sources.text_date import stated_date
from retrieval.sources.titles import looks_like_title


def load(file: SourceFile, limits: Limits, _report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document; its text is the file's, and so are its lines.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no text.
    """
    raw = read_whole(file, limits)
    text = decode(raw)
    # The date is taken out of sight, not out of the text: its characters become spaces.
    published, visible = stated_date(text)
    lines = visible.split("\n")
    blocks = list(text_blocks(Lines(lines), lines))
    title = _title(lines, blocks)
    yield parsed(file, raw, text, blocks, title=title, published=published)


def _title(lines: Sequence[str], blocks: Sequence[Block]) -> str | None:
    """The first line, if it stands like a title above the rest."""
    if len(blocks) == 0 or blocks[0].kind == "item":
        return None
    first = blocks[0].first_line - 1
    line = lines[first].strip()
    if blocks[0].kind == "heading":
        return line
    after = lines[first + 1] if first + 1 < len(lines) else ""
    alone = not after.strip()
    if (len(blocks) == 1 and alone) or not looks_like_title(line):
        return None
    return line if alone or _broken_on_purpose(line, after, lines) else None


def _broken_on_purpose(line: str, after: str, lines: Sequence[str]) -> bool:
    """Whether the next line begins anew although its first word would have fitted."""
    word = after.split(maxsplit=1)[0]
    return not word[0].islower() and len(line) + 1 + len(word) < max(map(len, lines))
