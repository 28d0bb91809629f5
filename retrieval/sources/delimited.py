"""Values in columns (.csv, .tsv): each row a block, the names of the columns above them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from retrieval.model import ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.encoding import decode
from retrieval.sources.grid import Grid, Row, column_name
from retrieval.sources.registry import suffix_of

_DELIMITERS = (",", ";", "\t", "|")
_DECLARATION = "sep="
_SAMPLE_ROWS, _SAMPLE_CHARACTERS = 50, 2**16
_MOST_LINES = 200


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. The lines of a block are those of its row in the file.

    What separates the columns is told from the first rows. Quotes that are opened and never
    closed are taken for inches.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no text.
    """
    raw = read_whole(file, limits)
    text = decode(raw)
    draft = Draft()
    with parsing("table", csv.Error, library="csv"):
        skipped, delimiter = _dialect(text, "\t" if suffix_of(file.doc_id) != ".csv" else ",")
        quoting = csv.QUOTE_MINIMAL if _closes_quotes(text, delimiter) else csv.QUOTE_NONE
        rows = _rows(text, delimiter, quoting, skipped)
        Grid(draft, report, len(raw)).write(rows)
    yield parsed(file, raw, draft.text, draft.blocks)


def _dialect(text: str, usual: str) -> tuple[int, str]:
    """How many lines at the top say what separates the columns (0 or 1), and what does."""
    first = text.partition("\n")[0].strip()
    if first.lower().startswith(_DECLARATION) and len(first) == len(_DECLARATION) + 1:
        return 1, first[-1]
    sample = text[:_SAMPLE_CHARACTERS]
    if len(text) > len(sample) and "\n" in sample:
        sample = sample[: sample.rindex("\n")]
    best, agreed = usual, 0.0
    for delimiter in (usual, *_DELIMITERS):
        share = _agreement(sample, delimiter)
        if share > agreed:
            best, agreed = delimiter, share
    return 0, best


def _agreement(sample: str, delimiter: str) -> float:
    """The share of the first rows that have the same number of columns, if that is above 1."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in islice(reader, _SAMPLE_ROWS) if row)
    except csv.Error:
        return 0.0
    width, rows = max(widths.items(), key=lambda counted: counted[1], default=(0, 0))
    return rows / widths.total() if width > 1 else 0.0


def _closes_quotes(text: str, delimiter: str) -> bool:
    """Whether no cell goes on over so many lines that its quote cannot have been meant."""
    if '"' not in text:
        return True
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    try:
        for _ in reader:
            if reader.line_num - before > _MOST_LINES:
                return False
            before = reader.line_num
    except csv.Error:
        return False
    return True


def _rows(text: str, delimiter: str, quoting: int, skipped: int) -> Iterator[Row]:
    lines = io.StringIO(text, newline="")
    for _ in range(skipped):
        lines.readline()
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type] # any int
    last = skipped
    for number, cells in enumerate(reader, 1):
        first, last = last + 1, skipped + reader.line_num
        column = next((place for place, cell in enumerate(cells) if cell), 0)
        yield Row(cells, (first, last), ("cell", f"{column_name(column)}{number}"))
