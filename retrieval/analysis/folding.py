"""Characters to the form in which words are compared: no case, no accents."""

from __future__ import annotations

import re
import unicodedata

# Combining diacritics and vowel points; vowel signs that spell a word are not among them.
_STRIPPED = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_LETTERS_WITHOUT_ACCENT = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ħ": "h"}
)


def fold(text: str) -> str:
    """Return text in compatibility form (NFKC), case-folded, without accents and vowel points."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = _STRIPPED.sub("", unicodedata.normalize("NFKD", decomposed))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS_WITHOUT_ACCENT)


def lower(text: str) -> str:
    """Return text in compatibility form (NFKC), case-folded, with its accents."""
    return unicodedata.normalize("NFKC", text).casefold()
