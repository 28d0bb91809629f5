"""Documents put together block by block, as a loader would hand them over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from hypothesis import strategies as st

from retrieval.model import Block, BlockKind, Document, ParsedDocument
from retrieval.sources.base import SourceFile
from tests.retrieval.strategies import PARAGRAPH

Part = tuple[BlockKind, str]


def parsed(
    parts: Iterable[Part], pages: Sequence[int] = (), *, is_unmarked: bool = False
) -> ParsedDocument:
    """Return a document of blocks, a blank line between them but single breaks between items.

    A heading's level is the number of "#" before its text; `pages` are those of the blocks.
    """
    text = ""
    blocks: list[Block] = []
    for kind, written in parts:
        level = len(written) - len(written.lstrip("#")) if kind == "heading" else 0
        words = written.lstrip("# ") if kind == "heading" else written
        if blocks:
            text += "\n" if kind == blocks[-1].kind == "item" else "\n\n"
        first_line = text.count("\n") + 1
        start, text = len(text), text + words
        last_line = text.count("\n") + 1
        page = pages[len(blocks)] if pages else None
        blocks.append(Block(start, len(text), kind, first_line, last_line, level, page))
    return ParsedDocument(Document("d.txt", "T", text, "/d.txt"), tuple(blocks), is_unmarked)


def source_file(path: str, doc_id: str) -> SourceFile:
    """Return a file to load; what tells whether it changed is left out."""
    return SourceFile(Path(path), doc_id, 0, 0, 0, 0)


_HEADING = st.builds(
    lambda level, words: "#" * level + " " + words,
    st.integers(1, 3),
    st.sampled_from(("Who left", "What comes next", "Why", "The launch in March")),
)
_LONG = st.builds(lambda words, times: " ".join([words] * times), PARAGRAPH, st.integers(20, 60))

PART: st.SearchStrategy[Part] = st.one_of(
    st.tuples(st.just("heading"), _HEADING),
    st.tuples(st.just("paragraph"), PARAGRAPH),
    st.tuples(st.just("paragraph"), PARAGRAPH.map(lambda words: words[:-1] + ":")),
    st.tuples(st.just("paragraph"), PARAGRAPH.map(lambda words: words.replace(". ", ".\n"))),
    st.tuples(st.just("paragraph"), _LONG),
    st.tuples(st.just("item"), PARAGRAPH.map(lambda words: "- " + words)),
    st.tuples(st.just("item"), _LONG.map(lambda words: "- " + words)),
    st.tuples(st.just("header"), st.just("model | size")),
    st.tuples(st.just("row"), st.just("qwen | 9")),
    st.tuples(st.just("term"), st.just("--fresh")),
    st.tuples(st.just("definition"), PARAGRAPH),
    st.tuples(st.just("code"), st.just("print(1)")),
)

DOCUMENTS = st.lists(PART, max_size=15).map(parsed)
"""Documents with headings, lists, tables, wrapped lines and paragraphs far too long."""
