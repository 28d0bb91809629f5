"""Addresses that open a source at a quote.

A link points at the `id` nearest above the quote where the source names one, and otherwise at
its words by a text fragment (WICG, "URL Fragment Text Directives").
"""

from __future__ import annotations

from urllib.parse import quote as percent_encoded
from urllib.parse import urldefrag

_WORDS_AT_EACH_END = 5


def link_to(url: str | None, anchor: str | None, words: str) -> str | None:
    """Return the address that opens a page at an anchor, or at words; None without a page.

    An anchor that the address has already stays. `words` are shortened to a range, from the
    first words to the last ones.
    """
    if not url:
        return None
    page, fragment = urldefrag(url)
    if anchor:
        return f"{page}#{percent_encoded(anchor, safe=_SAFE_IN_ANCHOR)}"
    if fragment:
        return url
    return f"{page}#:~:text={_directive(words)}" if words.split() else url


_SAFE_IN_ANCHOR = "!$&'()*+,;=:@/?-._~"


def _directive(words: str) -> str:
    """Return words as the value of a text directive: commas, dashes and ampersands encoded."""
    each = words.split()
    if len(each) <= 2 * _WORDS_AT_EACH_END:
        return _encoded(each)
    return f"{_encoded(each[:_WORDS_AT_EACH_END])},{_encoded(each[-_WORDS_AT_EACH_END:])}"


def _encoded(words: list[str]) -> str:
    return percent_encoded(" ".join(words), safe="").replace("-", "%2D")
