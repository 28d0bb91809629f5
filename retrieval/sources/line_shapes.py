"""What a line of plain text looks like: an item of a list, or code."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MARKER = re.compile(
    r"\s*(?:[-*+\u2022\u2023\u25e6\u25aa\u25cf\u2013\uf0b7\u30fb]"
    r"|[(\uff08]?(?P<number>\d{1,2}|[a-zA-Z])[)\uff09]|(?P<dotted>\d{1,2})\.)\s+\S"
)


def has_marker(line: str) -> bool:
    """Whether a line begins with a bullet or a number: "- ", "• ", "1. ", "(a) "."""
    return _MARKER.match(line) is not None


def starts_item(line: str, *, after_item: bool) -> bool:
    """Whether a line begins an item; in a running sentence only the first number counts."""
    if line[:1].isalpha() and line[1:2] not in ")）":
        return False
    marker = _MARKER.match(line)
    if marker is None:
        return False
    number = marker["number"] or marker["dotted"]
    return after_item or number is None or number in ("1", "a", "A")


_CODE_LINE = re.compile(
    r"\s*(?:[$%>] ?[\w./~-]|>>> |\.\.\. |#!|//|/\*|</?\w|[{}\[\]()]+[,;]?$"
    r"|(?:sudo|npm|pip|git|curl|import|from|def|class|return|docker|apt(?:-get)?|make|cd)\s"
    r"|[\w.\[\]\"']+\s?(?:[-+*/:|]?=|:=|->)\s?\S|[\w.]+\(.*\)[;:]?$|[\w.-]+:\s*$)"
    r"|.*(?:[;{}\\]|\) ?\{|&&.*)$"
)
PROMPT = re.compile(r"\s*\$ [a-z./~]")


def looks_like_code(lines: Sequence[str], *, lead_in: bool) -> bool:
    """Whether the lines are set in or prompted, and look like code rather than like prose."""
    if lines[0][:1] not in " \t$":
        return False
    if PROMPT.match(lines[0]):
        return True
    if not all(line.startswith(("    ", "\t")) for line in lines):
        return False
    if starts_item(lines[0], after_item=False):
        return False
    coded = sum(1 for line in lines if _CODE_LINE.fullmatch(line) or _CODE_LINE.match(line))
    prose = lines[-1].rstrip().endswith((".", "!", "?", "。")) and len(lines[0].split()) > 4
    return coded * 2 >= len(lines) or (lead_in and not prose)
