"""The text in an HTML file, in pieces, each with the line where it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_UNSEEN = "script|style|template|title|textarea|noscript|svg|iframe|object|math"
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    rf"|<(?P<unseen>{_UNSEEN})(?![\w-])[^>]*(?<!/)>.*?(?:</(?P=unseen)\s*>|\Z)"
    # Atomic, so that a file of nothing but "<a" cannot make the search run away.
    r"""|<(?P<closing>/?)(?P<tag>[a-z][a-z0-9]*)(?>(?:[^>"']+|"[^"]*"|'[^']*'|["'])*)(?:>|\Z)"""
    r"|<[!?/][^>]*(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_INLINE = re.compile(
    r"a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|ruby|s|samp"
    r"|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_BOILERPLATE = frozenset({"nav", "footer", "aside", "button", "select"})


@dataclass(frozen=True, slots=True)
class Piece:
    r"""Text between two tags, entities decoded: its line from 1 and the tag around it.

    Every "\n" in it is a line's end in the file. Pieces of one `paragraph` belong together;
    `aside` says that the page marks them as navigation, footer or the like.
    """

    text: str
    line: int
    paragraph: int
    tag: str
    aside: bool


def pieces(source: str) -> Iterator[Piece]:
    """Yields the text that a browser would show, in the order of the file."""
    line, paragraph, end = 1, 0, 0
    tag, around = "", ""
    for token in _TOKEN.finditer(source):
        between = source[end : token.start()]
        if between:
            yield Piece(_decoded(between), line, paragraph, tag, bool(around))
        line += between.count("\n") + token.group().count("\n")
        end = token.end()
        name = (token["tag"] or "").lower()
        if name and not _INLINE.fullmatch(name):
            paragraph += 1
            tag = "" if token["closing"] else name
            around = _enclosing(around, name, closing=bool(token["closing"]))
    if end < len(source):
        yield Piece(_decoded(source[end:]), line, paragraph, tag, bool(around))


def _enclosing(around: str, name: str, *, closing: bool) -> str:
    """The outermost boilerplate tag that is open after this one."""
    if not around and not closing and name in _BOILERPLATE:
        return name
    return "" if closing and name == around else around


def _decoded(text: str) -> str:
    """The text with its entities decoded, none of them to a line's end."""
    if "&" not in text:
        return text
    return "\n".join(re.sub(r"[\r\n]", " ", unescape(line)) for line in text.split("\n"))
