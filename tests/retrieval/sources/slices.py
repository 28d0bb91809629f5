"""What must hold of any file that one loader is given, whatever is in it."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.base import DEFAULT_LIMITS, SourceFile
from retrieval.sources.registry import Loader

SECONDS_A_MEGABYTE = 5 * 4
"""The bound that loaders keep, for a machine that has other things to do."""


def loaded(loader: Loader, name: str, raw: bytes) -> list[ParsedDocument]:
    """What a loader makes of bytes; nothing where it says in one line that it cannot read them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(raw)
        file = SourceFile(path, name, len(raw), 0, 0, 0)
        refusal = "none"
        documents: list[ParsedDocument] = []
        try:
            documents = list(loader.load(file, DEFAULT_LIMITS, lambda _line: None))
        except UnreadableFile as fault:
            refusal = str(fault)
        assert refusal.isprintable()
        return documents


def assert_slices(documents: list[ParsedDocument]) -> None:
    """Every block is a slice of the text that is not blank, in order, on lines of the file."""
    for document, blocks, _ in documents:
        end = 0
        for block in blocks:
            assert end <= block.start < block.end <= len(document.text)
            assert document.text[block.start : block.end].strip()
            assert 1 <= block.first_line <= block.last_line
            assert block.level >= 0
            assert (block.kind == "heading") <= (1 <= block.level <= 7)
            end = block.end


def soup(*pieces: str) -> st.SearchStrategy[bytes]:
    """Any bytes, or a text of pieces of markup."""
    texts = st.lists(st.sampled_from(["\n", "\n\n", " ", "word", "é", "漢", *pieces]), max_size=30)
    return st.one_of(st.binary(max_size=80), texts.map("".join).map(str.encode))


def assert_bounded(loader: Loader, name: str, unit: str, size: int = 60_000) -> None:
    """A file of one piece of markup again and again is read in bounded time."""
    raw = unit.encode() * (size // len(unit.encode()))
    began = time.process_time()
    assert_slices(loaded(loader, name, raw))
    assert time.process_time() - began < SECONDS_A_MEGABYTE * size / 2**20 + 0.2
