"""The date that a plain text states about itself at its very top."""

from __future__ import annotations

import re

from retrieval.sources.dates import iso_date

_LABEL = r"(?:date|published|publication date|published on)"
_AT_THE_START = re.compile(
    rf"\s*{_LABEL}(?:[ \t]*:)?[ \t]+(\d{{4}}-\d{{2}}-\d{{2}})(?!\S)", re.ASCII | re.IGNORECASE
)
_OWN_LINE = re.compile(
    rf"^[ \t]*{_LABEL}[ \t]*:[ \t]*(\S[^\n]{{3,30}})$", re.IGNORECASE | re.MULTILINE
)
_TOP_LINES = 5


def stated_date(text: str) -> tuple[str | None, str]:
    """The ISO date that the text states, and the text with that statement blanked out.

    Read are "date 2026-03-04" as the first words, and "Date: 4 March 2026" as a line of its
    own among the first five. The second value has the same length and lines as `text`.
    """
    top = re.match(rf"\s*(?:[^\n]*\n\s*){{0,{_TOP_LINES - 1}}}[^\n]*", text)
    found = _AT_THE_START.match(text) or (_OWN_LINE.search(text, 0, top.end()) if top else None)
    date = iso_date(found[1]) if found else None
    if found is None or date is None:
        return None, text
    blank = re.sub(r"[^\n]", " ", found[0])
    return date, text[: found.start()] + blank + text[found.end() :]
