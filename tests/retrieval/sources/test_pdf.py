"""PDF: paragraphs with their pages, without running lines; what cannot be read is said."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader, PdfWriter

from retrieval.errors import UnreadableFile
from retrieval.sources.base import Limits
from retrieval.sources.pdf import Line, mended, page_lines, vocabulary
from tests.retrieval.sources.builders import (
    Word,
    lines,
    outline,
    paragraph,
    pdf,
    read,
    read_one,
    shown,
)

FIRST = "The first paragraph is set over\nseveral lines of the same size of\ntype, and then ends."
SECOND = "The second paragraph follows it\nafter a gap."


def test_gaps_make_paragraphs_and_pages_are_kept(tmp_path: Path) -> None:
    raw = pdf([*paragraph(FIRST, 700), *paragraph(SECOND, 640)], paragraph(SECOND, 700))
    parsed = read_one(tmp_path, "a.pdf", raw)
    assert shown(parsed) == [FIRST, SECOND, SECOND]
    assert [block.page for block in parsed.blocks] == [1, 1, 2]
    assert lines(parsed) == [(1, 3), (4, 5), (1, 2)]
    assert parsed.document.text == f"{FIRST}\n\n{SECOND}\n\n{SECOND}"


def test_an_indent_makes_a_paragraph(tmp_path: Path) -> None:
    words = [*paragraph(FIRST, 700), *paragraph("In from the edge.", 664, x=90)]
    assert shown(read_one(tmp_path, "a.pdf", pdf(words))) == [FIRST, "In from the edge."]


def test_larger_type_makes_headings(tmp_path: Path) -> None:
    words = [
        Word("A Great Title", 740, size=24),
        Word("1. A section", 715, size=14),
        *paragraph(FIRST, 700),
        Word("Another section", 655, size=14),
        *paragraph(SECOND, 640),
    ]
    assert outline(read_one(tmp_path, "a.pdf", pdf(words))) == [
        ("heading", 1, "A Great Title"),
        ("heading", 2, "1. A section"),
        ("paragraph", 0, FIRST),
        ("heading", 2, "Another section"),
        ("paragraph", 0, SECOND),
    ]


def test_bullets_make_items_that_end_where_the_indent_does(tmp_path: Path) -> None:
    words = [
        *paragraph("There are two of them:", 700),
        *paragraph("• one that goes on", 688),
        *paragraph("over a second line", 676, x=84),
        *paragraph("• two", 664),
        *paragraph("that also goes on", 652, x=84),
        *paragraph("And then the text resumes", 640),
    ]
    assert outline(read_one(tmp_path, "a.pdf", pdf(words))) == [
        ("paragraph", 0, "There are two of them:"),
        ("item", 0, "• one that goes on\nover a second line"),
        ("item", 0, "• two\nthat also goes on"),
        ("paragraph", 0, "And then the text resumes"),
    ]


def test_a_sentence_goes_on_at_the_top_of_the_next_column(tmp_path: Path) -> None:
    words = [
        *paragraph("The left column ends in\nthe middle of a", 700),
        *paragraph("sentence that the right one\nfinishes.", 700, x=320),
    ]
    assert len(read_one(tmp_path, "a.pdf", pdf(words)).blocks) == 1


def test_running_lines_and_page_numbers_are_dropped(tmp_path: Path) -> None:
    pages = [
        [
            Word("Annual Report", 760),
            *paragraph(FIRST.replace("first", f"{name} first"), 700),
            Word(f"Chapter 2 - page {number}", 50),
            Word(f"{number}", 36),
        ]
        for number, name in enumerate(("very", "quite", "truly"), 1)
    ]
    parsed = read_one(tmp_path, "a.pdf", pdf(*pages))
    assert [block.page for block in parsed.blocks] == [1, 2, 3]
    assert lines(parsed) == [(2, 4)] * 3
    for dropped in ("Annual", "Chapter", "page"):
        assert dropped not in parsed.document.text


def test_a_line_that_stands_on_two_pages_only_is_kept(tmp_path: Path) -> None:
    pages = [[Word("Annual Report", 760), *paragraph(FIRST, 700)]] * 2
    assert read_one(tmp_path, "a.pdf", pdf(*pages)).document.text.count("Annual Report") == 2


def test_a_document_of_nothing_but_repeated_lines_keeps_them(tmp_path: Path) -> None:
    assert shown(read_one(tmp_path, "a.pdf", pdf(*[[Word("Slide", 700)]] * 3))) == ["Slide"] * 3


class TestHyphens:
    """A word broken at a line's end is whole, and the lines stay lines."""

    @pytest.mark.parametrize(
        ("broken", "whole"),
        [
            (["the transi-", "tion of power"], ["the transition", "of power"]),
            (["the transi\u00ad", "tion, once"], ["the transition,", "once"]),
            (["a transi-", "tion"], ["a transition"]),
            (
                ["a well-", "known fact", "is known as well"],
                ["a well-known", "fact", "is known as well"],
            ),
            (["a re-", "entry", "the re-entry"], ["a re-entry", "the re-entry"]),
            (["Jean-", "Paul came"], ["Jean-", "Paul came"]),
            (["1914-", "1918 was"], ["1914-", "1918 was"]),
            (["he said -", "then left"], ["he said -", "then left"]),
        ],
    )
    def test_broken_words(self, broken: list[str], whole: list[str]) -> None:
        assert mended(broken, vocabulary(broken)) == whole

    def test_in_a_file(self, tmp_path: Path) -> None:
        parsed = read_one(tmp_path, "a.pdf", pdf(paragraph("It was a transi-\ntion of power", 700)))
        assert shown(parsed) == ["It was a transition\nof power"]
        assert lines(parsed) == [(1, 2)]


class TestTitle:
    """The title is the one stated, if a person stated it, else the first line's, else the name."""

    WORDS = (Word("A Great Title", 740, size=24), *paragraph(FIRST, 700))

    @pytest.mark.parametrize(
        ("info", "words", "title"),
        [
            ("/Title (The stated title)", WORDS, "The stated title"),
            ("/Title (Microsoft Word - report.doc)", WORDS, "A Great Title"),
            ("/Title (Microsoft Word - The report)", WORDS, "The report"),
            ("/Title (untitled)", WORDS, "A Great Title"),
            ("/Title ( )", WORDS, "A Great Title"),
            ("", WORDS, "A Great Title"),
            ("/CreationDate (D:20260304)", paragraph(FIRST, 700), "a file"),
        ],
    )
    def test_title(self, tmp_path: Path, info: str, words: Sequence[Word], title: str) -> None:
        document = read_one(tmp_path, "a_file.pdf", pdf(words, info=info)).document
        assert document.title == title
        assert document.published is None


class TestUnreadable:
    """A PDF that cannot be read is refused with the reason and the way out."""

    def test_a_scan(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile) as caught:
            read(tmp_path, "a.pdf", pdf(*[[]] * 12))
        assert str(caught.value) == "no text in its 12 pages: a scan needs OCR first"

    def test_too_many_pages(self, tmp_path: Path) -> None:
        raw = pdf(*[paragraph(FIRST, 700)] * 3)
        with pytest.raises(UnreadableFile, match=r"^3 pages, more than the 2 allowed$"):
            read(tmp_path, "a.pdf", raw, limits=Limits(max_pages=2))
        assert read(tmp_path, "a.pdf", raw, limits=Limits(max_pages=3))

    def test_a_password(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match=r"^encrypted: it opens only with its password$"):
            read(tmp_path, "a.pdf", encrypted("secret"))

    def test_encryption_without_a_password_is_read(self, tmp_path: Path) -> None:
        assert shown(read_one(tmp_path, "a.pdf", encrypted(""))) == [FIRST]

    @pytest.mark.parametrize("raw", [b"", b"not a PDF", b"%PDF-1.4\n%%EOF", b"\0\xff" * 400])
    def test_what_is_no_pdf(self, tmp_path: Path, raw: bytes) -> None:
        with pytest.raises(UnreadableFile, match=r"^not a readable PDF \("):
            read(tmp_path, "a.pdf", raw)

    def test_a_file_that_was_cut_off_gives_what_is_left_of_it_or_a_reason(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        raw = pdf(paragraph(FIRST, 700), paragraph(SECOND, 700))
        for length in range(0, len(raw), 40):
            with suppress(UnreadableFile):
                read(tmp_path, "a.pdf", raw[:length])
        assert not [record for record in caplog.records if record.levelno < logging.CRITICAL]


def test_a_broken_page_is_reported_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(page: PageObject) -> list[Line]:
        lines = page_lines(page)
        if lines[0].text == "broken":
            raise KeyError("/Font")
        return lines

    monkeypatch.setattr("retrieval.sources.pdf.page_lines", failing)
    reports: list[str] = []
    raw = pdf([Word("broken", 700)], paragraph(FIRST, 700))
    (parsed,) = read(tmp_path, "a.pdf", raw, report=reports.append)
    assert [block.page for block in parsed.blocks] == [2]
    assert reports == ["page 1: not a readable page (KeyError: '/Font')"]


def test_text_inside_a_form_is_read_without_its_places(tmp_path: Path) -> None:
    raw = pdf(paragraph("placeholder", 700)).replace(
        b"/F1 3 0 R >> >>", b"/F1 3 0 R >> /XObject << /X 7 0 R >> >>"
    )
    content = b"BT /F1 10 Tf 72 700 Td (Inside a form) Tj ET"
    form = (
        b"7 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font"
        b" << /F1 3 0 R >> >> /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (len(content), content)
    )
    raw = raw.replace(b"(placeholder) Tj ET", b"(Outside) Tj ET /X Do").replace(
        b"xref\n", form + b"xref\n", 1
    )
    assert "Inside a form" in read_one(tmp_path, "a.pdf", raw).document.text


def encrypted(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(paragraph(FIRST, 700)))))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
