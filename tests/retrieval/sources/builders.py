"""Small real files for the tests, and what must hold of anything that a loader yields."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.model import ParsedDocument
from retrieval.sources.base import DEFAULT_LIMITS, Limits
from retrieval.sources.folder import scan
from retrieval.sources.registry import load


@dataclass(frozen=True)
class Word:
    """A run of text on a PDF page: its place in points from the lower left, and its size."""

    text: str
    y: float
    x: float = 72
    size: float = 10


def read(
    folder: Path,
    name: str,
    content: bytes | str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    report: Callable[[str], None] = print,
) -> list[ParsedDocument]:
    """Write a file and load it, checking what must hold of every document."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    documents = list(load(scan(path).files[0], limits, report))
    for parsed in documents:
        assert_valid(parsed)
    return documents


def read_one(folder: Path, name: str, content: bytes | str) -> ParsedDocument:
    """Write a file of one document and load it."""
    (parsed,) = read(folder, name, content)
    return parsed


def assert_valid(parsed: ParsedDocument) -> None:
    """Check the promises that later stages rely on."""
    text = parsed.document.text
    text.encode("utf-8")
    assert "\r" not in text or parsed.document.path.endswith(("jsonl", "ndjson"))
    assert "\0" not in text
    assert parsed.document.doc_id
    assert len(parsed.document.sha256) == 64
    end = 0
    for block in parsed.blocks:
        assert end <= block.start < block.end <= len(text)
        words = text[block.start : block.end]
        assert words == (words.rstrip() if block.kind == "code" else words.strip()) != ""
        assert 1 <= block.first_line <= block.last_line
        end = block.end


def shown(parsed: ParsedDocument) -> list[str]:
    """The text of every block."""
    return [parsed.document.text[block.start : block.end] for block in parsed.blocks]


def outline(parsed: ParsedDocument) -> list[tuple[str, int, str]]:
    """Every block as its kind, its level and its text."""
    kinds = [(block.kind, block.level) for block in parsed.blocks]
    return [(kind, level, text) for (kind, level), text in zip(kinds, shown(parsed), strict=True)]


def lines(parsed: ParsedDocument) -> list[tuple[int, int]]:
    """The first and the last line of every block."""
    return [(block.first_line, block.last_line) for block in parsed.blocks]


def pdf(*pages: Sequence[Word], info: str = "") -> bytes:
    """A PDF of these pages, written by hand; `info` is the inside of its info dictionary."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        font,
    ]
    for number, words in enumerate(pages):
        content = b"\n".join(map(_drawn, words))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    objects.append(f"<< {info} >>".encode("latin-1"))
    return _file(objects)


def paragraph(text: str, top: float, **place: float) -> list[Word]:
    """Lines of text one under another, each 12 points below the last."""
    return [Word(line, top - 12 * number, **place) for number, line in enumerate(text.split("\n"))]


def docx(build: Callable[..., None]) -> bytes:
    """A Word file that `build` fills, given an empty python-docx document."""
    import docx as python_docx

    document = python_docx.Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _drawn(word: Word) -> bytes:
    text = word.text.encode("cp1252")
    for special in (b"\\", b"(", b")"):
        text = text.replace(special, b"\\" + special)
    place = f"BT /F1 {word.size} Tf 1 0 0 1 {word.x} {word.y} Tm (".encode()
    return place + text + b") Tj ET"


def _file(objects: Sequence[bytes]) -> bytes:
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    trailer = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    out.write(trailer % (len(objects) + 1, len(objects), table))
    return out.getvalue()
