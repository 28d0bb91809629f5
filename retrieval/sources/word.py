"""Word (.docx): headings, paragraphs, list items and tables in the order of the document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.drafting import Draft, parsed
from retrieval.sources.reading import in_words, read_whole
from retrieval.sources.source_file import Limits, Report, SourceFile
from retrieval.sources.third_party import parsing, require

_EXPANSION = 4
"""How many times `max_file_bytes` the parts of a file may take up once unpacked."""


def load(file: SourceFile, limits: Limits, _report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. A block's line is the number of its paragraph in the document.

    Raises:
        UnreadableFile: it cannot be opened, is too large as it is or unpacked, is no Word
            document, or python-docx is not installed.
    """
    require("docx", package="python-docx", extra="word", suffix=".docx")
    raw = read_whole(file, limits)
    with parsing("Word document", library="docx"):
        _refuse_bomb(raw, _EXPANSION * limits.max_file_bytes)
    yield _read(file, raw)


def _refuse_bomb(raw: bytes, most: int) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        if sum(part.file_size for part in package.infolist()) > most:
            raise UnreadableFile(f"larger than {in_words(most)} when unpacked")


def _read(file: SourceFile, raw: bytes) -> ParsedDocument:
    from docx import Document
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError

    from retrieval.sources.word_body import write_body

    with parsing("Word document", PythonDocxError, OpcError, library="docx"):
        document = Document(io.BytesIO(raw))
        draft = Draft()
        heading = write_body(document, draft)
        title = (document.core_properties.title or "").strip()
    return parsed(file, raw, draft.text, draft.blocks, title=title or heading)
