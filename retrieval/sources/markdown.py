"""Markdown (CommonMark, tables, strikethrough), its text on the lines where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.model import Block, ParsedDocument
from retrieval.sources.drafting import parsed
from retrieval.sources.encoding import decode
from retrieval.sources.front_matter import read_front_matter
from retrieval.sources.markdown_lines import rendered
from retrieval.sources.reading import read_whole
from retrieval.sources.source_file import Limits, Report, SourceFile


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. Its text has the file's lines, each without its markup.

    Front matter, fences, rules, link definitions and comments leave empty lines behind; a list
    item keeps a plain marker, and the cells of a table row are joined by " | ".

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no text.
    """
    raw = read_whole(file, limits)
    source = decode(raw).split("\n")
    front = read_front_matter(source, report)
    text, blocks = rendered([""] * front.lines + source[front.lines :])
    yield parsed(
        file,
        raw,
        text,
        blocks,
        title=front.title or _first_heading(text, blocks),
        publisher=front.publisher,
        published=front.published,
        url=front.url,
    )


def _first_heading(text: str, blocks: list[Block]) -> str | None:
    tops = (block for block in blocks if block.kind == "heading" and block.level == 1)
    return next((text[block.start : block.end] for block in tops), None)
