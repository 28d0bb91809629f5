"""Text laid out for a terminal: what can be shown, how wide it is, and where its lines end.

What would act on a terminal, or hide in it, is made visible; no character else is changed but
white space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_UNSAFE = re.compile(
    # Controls but for white space; invisible formatting but for the two joiners that scripts
    # and emoji are written with; halves of surrogate pairs.
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001-\U000e007f]"
)
_FIRST_PICTURE = 0x2400
_DELETE, _DELETE_PICTURE = "\x7f", "\u2421"
_OTHER_PICTURE = "\u2426"

SPACES = re.compile("[\t\n\x0b\x0c\r \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+")
"""A run of white space at which a line may end: a no-break space is none."""


def visible(text: str) -> str:
    """Return a text with control and invisible formatting characters as pictures of them.

    C0 controls and DEL become the Unicode pictures of themselves (U+2400 to U+2421), every
    other character of that sort U+2426. White space stays as it is.
    """
    return _UNSAFE.sub(_picture, text)


def one_line(text: str) -> str:
    """Return a text as `visible` does, on one line, with single spaces."""
    return SPACES.sub(" ", visible(text)).strip(" ")


def _picture(match: re.Match[str]) -> str:
    character = match.group()
    if character < " ":
        return chr(_FIRST_PICTURE + ord(character))
    return _DELETE_PICTURE if character == _DELETE else _OTHER_PICTURE


_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_WIDEST_CLUSTER = 8
_NO_WIDTH = frozenset(("Mn", "Me", "Cf"))
# After these a path or an address can be cut, so that what follows stays readable.
_BREAKABLE_AFTER = "/\\-_&?="
# What Chinese and Japanese never begin a line with.
_NEVER_FIRST = frozenset("、。，．：；！？）」』】〕〉》”’…・ー")


def columns(text: str) -> int:
    """Return how many columns a text takes at most, by Unicode's East Asian widths (UAX #11)."""
    if text.isascii():
        return len(text)
    return sum(map(_columns_of, text))


def wrap(text: str, width: int) -> Iterator[str]:
    """Yield lines of at most `width` columns, a run of white space in the text being one gap.

    A line ends at white space, between wide characters, or inside a word that is longer than a
    line. Nothing is yielded for blank text. `width` is at least 8: that much may be joined.
    """
    line, used = "", 0
    for word in filter(None, SPACES.split(text)):
        gap = " " if line else ""
        for unit in _units(word, width):
            size = columns(unit)
            if line and used + len(gap) + size > width:
                yield line
                line, used, gap = "", 0, ""
            line, used, gap = line + gap + unit, used + len(gap) + size, ""
    if line:
        yield line


def clipped(text: str, width: int, ellipsis: str) -> str:
    """Return the words that fit into `width` columns, the ellipsis after them if some did not."""
    lines = wrap(text, width)
    first = next(lines, "")
    if next(lines, None) is None:
        return first
    return next(wrap(text, width - columns(ellipsis)), "") + ellipsis


def _columns_of(character: str) -> int:
    if character != _EMOJI_STYLE and unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _units(word: str, width: int) -> Iterable[str]:
    """Return the pieces of a word between which a line may end."""
    size = columns(word)
    if size <= width and size <= len(word):
        return (word,)
    return _pieces(word, width)


def _pieces(word: str, width: int) -> Iterator[str]:
    """Yield wide characters one by one, and what stands between them whole if a line holds it."""
    piece, wide = "", False
    for cluster in _clusters(word):
        cluster_is_wide = columns(cluster) > 1
        closes = cluster[0] in _NEVER_FIRST
        breaks = (wide or cluster_is_wide) and not closes
        if piece and breaks:
            yield piece
            piece = ""
        elif columns(piece + cluster) > width:
            cut = _cut(piece)
            yield piece[:cut]
            piece = piece[cut:]
        piece, wide = piece + cluster, cluster_is_wide
    if piece:
        yield piece


def _cut(piece: str) -> int:
    """Return where an overlong word is best cut: after a hyphen or slash, if one is near."""
    cut = 1 + max(map(piece.rfind, _BREAKABLE_AFTER))
    return cut if cut > len(piece) // 2 else len(piece)


def _clusters(word: str) -> Iterator[str]:
    """Yield characters with the marks that combine with them."""
    cluster, used = "", 0
    for character in word:
        size = _columns_of(character)
        joins = character == _EMOJI_STYLE or cluster.endswith(_JOINER)
        if cluster and size and not (joins and used + size <= _WIDEST_CLUSTER):
            yield cluster
            cluster, used = "", 0
        cluster, used = cluster + character, used + size
    if cluster:
        yield cluster


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 passage", "2 passages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
