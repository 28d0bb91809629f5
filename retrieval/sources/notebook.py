"""Jupyter notebooks (.ipynb): what is written between the code, the code, and what it printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.encoding import decode
from retrieval.sources.metadata import FrontMatter, first_heading, read_front_matter

_MOST_LINES = 40
_LONGEST_OUTPUT = 4000
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. Lines are counted over the sources of all cells.

    A block's place is its cell, counted from 1. Of what code printed, the beginning is read.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or is no notebook.
    """
    raw = read_whole(file, limits)
    with parsing("notebook", library="json"):
        notebook = json.loads(decode(raw))
    cells = _cells(notebook)
    draft = Draft()
    line = 1
    for number, cell in enumerate(cells, 1):
        source = _joined(cell.get("source", cell.get("input")))
        place = ("cell", str(number))
        if cell.get("cell_type") == "markdown":
            _add_markdown(draft, source, line, place)
        elif cell.get("cell_type") == "heading":
            draft.add(source, "heading", (line, line), level=_level(cell), place=place)
        elif cell.get("cell_type") == "code" and source.strip():
            last = line + source.count("\n")
            draft.add(source, "code", (line, last), place=place)
            draft.add(_printed(cell), "code", (last, last), place=place)
        line += source.count("\n") + 1
    front = FrontMatter()
    if cells and cells[0].get("cell_type") == "raw":
        front = read_front_matter(_joined(cells[0].get("source")).split("\n"), report)
    yield parsed(
        file,
        raw,
        draft.text,
        draft.blocks,
        title=front.title or _title(notebook) or first_heading(draft.text, draft.blocks),
        publisher=front.publisher,
        published=front.published,
        url=front.url,
    )


def _cells(notebook: Any) -> list[Mapping[str, Any]]:
    """The cells; those of the third format are in worksheets.

    Raises:
        UnreadableFile: there are none.
    """
    if isinstance(notebook, dict):
        sheets = notebook.get("worksheets")
        holders = sheets if isinstance(sheets, list) else [notebook]
        found = [holder.get("cells") for holder in holders if isinstance(holder, dict)]
        if any(isinstance(cells, list) for cells in found):
            lists = (cells for cells in found if isinstance(cells, list))
            return [cell for cells in lists for cell in cells if isinstance(cell, dict)]
    raise UnreadableFile("not a readable notebook (no cells in it)")


def _joined(source: Any) -> str:
    """Lines of a cell, which are stored as one text or as a list of them."""
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def _level(cell: Mapping[str, Any]) -> int:
    level = cell.get("level")
    return min(max(level, 1), 6) if isinstance(level, int) else 1


def _add_markdown(draft: Draft, source: str, line: int, place: tuple[str, str]) -> None:
    from retrieval.sources.markdown import rendered

    text, blocks = rendered(source.split("\n"))
    for block in blocks:
        draft.add(
            text[block.start : block.end],
            block.kind,
            (line + block.first_line - 1, line + block.last_line - 1),
            level=block.level,
            anchor=block.anchor,
            place=place,
        )


def _printed(cell: Mapping[str, Any]) -> str:
    """The beginning of what a cell's code printed or came to, as text."""
    outputs = cell.get("outputs")
    texts = [_output(output) for output in outputs] if isinstance(outputs, list) else []
    lines = _COLOURS.sub("", "\n".join(filter(None, texts)))[:_LONGEST_OUTPUT].split("\n")
    return "\n".join(line.rpartition("\r")[2] for line in lines[:_MOST_LINES])


def _output(output: Any) -> str:
    if not isinstance(output, dict) or output.get("output_type") in ("error", "pyerr"):
        return ""
    data = output.get("data")
    text = data.get("text/plain") if isinstance(data, dict) else output.get("text")
    return _joined(text).strip("\n")


def _title(notebook: Mapping[str, Any]) -> str | None:
    metadata = notebook.get("metadata")
    title = metadata.get("title") if isinstance(metadata, dict) else None
    return title if isinstance(title, str) else None
