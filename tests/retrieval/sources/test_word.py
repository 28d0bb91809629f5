"""Word: headings, items, tables and paragraphs in the order of the document."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from retrieval.errors import UnreadableFile
from retrieval.sources.base import Limits
from tests.retrieval.sources.builders import docx, lines, outline, read, read_one, shown

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def with_xml(*bodies: str) -> bytes:
    """A document whose body is these pieces of WordprocessingML."""
    from docx.oxml import parse_xml

    def build(document: Any) -> None:
        for body in bodies:
            opened = (
                body.replace(">", f" {W}>", 1) if not body.startswith("<w:p/>") else f"<w:p {W}/>"
            )
            document.element.body.insert_element_before(parse_xml(opened), "w:sectPr")

    return docx(build)


def test_everything_comes_in_the_order_of_the_document(tmp_path: Path) -> None:
    def build(document: Any) -> None:
        document.add_heading("The title", 0)
        document.add_heading("A section", 1)
        document.add_paragraph("First.\nSecond line.")
        document.add_paragraph("")
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ("Model", "Size", "Small", "0.8B"), strict=True):
            cell.text = text
        document.add_paragraph("one", style="List Bullet")
        document.add_paragraph("deeper", style="List Bullet 2")
        document.add_paragraph("two", style="List Number")
        document.add_heading("A part", 3)
        document.add_paragraph("After.", style="List Paragraph")

    parsed = read_one(tmp_path, "a.docx", docx(build))
    assert list(zip(lines(parsed), outline(parsed), strict=True)) == [
        ((1, 1), ("heading", 1, "The title")),
        ((2, 2), ("heading", 1, "A section")),
        ((3, 3), ("paragraph", 0, "First.\nSecond line.")),
        ((5, 8), ("table", 0, "Model | Size\nSmall | 0.8B")),
        ((9, 9), ("item", 0, "one")),
        ((10, 10), ("item", 1, "deeper")),
        ((11, 11), ("item", 0, "two")),
        ((12, 12), ("heading", 3, "A part")),
        ((13, 13), ("paragraph", 0, "After.")),
    ]


def test_numbering_makes_items_and_its_absence_unmakes_them(tmp_path: Path) -> None:
    def build(document: Any) -> None:
        for depth, number in ((0, 1), (2, 1), (0, 0)):
            properties = document.add_paragraph("x")._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = depth
            properties.get_or_add_numId().val = number

    kinds = [(kind, level) for kind, level, _ in outline(read_one(tmp_path, "a.docx", docx(build)))]
    assert kinds == [("item", 0), ("item", 2), ("paragraph", 0)]


def test_a_style_based_on_a_heading_is_a_heading(tmp_path: Path) -> None:
    def build(document: Any) -> None:
        style = document.styles.add_style("House style", 1)
        style.base_style = document.styles["Heading 2"]
        document.add_paragraph("Ours", style="House style")

    assert outline(read_one(tmp_path, "a.docx", docx(build))) == [("heading", 2, "Ours")]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", "a\tb\nc"),
        ("<w:p><w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>stop</w:t></w:r></w:p>", "non-stop"),
        ("<w:p><w:ins><w:r><w:t>inserted</w:t></w:r></w:ins></w:p>", "inserted"),
        (
            "<w:p><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>",
            "kept",
        ),
        ("<w:p><w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink></w:p>", "linked"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>7</w:t></w:r></w:p>", "7"),
        (
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>controlled</w:t></w:r></w:p></w:sdtContent></w:sdt>",
            "controlled",
        ),
        ("<w:p><w:r><w:t>soft</w:t><w:softHyphen/><w:t>ly</w:t></w:r></w:p>", "softly"),
    ],
)
def test_the_text_is_what_a_reader_of_the_final_document_sees(
    tmp_path: Path, body: str, text: str
) -> None:
    assert shown(read_one(tmp_path, "a.docx", with_xml(body))) == [text]


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>anchor</w:t></w:r><w:r>"
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    parsed = read_one(tmp_path, "a.docx", with_xml(body))
    assert shown(parsed) == ["anchor", "boxed"]
    assert lines(parsed) == [(1, 1), (2, 2)]


def test_a_table_of_one_column_is_a_frame_around_paragraphs(tmp_path: Path) -> None:
    def build(document: Any) -> None:
        cell = document.add_table(1, 1).cell(0, 0)
        cell.text = "First in the frame."
        cell.add_paragraph("Second in the frame.")

    parsed = read_one(tmp_path, "a.docx", docx(build))
    assert [kind for kind, _, _ in outline(parsed)] == ["paragraph", "paragraph"]


class TestTitle:
    """The title is the property, else the first top heading, else the file's name."""

    def test_the_property(self, tmp_path: Path) -> None:
        def build(document: Any) -> None:
            document.core_properties.title = " The property "
            document.add_heading("The heading", 1)

        document = read_one(tmp_path, "a_file.docx", docx(build)).document
        assert document.title == "The property"
        assert document.published is None

    def test_the_heading(self, tmp_path: Path) -> None:
        def build(document: Any) -> None:
            document.add_heading("Small", 2)
            document.add_heading("The heading", 1)

        assert read_one(tmp_path, "a_file.docx", docx(build)).document.title == "The heading"

    def test_the_name_of_an_empty_document(self, tmp_path: Path) -> None:
        parsed = read_one(tmp_path, "a_file.docx", docx(lambda _document: None))
        assert (parsed.document.title, parsed.document.text) == ("a file", "")
        assert parsed.blocks == ()


class TestUnreadable:
    """A file that is no Word document, or a trap, is refused with the reason."""

    @pytest.mark.parametrize("raw", [b"", b"not a zip", b"PK\x03\x04cut off"])
    def test_no_package(self, tmp_path: Path, raw: bytes) -> None:
        with pytest.raises(UnreadableFile, match=r"^not a readable Word document \("):
            read(tmp_path, "a.docx", raw)

    def test_another_kind_of_package(self, tmp_path: Path) -> None:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            package.writestr("hello.txt", "hello")
        with pytest.raises(UnreadableFile, match=r"^not a readable Word document \("):
            read(tmp_path, "a.docx", stream.getvalue())

    def test_a_package_that_grows_beyond_measure(self, tmp_path: Path) -> None:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("word/document.xml", b" " * 2**20)
        with pytest.raises(UnreadableFile, match=r"^larger than 40 KiB when unpacked$"):
            read(tmp_path, "a.docx", stream.getvalue(), limits=Limits(max_file_bytes=10 * 2**10))
