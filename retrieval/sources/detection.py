"""Which encoding bytes are in that are not UTF-8 and do not say."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

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
