"""HTML: the article without the page around it, each block with its line in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.errors import UnreadableFile
from retrieval.model import ParsedDocument
from retrieval.sources.dates import iso_date
from retrieval.sources.drafting import Draft, parsed
from retrieval.sources.encoding import decode
from retrieval.sources.html_article import Article, article
from retrieval.sources.html_body import body_parts
from retrieval.sources.html_lines import SourceLines
from retrieval.sources.html_source import Piece, pieces
from retrieval.sources.reading import read_whole
from retrieval.sources.source_file import Limits, Report, SourceFile
from retrieval.sources.third_party import require

_DECLARATION_BYTES = 4096
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)


def load(file: SourceFile, limits: Limits, _report: Report) -> Iterator[ParsedDocument]:
    """Yields the one document: the blocks of the page's main text, one line each.

    Where no main text can be told from its surroundings, all text of the body is taken but
    navigation and footers.

    Raises:
        UnreadableFile: it cannot be opened, is too large, shows no text, or trafilatura is
            not installed.
    """
    require("trafilatura", package="trafilatura", extra="html", suffix=".html")
    raw = read_whole(file, limits)
    source = decode(raw, _declared(raw))
    shown = list(pieces(source))
    found = article(source)
    draft = _drafted(found, shown)
    if not draft.blocks:
        raise UnreadableFile("no text in it")
    yield parsed(
        file,
        raw,
        draft.text,
        draft.blocks,
        title=found.title,
        publisher=found.publisher,
        published=iso_date(found.published or ""),
        url=found.url,
    )


def _declared(raw: bytes) -> str | None:
    """The encoding that the page names, if any."""
    found = _DECLARED.search(raw[:_DECLARATION_BYTES])
    return (found[1] or found[2]).decode("ascii", "ignore") if found else None


def _drafted(found: Article, shown: list[Piece]) -> Draft:
    parts = found.parts or body_parts(shown)
    places = iter(SourceLines(shown).locate([words for part in parts for words in part.texts]))
    draft = Draft()
    for part in parts:
        rows = [(words, *next(places)) for words in part.texts]
        if part.kind == "table":
            draft.add_table(rows)
        else:
            for words, first, last in rows:
                draft.add(words, part.kind, (first, last), level=part.level)
    return draft
