"""Text that a terminal may be given: what would act on it, or hide in it, made visible."""

from __future__ import annotations

import re

_ACTING = re.compile(
    # Controls but for white space; invisible formatting but for the two joiners that scripts
    # and emoji are written with; halves of surrogate pairs.
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001-\U000e007f]"
)
_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE = "\x7f", "\u2421"
_OTHER_PICTURE = "\u2426"

SPACES = re.compile("[\t\n\x0b\x0c\r \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+")
"""A run of white space at which a line may end: a no-break space is none."""


def visible(text: str) -> str:
    """Return a text with control and invisible formatting characters as pictures of them.

    C0 controls and DEL become the Unicode pictures of themselves (U+2400 to U+2421), every
    other character of that sort U+2426. White space stays as it is.
    """
    return _ACTING.sub(_picture, text)


def one_line(text: str) -> str:
    """Return a text as `visible` does, on one line, with single spaces."""
    return SPACES.sub(" ", visible(text)).strip(" ")


def _picture(found: re.Match[str]) -> str:
    character = found.group()
    if character < " ":
        return chr(_PICTURES + ord(character))
    return _DELETE_PICTURE if character == _DELETE else _OTHER_PICTURE
