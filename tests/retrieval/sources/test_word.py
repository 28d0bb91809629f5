"""Word: headings, items, tables and paragraphs in the order of the document."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.sources import word as loader
from retrieval.sources.base import Limits
from tests.retrieval.sources.builders import docx, lines, outline, read, read_one, shown
from tests.retrieval.sources.office_files import word, zipped
from tests.retrieval.sources.slices import assert_slices, loaded


def paragraph(words: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def style(name: str, inside: str = "", based_on: str = "", kind: str = "paragraph") -> str:
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/>{inside}</w:style>'
    )


def in_style(name: str, words: str) -> str:
    return paragraph(words, f'<w:pStyle w:val="{name}"/>')


def numbered(words: str, number: int = 1, depth: int = 0) -> str:
    return paragraph(
        words, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    )


def table(*rows: tuple[str, ...]) -> str:
    made = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{made}</w:tbl>"


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
        ((5, 6), ("header", 0, "Model | Size")),
        ((7, 8), ("row", 0, "Small | 0.8B")),
        ((9, 9), ("item", 0, "- one")),
        ((10, 10), ("item", 1, "- deeper")),
        ((11, 11), ("item", 0, "1. two")),
        ((12, 12), ("heading", 3, "A part")),
        ((13, 13), ("paragraph", 0, "After.")),
    ]


def _level(depth: int, numbers: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{numbers}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    f'<w:abstractNum w:abstractNumId="7">{_level(0, "decimal", "%1.")}'
    f"{_level(1, 'lowerLetter', '%1.%2)')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="8">{_level(0, "bullet", " ")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
)


def test_items_have_the_numbers_that_word_shows(tmp_path: Path) -> None:
    body = (
        numbered("open")
        + numbered("hood", depth=1)
        + numbered("lid", depth=1)
        + numbered("of oak", number=2)
        + numbered("close")
        + numbered("hinge", depth=1)
        + numbered("plain", number=0)
        + numbered("unknown", number=9)
    )
    parsed = read_one(tmp_path, "a.docx", word(body, numbering=NUMBERING))
    assert outline(parsed) == [
        ("item", 0, "1. open"),
        ("item", 1, "1.a) hood"),
        ("item", 1, "1.b) lid"),
        ("paragraph", 1, "of oak"),
        ("item", 0, "2. close"),
        ("item", 1, "2.a) hinge"),
        ("paragraph", 0, "plain"),
        ("item", 0, "- unknown"),
    ]


@pytest.mark.parametrize(
    ("defined", "used", "expected"),
    [
        (style("heading 2"), "heading 2", ("heading", 2, "x")),
        (style("heading 2") + style("Ours", based_on="heading 2"), "Ours", ("heading", 2, "x")),
        (style("Title"), "Title", ("heading", 1, "x")),
        (style("Title") + style("Author", based_on="Title"), "Author", ("paragraph", 0, "x")),
        (
            style("Kapitel", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>'),
            "Kapitel",
            ("heading", 3, "x"),
        ),
        (style("List Number 2"), "List Number 2", ("item", 1, "- x")),
        (style("List Continue"), "List Continue", ("paragraph", 0, "x")),
        (style("Definition Term"), "Definition Term", ("term", 0, "x")),
        (style("Definition"), "Definition", ("definition", 0, "x")),
        (style("Source Code"), "Source Code", ("code", 0, "x")),
        (style("HTML Preformatted"), "HTML Preformatted", ("code", 0, "x")),
        (style("a", based_on="b") + style("b", based_on="a"), "a", ("paragraph", 0, "x")),
    ],
)
def test_a_style_says_what_its_paragraphs_are(
    tmp_path: Path, defined: str, used: str, expected: tuple[str, int, str]
) -> None:
    parsed = read_one(tmp_path, "a.docx", word(in_style(used, "x"), styles=defined))
    assert outline(parsed) == [expected]


def test_a_table_of_contents_is_not_read(tmp_path: Path) -> None:
    body = in_style("toc 1", "Kiln 3") + paragraph("The kiln is hot.")
    assert shown(read_one(tmp_path, "a.docx", word(body, styles=style("toc 1")))) == [
        "The kiln is hot."
    ]


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>", "a\tb\nc"),
        ("<w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>stop</w:t></w:r>", "non-stop"),
        ("<w:r><w:t>soft</w:t><w:softHyphen/><w:t>ly</w:t></w:r>", "softly"),
        ("<w:ins><w:r><w:t>inserted</w:t></w:r></w:ins>", "inserted"),
        (run("kept") + "<w:del><w:r><w:delText>x</w:delText></w:r></w:del>", "kept"),
        (run("kept") + "<w:moveFrom><w:r><w:t>x</w:t></w:r></w:moveFrom>", "kept"),
        ("<w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink>", "linked"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>7</w:t></w:r>", "7"),
        (run("seen") + run("unseen", "<w:vanish/>"), "seen"),
        (run("seen", '<w:vanish w:val="false"/>'), "seen"),
        (run("2") + run("3", '<w:vertAlign w:val="superscript"/>') * 2, "2^33"),
        (run("H") + run("2", '<w:vertAlign w:val="subscript"/>') + run("O"), "H₂O"),
        (run("1") + run("st", '<w:vertAlign w:val="superscript"/>'), "1st"),
        ("<w:sdt><w:sdtContent><w:r><w:t>chosen</w:t></w:r></w:sdtContent></w:sdt>", "chosen"),
        (
            f"<w:ruby><w:rt>{run('kan')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby>",
            "漢",
        ),
    ],
)
def test_the_text_is_what_a_reader_of_the_final_document_sees(
    tmp_path: Path, inside: str, text: str
) -> None:
    assert shown(read_one(tmp_path, "a.docx", word(f"<w:p>{inside}</w:p>"))) == [text]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<m:sSup><m:e>{x}</m:e><m:sup>{2}</m:sup></m:sSup>", "x^2"),
        ("<m:sSub><m:e>{x}</m:e><m:sub>{1}</m:sub></m:sSub>", "x₁"),
        ("<m:f><m:num>{a}{+b}</m:num><m:den>{2}</m:den></m:f>", "(a+b)/2"),
    ],
)
def test_a_formula_stands_on_its_line(tmp_path: Path, formula: str, text: str) -> None:
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    written = formula.replace("{", "<m:r><m:t>").replace("}", "</m:t></m:r>")
    body = f'<w:p xmlns:m="{math}"><m:oMath>{written}</m:oMath></w:p>'
    assert shown(read_one(tmp_path, "a.docx", word(body))) == [text]


COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>anchor</w:t></w:r><w:r>"
        f'<mc:AlternateContent xmlns:mc="{COMPATIBLE}"><mc:Choice>{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    parsed = read_one(tmp_path, "a.docx", word(body))
    assert shown(parsed) == ["anchor", "boxed"]
    assert lines(parsed) == [(1, 1), (2, 2)]


def test_a_note_stands_after_the_paragraph_that_refers_to_it(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t>It is hot.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        + paragraph("It cools.")
    )
    notes = (
        f'<w:footnote w:type="separator" w:id="0">{paragraph("-")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("At 900 degrees.")}</w:footnote>'
    )
    assert shown(read_one(tmp_path, "a.docx", word(body, footnotes=notes))) == [
        "It is hot.",
        "At 900 degrees.",
        "It cools.",
    ]


def test_headers_of_pages_come_first_but_not_their_numbers(tmp_path: Path) -> None:
    body = (
        paragraph("Body.")
        + '<w:sectPr><w:headerReference r:id="r1"/><w:headerReference r:id="r1"/></w:sectPr>'
    )
    header = paragraph("Call 5550 at night.") + paragraph("Page 3 of 9") + paragraph("– 3 –")
    assert shown(read_one(tmp_path, "a.docx", word(body, header=header))) == [
        "Call 5550 at night.",
        "Body.",
    ]


TWO = paragraph("Two.")


class TestTables:
    """Each row of values is a block, a frame around paragraphs is none."""

    def test_the_first_row_names_the_columns(self, tmp_path: Path) -> None:
        body = table(("Room", "Beds"), ("Fox", "2"), ("Bear", "6"))
        assert outline(read_one(tmp_path, "a.docx", word(body))) == [
            ("header", 0, "Room | Beds"),
            ("row", 0, "Fox | 2"),
            ("row", 0, "Bear | 6"),
        ]

    def test_a_row_of_numbers_names_nothing(self, tmp_path: Path) -> None:
        body = table(("Phone", "5550"), ("Fax", "5551"))
        kinds = [kind for kind, _, _ in outline(read_one(tmp_path, "a.docx", word(body)))]
        assert kinds == ["row", "row"]

    def test_a_row_that_word_repeats_on_each_page_names_the_columns(self, tmp_path: Path) -> None:
        body = table(("1", "2"), ("3", "4")).replace(
            "<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>", 1
        )
        assert outline(read_one(tmp_path, "a.docx", word(body)))[0] == ("header", 0, "1 | 2")

    def test_a_cell_over_rows_is_repeated_and_one_over_columns_keeps_them(
        self, tmp_path: Path
    ) -> None:
        merged = "<w:tc><w:tcPr><w:vMerge{}/></w:tcPr>{}</w:tc>"
        rows = (
            "<w:tr>"
            + merged.format(' w:val="restart"', paragraph("Fox"))
            + f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("wide")}</w:tc>'
            + f"<w:tc>{paragraph('1')}</w:tc></w:tr>",
            "<w:tr>"
            + merged.format("", "<w:p/>")
            + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in "abc")
            + "</w:tr>",
        )
        body = f"<w:tbl>{''.join(rows)}</w:tbl>"
        assert shown(read_one(tmp_path, "a.docx", word(body))) == [
            "Fox | wide |  | 1",
            "Fox | a | b | c",
        ]

    @pytest.mark.parametrize(
        "body",
        [
            table(("One.",), ("Two.",)),
            f"<w:tbl><w:tr><w:tc>{table(('One.',))}{TWO}</w:tc><w:tc/></w:tr></w:tbl>",
        ],
        ids=["one column", "a table within"],
    )
    def test_a_frame_is_read_paragraph_by_paragraph(self, tmp_path: Path, body: str) -> None:
        assert outline(read_one(tmp_path, "a.docx", word(body))) == [
            ("paragraph", 0, "One."),
            ("paragraph", 0, "Two."),
        ]


BOLD = "<w:b/>"
COURIER = '<w:rFonts w:ascii="Courier New"/>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            f"<w:p>{run('Parking', BOLD)}</w:p>" + paragraph("It is free."),
            [("heading", 7, "Parking"), ("paragraph", 0, "It is free.")],
        ),
        (f"<w:p>{run('Closed on Mondays', BOLD)}</w:p>", [("paragraph", 0, "Closed on Mondays")]),
        (
            f"<w:p>{run('It is closed on Mondays.', BOLD)}</w:p>" + paragraph("So come later."),
            [("paragraph", 0, "It is closed on Mondays."), ("paragraph", 0, "So come later.")],
        ),
        (
            paragraph("Q: May I smoke?") + paragraph("A: No."),
            [("heading", 7, "Q: May I smoke?"), ("paragraph", 0, "A: No.")],
        ),
        (
            "".join(f"<w:p>{run(line, COURIER)}</w:p>" for line in ("make", "", "  make install")),
            [("code", 0, "make\n\n  make install")],
        ),
        (
            paragraph("•\tfirst") + paragraph("2.\tsecond"),
            [("item", 0, "- first"), ("item", 0, "2. second")],
        ),
    ],
    ids=["bold title", "nothing below", "bold sentence", "question", "code", "typed bullets"],
)
def test_what_looks_say_counts_where_no_style_does(
    tmp_path: Path, body: str, expected: list[tuple[str, int, str]]
) -> None:
    assert outline(read_one(tmp_path, "a.docx", word(body))) == expected


def test_a_further_paragraph_of_a_definition_stands_inside_it(tmp_path: Path) -> None:
    defined = style("Definition Term") + style("Definition")
    body = (
        in_style("Definition Term", "kiln")
        + in_style("Definition", "An oven.")
        + in_style("Definition", "It is of brick.")
    )
    assert outline(read_one(tmp_path, "a.docx", word(body, styles=defined))) == [
        ("term", 0, "kiln"),
        ("definition", 0, "An oven."),
        ("paragraph", 1, "It is of brick."),
    ]


def test_a_bookmark_is_the_anchor_of_what_follows_to_the_next_heading(tmp_path: Path) -> None:
    body = (
        '<w:bookmarkStart w:name="_Toc1"/><w:bookmarkStart w:name="kiln"/>'
        + in_style("heading 1", "Kiln")
        + paragraph("Hot.")
        + in_style("heading 1", "Wheel")
        + paragraph("Round.")
    )
    parsed = read_one(tmp_path, "a.docx", word(body, styles=style("heading 1")))
    assert [block.anchor for block in parsed.blocks] == ["kiln", "kiln", None, None]


def test_a_strict_document_is_read_as_any(tmp_path: Path) -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<w:document xmlns:w="{strict}"><w:body>{paragraph("Hot.")}</w:body></w:document>'
    assert shown(read_one(tmp_path, "a.docx", zipped({"word/document.xml": body}))) == ["Hot."]


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
        with pytest.raises(UnreadableFile, match=r"^not a readable Word document \("):
            read(tmp_path, "a.docx", zipped({"hello.txt": "hello"}))

    def test_an_encrypted_one(self, tmp_path: Path) -> None:
        raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        with pytest.raises(UnreadableFile, match=r"^encrypted, or of an Office before 2007$"):
            read(tmp_path, "a.docx", raw)

    def test_a_package_that_grows_beyond_measure(self, tmp_path: Path) -> None:
        raw = zipped({"word/document.xml": " " * 2**20})
        with pytest.raises(UnreadableFile, match=r"^larger than 40 KiB when unpacked$"):
            read(tmp_path, "a.docx", raw, limits=Limits(max_file_bytes=10 * 2**10))


TRAPS = {
    "entities": "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><x>&b;</x>",
    "tags": f"<w:document xmlns:w='w'>{'<w:p/>' * 3_100_000}</w:document>",
    "depth": "<a>" * 100_000 + "</a>" * 100_000,
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_refused_before_it_takes_effect(trap: str) -> None:
    assert loaded(loader, "a.docx", zipped({"word/document.xml": TRAPS[trap]})) == []


def test_a_note_that_is_referred_to_without_end_is_read_once(tmp_path: Path) -> None:
    body = "<w:p>" + '<w:r><w:footnoteReference w:id="1"/></w:r>' * 1000 + "</w:p>"
    notes = f'<w:footnote w:id="1">{paragraph("The note.")}</w:footnote>'
    assert shown(read_one(tmp_path, "a.docx", word(body, footnotes=notes))) == ["The note."]


PIECES = (
    *("<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>x</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>"),
    *("</w:tr>", "<w:tc>", "</w:tc>", "<w:br/>", "<w:txbxContent>", "</w:txbxContent>"),
    *('<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', '<w:gridSpan w:val="-3"/>'),
    *('<w:footnoteReference w:id="1"/>', "<w:ins>", "</w:ins>", "\0"),
)


@given(body=st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
@settings(max_examples=100)
def test_any_body_is_read_or_refused(body: str) -> None:
    notes = f'<w:footnote w:id="1">{paragraph("The note.")}</w:footnote>'
    assert_slices(loaded(loader, "a.docx", word(body, numbering=NUMBERING, footnotes=notes)))


@st.composite
def _damaged(draw: st.DrawFn) -> bytes:
    """A good file with bytes of a part changed, the package around it in order."""
    whole = io.BytesIO(docx(lambda document: document.add_heading("Heading", 1)))
    stream = io.BytesIO()
    with zipfile.ZipFile(whole) as good, zipfile.ZipFile(stream, "w") as bad:
        chosen = draw(st.sampled_from(sorted(good.namelist())))
        for name in good.namelist():
            body = bytearray(good.read(name))
            if name == chosen:
                place = draw(st.integers(0, len(body)))
                body[place : place + draw(st.integers(0, 30))] = draw(st.binary(max_size=4))
            bad.writestr(name, bytes(body))
    return stream.getvalue()


@given(raw=_damaged())
@settings(max_examples=50)
def test_any_damaged_file_is_read_or_refused(raw: bytes) -> None:
    assert_slices(loaded(loader, "a.docx", raw))
