"""Bytes to text, whatever wrote them."""

from __future__ import annotations

import codecs
import re

from retrieval.errors import UnreadableFile

BINARY = "binary"
"""The reason given for a file that holds no text."""

# Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\b\t\n\v\f\r\x1b"))
_CONTROLS_ALLOWED = 0.02
_LATIN = frozenset({"ascii", "iso8859-1", "cp1252"})
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(raw: bytes, declared: str | None = None) -> str:
    """The text in `raw`, cleaned; a byte order mark is obeyed and dropped.

    UTF-8 is taken at its word. Otherwise `declared`, the encoding that the file itself names,
    decides where it fits, and detection where it does not. A declared Latin alphabet yields
    to valid UTF-8: it is the default that templates carry along unread.

    Raises:
        UnreadableFile: the bytes are no text, or not what their byte order mark says.
    """
    marked = _marked(raw)
    if marked is not None:
        return clean(marked)
    if b"\0" in raw:
        return clean(_unmarked_utf16(raw))
    if len(raw) - len(raw.translate(None, _CONTROLS)) > len(raw) * _CONTROLS_ALLOWED:
        raise UnreadableFile(BINARY)
    named = _codec(declared)
    for encoding in (None if named in _LATIN else named, "utf-8", named):
        text = _strictly(raw, encoding)
        if text is not None:
            return clean(text)
    return clean(_guessed(raw))


def clean(text: str) -> str:
    r"""The text as Quoth holds it: "\n" ends a line, no NUL, no half of a surrogate pair."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")


def shown(text: str) -> str:
    """The text without the characters that nobody sees: soft hyphens, zero-width spaces.

    Joiners that shape letters (U+200C, U+200D) and marks of direction stay.
    """
    return text if text.isascii() else _UNSEEN.sub("", text)


def _marked(raw: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            text = _strictly(raw[len(mark) :], encoding)
            if text is None:
                raise UnreadableFile(f"begins as {encoding.upper()} but does not go on as that")
            return text
    return None


def _unmarked_utf16(raw: bytes) -> str:
    """UTF-16 without a mark: every other byte of Western text is zero."""
    half = len(raw) / 2
    even, odd = raw[0::2].count(0) / half, raw[1::2].count(0) / half
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = _strictly(raw, encoding) if max(even, odd) > 0.3 and min(even, odd) < 0.05 else None
    if text is None:
        raise UnreadableFile(BINARY)
    return text


def _codec(declared: str | None) -> str | None:
    """Python's name for a declared encoding, where it is one that text is stored in."""
    try:
        name = codecs.lookup(declared).name if declared else None
    except (LookupError, ValueError):
        return None
    if name in _LATIN:
        return "cp1252"  # what browsers read when a page says ISO-8859-1
    stored = re.match(r"utf-8$|cp\d|iso|koi8|gb|big5|shift_jis|euc|mac-|tis-620|johab", name or "")
    return name if stored else None


def _strictly(raw: bytes, encoding: str | None) -> str | None:
    try:
        return raw.decode(encoding) if encoding else None
    except UnicodeDecodeError:
        return None


def _guessed(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    # A few broken bytes among many good characters: UTF-8 that was cut or patched.
    if len(text) - len(text.encode("ascii", "ignore")) > 10 * broken:
        return text

    encoding = likely_encoding(raw)
    if encoding is None:
        raise UnreadableFile(BINARY)
    return raw.decode(encoding, "replace")


# What people's files are in; the long tail of code pages only adds wrong guesses.
_CANDIDATES = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("iso8859_2", "koi8_r", "cp866", "mac_roman"),
    *("cp932", "euc_jp", "iso2022_jp", "gb18030", "big5", "cp949"),
]
_SAMPLE_BYTES = 32 * 1024
_FOREIGN_LINE = re.compile(rb"[^\n]*[\x80-\xff][^\n]*\n?")


def likely_encoding(raw: bytes) -> str | None:
    """The name of the likeliest encoding, None where none makes text of the bytes.

    Western European wins a near tie.
    """
    from charset_normalizer import from_bytes

    matches = from_bytes(_sample(raw), cp_isolation=_CANDIDATES)
    best = matches.best()
    if best is None:
        return None
    if "cp1252" in best.could_be_from_charset:
        return "cp1252"
    for match in matches:
        close = match.chaos <= best.chaos + 0.1 and match.coherence >= best.coherence - 0.04
        if match.encoding == "cp1252" and close:
            return "cp1252"
    return best.encoding


def _sample(raw: bytes) -> bytes:
    """The lines that tell encodings apart: those with anything but ASCII, up to a limit."""
    sample = bytearray()
    for line in _FOREIGN_LINE.finditer(raw):
        sample += line.group()[:_SAMPLE_BYTES]
        if len(sample) >= _SAMPLE_BYTES:
            break
    return bytes(sample)
