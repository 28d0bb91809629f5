"""All the text of a page, for pages with no main text that could be told from the rest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from retrieval.model import BlockKind
from retrieval.sources.html_article import Part
from retrieval.sources.html_source import Piece

_KINDS: dict[str, BlockKind] = {"li": "item", "dd": "item", "pre": "code"}


def body_parts(shown: Sequence[Piece]) -> tuple[Part, ...]:
    """The page's paragraphs without its navigation and footers, unless that is all there is."""
    main = [piece for piece in shown if not piece.aside]
    if not any(piece.text.strip() for piece in main):
        main = list(shown)
    paragraphs = (list(group) for _, group in groupby(main, lambda piece: piece.paragraph))
    return tuple(
        _part(paragraph) for paragraph in paragraphs if any(p.text.strip() for p in paragraph)
    )


def _part(paragraph: Sequence[Piece]) -> Part:
    tag = paragraph[0].tag
    words = "".join(piece.text for piece in paragraph)
    if tag == "pre":
        return Part("code", (words,))
    words = " ".join(words.split())
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return Part("heading", (words,), int(tag[1]))
    return Part(_KINDS.get(tag, "paragraph"), (words,))
