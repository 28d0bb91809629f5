"""Words that a PDF breaks at a line's end, put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_BROKEN = re.compile(r"(?P<head>[^\W\d_]+)(?P<hyphen>[-\u2010\u00ad])$")
_REST = re.compile(r"(?P<tail>[^\W\d_]+)\S*\s*")


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words that stand unbroken in the lines, compounds with their hyphens, in lower case."""
    words: set[str] = set()
    for line in lines:
        found = re.findall(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*(?![-\u2010\u00ad]$)", line.lower())
        words.update(found)
    return frozenset(words)


def mended(lines: Sequence[str], known: frozenset[str]) -> list[str]:
    """The lines with each broken word whole on the line where it begins.

    The hyphen goes, unless the words of the document say that it belongs: the compound occurs
    elsewhere, or both its halves do and the joined word does not.
    """
    whole = list(lines)
    for number in range(len(whole) - 1):
        broken, rest = _BROKEN.search(whole[number]), _REST.match(whole[number + 1])
        if broken is None or rest is None or not rest["tail"].islower():
            continue
        hyphen = "-" if _belongs(broken, rest["tail"], known) else ""
        whole[number] = whole[number][: broken.start("hyphen")] + hyphen + rest.group().rstrip()
        whole[number + 1] = whole[number + 1][rest.end() :]
    return [line for line in whole if line]


def _belongs(broken: re.Match[str], tail: str, known: frozenset[str]) -> bool:
    head = broken["head"].lower()
    if broken["hyphen"] == "\u00ad" or head + tail in known:
        return False
    return f"{head}-{tail}" in known or (head in known and tail in known)
