"""Manual pages: the source of man(7) and mdoc(7) pages, and pages formatted for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.model import ParsedDocument
from retrieval.sources.base import Limits, Report, SourceFile, read_whole
from retrieval.sources.draft import parsed
from retrieval.sources.encoding import decode
from retrieval.sources.man_macros import ManPage
from retrieval.sources.metadata import iso_date

_SOURCE = re.compile(r"^[.'][ \t]*(?:TH|Dd|Dt|SH|Sh|so|de|\\\")", re.MULTILINE)
_TOP = 4000


def load(file: SourceFile, limits: Limits, report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document, its blocks put together with the lines where they stand.

    A file that is neither source nor a formatted page is read as plain text.

    Raises:
        UnreadableFile: it cannot be opened, is too large, or holds no text.
    """
    raw = read_whole(file, limits)
    text = decode(raw)
    if _SOURCE.search(text[:_TOP]) or re.search(r"^\.(?:TH|Sh) ", text, re.MULTILINE):
        yield document(file, raw, text, report)
    else:
        from retrieval.sources import text as plain_text

        yield plain_text.document(file, raw, text, report)


def document(file: SourceFile, raw: bytes, text: str, report: Report) -> ParsedDocument:
    """The document of a manual page's source."""
    lines = text.split("\n")
    page: ManPage
    if re.search(r"^\.[ \t]*(?:Dd|Dt|Sh|Nm)\b", text, re.MULTILINE) and ".TH" not in text:
        from retrieval.sources.mdoc import MdocPage

        page = MdocPage()
    else:
        page = ManPage()
    page.read(lines)
    if page.elsewhere:
        report(f"only refers to {page.elsewhere}")
    draft = page.draft
    return parsed(
        file, raw, draft.text, draft.blocks, title=page.title, published=iso_date(page.date)
    )
