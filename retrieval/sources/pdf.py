"""PDF: the text of each page in paragraphs, without running headers and page numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.drafting import Draft, parsed
from retrieval.sources.encoding import clean
from retrieval.sources.pdf_hyphens import mended, vocabulary
from retrieval.sources.pdf_lines import Line, page_lines
from retrieval.sources.pdf_paragraphs import paragraphs, role_of, setting_of
from retrieval.sources.pdf_running import without_running
from retrieval.sources.reading import read_whole
from retrieval.sources.source_file import Limits, Report, SourceFile
from retrieval.sources.third_party import parsing, require
from retrieval.sources.titles import looks_like_title

if TYPE_CHECKING:
    from pypdf import PdfReader

_NO_TITLE = re.compile(
    r"untitled\b|(?:document|title|slide|powerpoint presentation)\W*\d*$|$", re.IGNORECASE
)
_FILE_NAME = re.compile(
    r"\.(?:docx?|dvi|indd|odt|pdf|pptx?|ps|qxd|rtf|tex|txt|xlsx?)$", re.IGNORECASE
)


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. A block's lines are counted in its page's text, from 1.

    A page that cannot be read is reported, and the others are read.

    Raises:
        UnreadableFile: it cannot be opened, is too large, has too many pages, is encrypted,
            holds no text, is no PDF, or pypdf is not installed.
    """
    require("pypdf", package="pypdf", extra="pdf", suffix=".pdf")
    raw = read_whole(file, limits)
    pages, title = _read(raw, limits, report)
    if not any(pages):
        count = "its only page" if len(pages) == 1 else f"its {len(pages)} pages"
        raise UnreadableFile(f"no text in {count}: a scan needs OCR first")
    kept = without_running(pages)
    draft = _drafted(kept if any(kept) else pages)
    yield parsed(file, raw, draft.text, draft.blocks, title=title or _shown_title(draft))


def _read(raw: bytes, limits: Limits, report: Report) -> tuple[list[list[Line]], str | None]:
    """The lines of every page, and the title that the file states."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    with parsing("PDF", PyPdfError, library="pypdf"):
        reader = PdfReader(io.BytesIO(raw))
        try:
            locked = reader.is_encrypted and not reader.decrypt("")
        except DependencyError as fault:
            raise UnreadableFile(f"encrypted: {fault}") from fault
        if locked:
            raise UnreadableFile("encrypted: it opens only with its password")
        count = len(reader.pages)
        if count > limits.max_pages:
            raise UnreadableFile(f"{count} pages, more than the {limits.max_pages} allowed")
        pages = [_page(reader, number, report) for number in range(count)]
        title = _stated_title(reader)
    return pages, title


def _page(reader: PdfReader, number: int, report: Report) -> list[Line]:
    """The lines of a page, counted from 0; none, and a report, if it is broken."""
    from pypdf.errors import PyPdfError

    try:
        with parsing("page", PyPdfError, library="pypdf"):
            lines = page_lines(reader.pages[number])
    except UnreadableFile as fault:
        report(f"page {number + 1}: {fault}")
        return []
    return lines


def _stated_title(reader: PdfReader) -> str | None:
    """The title in the file's metadata, unless a program left it there."""
    stated = str((reader.metadata and reader.metadata.title) or "")
    title = clean(stated).removeprefix("Microsoft Word - ").strip()
    return None if _NO_TITLE.match(title) or _FILE_NAME.search(title) else title


def _drafted(pages: Sequence[Sequence[Line]]) -> Draft:
    draft = Draft()
    setting = setting_of(pages)
    known = vocabulary(line.text for lines in pages for line in lines)
    for number, lines in enumerate(pages, 1):
        for paragraph in paragraphs(lines, setting):
            kind, level = role_of(paragraph, setting)
            words = "\n".join(mended([line.text for line in paragraph], known))
            span = paragraph[0].number, paragraph[-1].number
            draft.add(words, kind, span, level=level, page=number)
    return draft


def _shown_title(draft: Draft) -> str | None:
    """The first line of the text, if it is set or reads like a title."""
    if not draft.blocks:
        return None
    first = draft.blocks[0]
    words = draft.text[first.start : first.end]
    return words if first.kind == "heading" or looks_like_title(words) else None
