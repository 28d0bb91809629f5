"""Small PDF files, written by hand: what the tests of the loader are given to read."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

Ops = Sequence[str]
"""What is drawn on a page, one operation or more in each string."""

FONTS = ("Helvetica", "Helvetica-Bold", "Courier", "Times-Roman")
PLAIN, BOLD, MONO, ROMAN = (f"F{number}" for number in range(len(FONTS)))


@dataclass(frozen=True)
class Mark:
    """A bookmark: its title, the page that it points at, and its depth, both from 1."""

    title: str
    page: int
    level: int = 1


def text(x: float, y: float, words: str, *, size: float = 10, font: str = PLAIN) -> str:
    """A run of text that begins at a place, in points from the lower left."""
    return f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(words)}) Tj ET"


def column(
    x: float, top: float, words: str, *, step: float = 12, size: float = 10, font: str = PLAIN
) -> list[str]:
    """Lines of text one under another."""
    return [
        text(x, top - step * number, line, size=size, font=font)
        for number, line in enumerate(words.split("\n"))
        if line
    ]


def spread(x: float, y: float, words: Sequence[str], gap: float) -> str:
    """Words with no space drawn between them, but a gap: in thousandths of the type's size."""
    shown = f" {-gap} ".join(f"({_escaped(word)})" for word in words)
    return f"BT /{PLAIN} 10 Tf 1 0 0 1 {x} {y} Tm [{shown}] TJ ET"


def raised(x: float, y: float, *parts: tuple[str, float]) -> str:
    """A line of parts, each with how far it is raised: small type where that is not 0."""
    shown = " ".join(
        f"/{PLAIN} {6 if rise else 10} Tf {rise} Ts ({_escaped(words)}) Tj" for words, rise in parts
    )
    return f"BT 1 0 0 1 {x} {y} Tm {shown} 0 Ts ET"


def rule(x0: float, y: float, x1: float) -> str:
    """A thin line across."""
    return f"{x0} {y} m {x1} {y} l S"


PICTURE = "q 200 0 0 200 100 400 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x7f EI Q"
"""A picture, and no text."""


def pdf_of(
    *pages: Ops,
    info: str = "",
    outline: Sequence[Mark] = (),
    labels: str = "",
    password: str | None = None,
    more: Sequence[bytes] = (),
) -> bytes:
    """A file of these pages.

    `labels` is the inside of the number tree of page labels; `password` encrypts the streams, an
    empty one so that anybody can read them; `more` are further objects, from `MORE` on.
    """
    objects: dict[int, bytes] = {3: f"<< {info} >>".encode("latin-1")}
    for number, name in enumerate(FONTS):
        objects[4 + number] = (
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
        ).encode()
    for number, body in enumerate(more):
        objects[MORE + number] = body
    first = MORE + len(more)
    fonts = " ".join(f"/F{number} {4 + number} 0 R" for number in range(len(FONTS)))
    extra = f"/XObject << /X {MORE} 0 R >>" if more else ""
    kids = [first + 2 * number for number in range(len(pages))]
    for kid, ops in zip(kids, pages, strict=True):
        objects[kid] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {kid + 1} 0 R"
            f" /Resources << /Font << {fonts} >> {extra} >> >>"
        ).encode()
        objects[kid + 1] = stream("\n".join(ops).encode("cp1252"))
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[2] = f"<< /Type /Pages /Count {len(pages)} /Kids [{listed}] >>".encode()
    root = "<< /Type /Catalog /Pages 2 0 R"
    if labels:
        root += f" /PageLabels << /Nums [{labels}] >>"
    if outline:
        top = max(objects) + 1
        root += f" /Outlines {top} 0 R"
        objects |= _outline(outline, top, kids)
    objects[1] = f"{root} >>".encode()
    return _file(objects, password)


MORE = 20


def stream(body: bytes, entries: str = "") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), entries.encode(), body)


def _escaped(words: str) -> str:
    return words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _outline(marks: Sequence[Mark], top: int, kids: Sequence[int]) -> dict[int, bytes]:
    """The objects of an outline whose root is `top`."""
    numbers = range(top + 1, top + 1 + len(marks))
    parents = [
        max((other for other in range(place) if marks[other].level < mark.level), default=-1)
        for place, mark in enumerate(marks)
    ]
    objects = {}
    for place in range(-1, len(marks)):
        children = [numbers[child] for child, parent in enumerate(parents) if parent == place]
        entries = ""
        if children:
            entries += f" /First {children[0]} 0 R /Last {children[-1]} 0 R /Count {len(children)}"
        if place >= 0:
            siblings = [other for other, parent in enumerate(parents) if parent == parents[place]]
            after = [other for other in siblings if other > place]
            entries += f" /Title ({_escaped(marks[place].title)}) /Parent {top} 0 R"
            entries += f" /Dest [{kids[marks[place].page - 1]} 0 R /Fit]"
            entries += f" /Next {numbers[after[0]]} 0 R" if after else ""
        objects[top if place < 0 else numbers[place]] = f"<<{entries} >>".encode()
    return objects


_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_ID = b"0123456789abcdef"


def _file(objects: dict[int, bytes], password: str | None) -> bytes:
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    extra = b""
    if password is not None:
        # The standard security handler, revision 2: RC4 with a key of 40 bits.
        owner = _rc4(hashlib.md5(_padded("owner")).digest()[:5], _padded(password))
        permissions = (-4).to_bytes(4, "little", signed=True)
        key = hashlib.md5(_padded(password) + owner + permissions + _ID).digest()[:5]
        extra = (
            b"/ID [<%s><%s>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
            % (
                *(_ID.hex().encode(), _ID.hex().encode()),
                *(owner.hex().encode(), _rc4(key, _PAD).hex().encode()),
            )
        )
        objects = {number: _encrypted(number, body, key) for number, body in objects.items()}
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    size = max(objects) + 1
    out.write(b"xref\n0 %d\n" % size)
    for number in range(size):
        entry = (
            b"%010d 00000 n \n" % places[number] if number in places else b"%010d 65535 f \n" % 0
        )
        out.write(entry)
    trailer = b"trailer << /Size %d /Root 1 0 R /Info 3 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    out.write(trailer % (size, extra, table))
    return out.getvalue()


def _padded(password: str) -> bytes:
    return (password.encode("latin-1") + _PAD)[:32]


def _encrypted(number: int, body: bytes, key: bytes) -> bytes:
    head, begin, rest = body.partition(b"\nstream\n")
    if not begin:
        return body
    own = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[: len(key) + 5]
    packed = rest.removesuffix(b"\nendstream")
    return head + begin + _rc4(own, packed) + b"\nendstream"


def _rc4(key: bytes, body: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in body:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
