"""PDF: its pages read by pdfium, what the file says of itself, and what cannot be read."""

from __future__ import annotations

import ctypes
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from threading import Lock
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, parsing, read_whole, require
from retrieval.sources.draft import Draft, parsed
from retrieval.sources.encoding import clean
from retrieval.sources.metadata import looks_like_title, one_line
from retrieval.sources.pdf_characters import Characters, rules_of
from retrieval.sources.pdf_headings import Bookmark
from retrieval.sources.pdf_lines import PdfPage
from retrieval.sources.pdf_structure import drafted

_NO_TITLE = re.compile(
    r"untitled\b|(?:document|title|slide|powerpoint presentation)\W*\d*$|$", re.IGNORECASE
)
_FILE_NAME = re.compile(
    r"\.(?:docx?|dvi|indd|odt|pdf|pptx?|ps|qxd|rtf|tex|texi|txt|xlsx?)$", re.IGNORECASE
)

_PDFIUM = Lock()
"""Held while pdfium works: it is not made for threads."""


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document. A block's lines are counted on its page, from 1.

    Pages that cannot be read, or hold no text, are reported, and the others are read.

    Raises:
        UnreadableFile: it cannot be opened, is too large, has too many pages, is encrypted,
            holds no text, is no PDF, or pypdfium2 is not installed.
    """
    require("pypdfium2", package="pypdfium2", extra="pdf", suffix=".pdf")
    raw = read_whole(file, limits)
    _refuse_bomb(raw)
    with _PDFIUM, parsing("PDF", library="pypdfium2"), _opened(raw) as pdf:
        pages = pdf.pages(limits, report)
        title = _stated_title(pdf.stated("Title"))
        outline = list(pdf.outline(len(pages)))
    draft = drafted(pages, outline)
    if not draft.blocks:
        count = "its only page" if len(pages) == 1 else f"its {len(pages)} pages"
        scan = all(page.is_read for page in pages)
        raise UnreadableFile(f"no text in {count}" + (": a scan needs OCR first" if scan else ""))
    _report_empty(pages, report)
    yield parsed(file, raw, draft.text, draft.blocks, title=title or _shown_title(draft))


def _stated_title(stated: str) -> str | None:
    """The title in the file's metadata, unless a program left it there."""
    title = clean(stated).removeprefix("Microsoft Word - ").strip()
    return None if _NO_TITLE.match(title) or _FILE_NAME.search(title) else title


def _shown_title(draft: Draft) -> str | None:
    """The first line of the text, if it is set or reads like a title."""
    first = draft.blocks[0]
    words = one_line(draft.text[first.start : first.end])
    return words if first.kind == "heading" or looks_like_title(words) else None


def _report_empty(pages: Sequence[PdfPage], report: Report) -> None:
    """Report the pages that show something without text, in one line."""
    empty = [page.number for page in pages if page.is_drawn and not page.runs]
    if len(empty) == 1:
        report(f"page {empty[0]} holds no text: it needs OCR")
    elif empty:
        report(f"pages {_listed(empty)} hold no text: they need OCR")


def _listed(numbers: Sequence[int]) -> str:
    """Numbers in a row as ranges: "3, 5-8, 11"."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1].append(number)
        else:
            ranges.append([number])
    return ", ".join(str(one[0]) if len(one) == 1 else f"{one[0]}-{one[-1]}" for one in ranges)


_STREAM = re.compile(rb"stream\r?\n")
_SMALLEST_BOMB = 2**15
_UNPACKED = 2**23
_RATIO = 100
_SLICE = 2**14


def _refuse_bomb(raw: bytes) -> None:
    """Refuse a file with a packed stream, no image, that is hundreds of times as long unpacked.

    Raises:
        UnreadableFile: there is one.
    """
    for found in _STREAM.finditer(raw):
        start = found.end()
        if raw[start - len(found.group()) - 3 : found.start()] == b"end":
            continue
        length = raw.find(b"endstream", start) - start
        if length < _SMALLEST_BOMB or b"/Image" in raw[max(0, start - 600) : start]:
            continue
        if _unpacked(raw[start : start + length]) > max(_UNPACKED, _RATIO * length):
            raise UnreadableFile("a few of its bytes unpack to very many")


def _unpacked(packed: bytes) -> int:
    """How long a stream is unpacked, as far as it matters."""
    unpacker = zlib.decompressobj()
    length, limit = 0, max(_UNPACKED, _RATIO * len(packed))
    try:
        for start in range(0, len(packed), _SLICE):
            length += len(unpacker.decompress(packed[start : start + _SLICE]))
            if length > limit or unpacker.eof:
                break
    except zlib.error:
        return length
    return length


@contextmanager
def _opened(raw: bytes) -> Iterator[_Pdf]:
    import pypdfium2.raw as pdfium

    pdfium.FPDF_InitLibrary()
    handle = pdfium.FPDF_LoadMemDocument64(raw, len(raw), None)
    if not handle:
        fault = pdfium.FPDF_GetLastError()
        if fault == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableFile("encrypted: it opens only with its password")
        if fault == pdfium.FPDF_ERR_SECURITY:
            raise UnreadableFile("encrypted in a way that pypdfium2 does not read")
        raise ValueError("it is damaged, or something else")
    try:
        yield _Pdf(handle, len(raw))
    finally:
        pdfium.FPDF_CloseDocument(handle)


_TEXT_BYTES = 4096
_ENTRIES = 20_000
_DEEPEST = 16
_SMALLEST_BUDGET = 1_000_000
_BUDGET_PER_BYTE = 3
_COST_OF_PAGE = 1000
_CHARACTERS = 200_000
_RULES = 4000


class _Pdf:
    """An open file.

    Its characters and what it draws are read up to a budget: a few bytes may say, over and over,
    what takes long to read.
    """

    def __init__(self, handle: Any, size: int) -> None:
        self._handle = handle
        self._budget = _SMALLEST_BUDGET + _BUDGET_PER_BYTE * size
        self._fonts: dict[str, bool] = {}

    def stated(self, key: str) -> str:
        """What the file's metadata say of the key; empty if nothing."""
        import pypdfium2.raw as pdfium

        return _string(partial(pdfium.FPDF_GetMetaText, self._handle, key.encode()))

    def outline(self, pages: int) -> Iterator[Bookmark]:
        """Yields the bookmarks that point into the pages read, in order."""
        import pypdfium2.raw as pdfium

        pending = [(pdfium.FPDFBookmark_GetFirstChild(self._handle, None), 1)]
        entries = 0
        while pending and entries < _ENTRIES:
            mark, level = pending.pop()
            if not mark:
                continue
            entries += 1
            pending.append((pdfium.FPDFBookmark_GetNextSibling(self._handle, mark), level))
            if level < _DEEPEST:
                pending.append((pdfium.FPDFBookmark_GetFirstChild(self._handle, mark), level + 1))
            page = self._target(mark)
            if 0 <= page < pages:
                title = _string(partial(pdfium.FPDFBookmark_GetTitle, mark))
                yield Bookmark(title, page + 1, level)

    def _target(self, mark: Any) -> int:
        """The page that a bookmark points at, from 0; -1 without one."""
        import pypdfium2.raw as pdfium

        place = pdfium.FPDFBookmark_GetDest(self._handle, mark)
        action = None if place else pdfium.FPDFBookmark_GetAction(mark)
        if action:
            place = pdfium.FPDFAction_GetDest(self._handle, action)
        return int(pdfium.FPDFDest_GetDestPageIndex(self._handle, place)) if place else -1

    def pages(self, limits: Limits, report: Report) -> list[PdfPage]:
        """Every page; one without words where it cannot be read, and a report.

        Raises:
            UnreadableFile: there are more than allowed.
        """
        import pypdfium2.raw as pdfium

        count = pdfium.FPDF_GetPageCount(self._handle)
        if count > limits.max_pages:
            raise UnreadableFile(f"{count} pages, more than the {limits.max_pages} allowed")
        if count < 1:
            raise ValueError("it has no pages")
        pages: list[PdfPage] = []
        for number in range(1, count + 1):
            if self._budget <= 0:
                report(f"pages {number} to {count}: left out, far too much for so short a file")
                break
            label = _string(partial(pdfium.FPDF_GetPageLabel, self._handle, number - 1))
            page = PdfPage(number, label if label != str(number) else "")
            try:
                with parsing("page", library="pypdfium2"):
                    page = self._filled(page)
            except UnreadableFile as fault:
                report(f"page {number}: {fault}")
            pages.append(page)
        return pages

    def _filled(self, page: PdfPage) -> PdfPage:
        """The page with what is on it."""
        import pypdfium2.raw as pdfium

        loaded = pdfium.FPDF_LoadPage(self._handle, page.number - 1)
        text = pdfium.FPDFText_LoadPage(loaded) if loaded else None
        try:
            if not text:
                raise ValueError("it is damaged")
            objects = pdfium.FPDFPage_CountObjects(loaded)
            characters = pdfium.FPDFText_CountChars(text)
            self._budget -= _COST_OF_PAGE + objects + characters
            if characters > _CHARACTERS:
                raise ValueError(f"more than {_CHARACTERS} characters")
            runs = tuple(Characters(loaded, text, self._fonts).runs())
            rules = tuple(islice(rules_of(loaded), _RULES)) if runs else ()
            return page._replace(runs=runs, rules=rules, is_read=True, is_drawn=objects > 0)
        finally:
            if text:
                pdfium.FPDFText_ClosePage(text)
            if loaded:
                pdfium.FPDF_ClosePage(loaded)


def _string(ask: Callable[[Any, int], int]) -> str:
    """A string as pdfium hands it over: UTF-16 with a NUL, in as many bytes as it says."""
    buffer = ctypes.create_string_buffer(_TEXT_BYTES)
    length = ask(buffer, _TEXT_BYTES)
    # One that is longer than the buffer is not handed over.
    return buffer.raw[: length - 2].decode("utf-16-le", "replace") if length > 2 else ""
