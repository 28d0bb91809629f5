"""What a document is called."""

from __future__ import annotations

import re
from pathlib import PurePath

LONGEST = 150
"""Characters of the longest line that is taken for a title."""

_SENTENCE_END = re.compile(r"[.\u2026:;,\u3002]['\"\u201d\u2019)\]]*$")
_LETTER = re.compile(r"[^\W\d_]")


def name_as_title(doc_id: str) -> str:
    """The file's name without its suffix, underscores and hyphens read as spaces."""
    stem = PurePath(doc_id).stem
    return one_line(re.sub(r"[_\-]+", " ", stem)) or stem


def looks_like_title(line: str) -> bool:
    """Whether a line is short, says something, and does not end as a sentence does."""
    line = line.strip()
    return len(line) <= LONGEST and bool(_LETTER.search(line)) and not _SENTENCE_END.search(line)


def one_line(text: str | None) -> str:
    """The text with every run of white space made one space; empty for None."""
    return " ".join(text.split()) if text else ""
