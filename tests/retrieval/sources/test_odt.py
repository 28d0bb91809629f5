"""OpenDocument: headings, lists, tables, notes and code in the order of the document."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.sources import odt as loader
from tests.retrieval.sources.builders import lines, outline, read, read_one, shown
from tests.retrieval.sources.office_files import open_document, zipped
from tests.retrieval.sources.slices import assert_slices, loaded


def paragraph(words: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def items(*inside: str, style: str = "", attributes: str = "") -> str:
    made = "".join(f"<text:list-item>{one}</text:list-item>" for one in inside)
    return f'<text:list text:style-name="{style}" {attributes}>{made}</text:list>'


def table(*rows: str) -> str:
    return f"<table:table>{''.join(rows)}</table:table>"


def row(*cells: str, attributes: str = "") -> str:
    made = "".join(
        cell
        if cell.startswith("<table")
        else f"<table:table-cell>{paragraph(cell)}</table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row {attributes}>{made}</table:table-row>"


NUMBERS = (
    '<text:list-style style:name="L">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
    "</text:list-style>"
)


def test_everything_comes_in_the_order_of_the_document(tmp_path: Path) -> None:
    body = (
        paragraph("The Kiln", "Title")
        + '<text:h text:outline-level="2"><text:bookmark text:name="use"/>Use</text:h>'
        + paragraph("It is\n   hot.<text:line-break/>Very.")
        + items(
            paragraph("open") + paragraph("the lid"),
            paragraph("close") + items(paragraph("hood")),
            style="L",
        )
        + table(row("Pot", "Size"), row("jug", "2"))
        + '<text:section><text:h text:outline-level="9">Deep</text:h></text:section>'
    )
    parsed = read_one(tmp_path, "a.odt", open_document(body, styles=NUMBERS))
    assert list(zip(lines(parsed), outline(parsed), strict=True)) == [
        ((1, 1), ("heading", 1, "The Kiln")),
        ((2, 2), ("heading", 2, "Use")),
        ((3, 3), ("paragraph", 0, "It is hot.\nVery.")),
        ((4, 4), ("item", 0, "1. open")),
        ((5, 5), ("paragraph", 1, "the lid")),
        ((6, 6), ("item", 0, "2. close")),
        ((7, 7), ("item", 1, "a) hood")),
        ((8, 9), ("header", 0, "Pot | Size")),
        ((10, 11), ("row", 0, "jug | 2")),
        ((12, 12), ("heading", 6, "Deep")),
    ]
    assert parsed.document.title == "The Kiln"
    assert {block.anchor for block in parsed.blocks[1:-1]} == {"use"}


def test_a_list_goes_on_where_it_says_so(tmp_path: Path) -> None:
    body = (
        items(paragraph("one"), style="L")
        + paragraph("Between.")
        + items(paragraph("two"), style="L", attributes='text:continue-numbering="true"')
        + items(paragraph("anew"), style="L")
        + items(paragraph("bullet"), style="unknown")
    )
    assert shown(read_one(tmp_path, "a.odt", open_document(body, automatic=NUMBERS))) == [
        "1. one",
        "Between.",
        "2. two",
        "1. anew",
        "- bullet",
    ]


def style(name: str, properties: str = "", parent: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:parent-style-name="{parent}">'
        f"<style:text-properties {properties}/></style:style>"
    )


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('a<text:s text:c="3"/>b<text:tab/>c', "a   b\tc"),
        ("<text:a>linked</text:a><text:soft-page-break/> text", "linked text"),
        ('2<text:span text:style-name="up">32</text:span>', "2^32"),
        ('H<text:span text:style-name="down">2</text:span>O', "H₂O"),
        ('seen<text:span text:style-name="gone">unseen</text:span>', "seen"),
        ("<office:annotation><text:p>comment</text:p></office:annotation>said", "said"),
        ("<text:hidden-text>x</text:hidden-text>said", "said"),
        ("<text:page-number>7</text:page-number>", "7"),
    ],
)
def test_the_text_is_what_a_reader_sees(tmp_path: Path, inside: str, text: str) -> None:
    styles = (
        style("up", 'style:text-position="super 58%"')
        + style("down", 'style:text-position="sub 58%"')
        + style("gone", 'text:display="none"')
    )
    raw = open_document(paragraph(inside), automatic=styles)
    assert shown(read_one(tmp_path, "a.odt", raw)) == [text]


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        ("Preformatted_20_Text", ("code", 0, "x")),
        ("P1", ("code", 0, "x")),
        ("List_20_Heading", ("term", 0, "x")),
        ("List_20_Contents", ("definition", 0, "x")),
        ("mono", ("code", 0, "x")),
        ("Text_20_body", ("paragraph", 0, "x")),
        ("circle", ("paragraph", 0, "x")),
    ],
)
def test_a_style_says_what_its_paragraphs_are(
    tmp_path: Path, used: str, expected: tuple[str, int, str]
) -> None:
    styles = (
        style("P1", parent="Preformatted_20_Text")
        + style("mono", 'style:font-name="Courier New"')
        + style("circle", parent="circle")
    )
    raw = open_document(paragraph("x", used), automatic=styles)
    assert outline(read_one(tmp_path, "a.odt", raw)) == [expected]


def test_lines_of_code_are_one_block(tmp_path: Path) -> None:
    body = "".join(
        paragraph(line, "Preformatted_20_Text")
        for line in ("make", "", '<text:s text:c="2"/>make install')
    )
    parsed = read_one(tmp_path, "a.odt", open_document(body + paragraph("Done.")))
    assert outline(parsed) == [
        ("code", 0, "make\n\n  make install"),
        ("paragraph", 0, "Done."),
    ]


def test_what_stands_apart_follows_its_paragraph(tmp_path: Path) -> None:
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        f"{paragraph('At 900 degrees.')}</text:note-body></text:note>"
    )
    box = f"<draw:frame><draw:text-box>{paragraph('Boxed.')}</draw:text-box></draw:frame>"
    body = paragraph(f"It is hot.{note}{box}") + paragraph("It cools.")
    assert shown(read_one(tmp_path, "a.odt", open_document(body))) == [
        "It is hot.",
        "At 900 degrees.",
        "Boxed.",
        "It cools.",
    ]


def test_indexes_and_deletions_are_not_read(tmp_path: Path) -> None:
    body = (
        f"<text:tracked-changes>{paragraph('deleted')}</text:tracked-changes>"
        f"<text:table-of-content>{paragraph('Kiln 3')}</text:table-of-content>" + paragraph("Hot.")
    )
    assert shown(read_one(tmp_path, "a.odt", open_document(body))) == ["Hot."]


def test_headers_of_pages_come_first_but_not_their_numbers(tmp_path: Path) -> None:
    pages = (
        f"<style:master-page><style:header>{paragraph('Call 5550.')}</style:header>"
        f"<style:footer>{paragraph('Page <text:page-number>1</text:page-number>')}</style:footer>"
        "</style:master-page>"
    ) * 2
    raw = open_document(paragraph("Body."), pages=pages)
    assert shown(read_one(tmp_path, "a.odt", raw)) == ["Call 5550.", "Body."]


class TestTables:
    """Each row of values is a block, a frame around paragraphs is none."""

    def test_rows_that_are_marked_name_the_columns(self, tmp_path: Path) -> None:
        head = f"<table:table-header-rows>{row('1', '2')}</table:table-header-rows>"
        assert outline(read_one(tmp_path, "a.odt", open_document(table(head, row("3", "4"))))) == [
            ("header", 0, "1 | 2"),
            ("row", 0, "3 | 4"),
        ]

    def test_a_cell_over_rows_is_repeated_in_each(self, tmp_path: Path) -> None:
        tall = (
            f'<table:table-cell table:number-rows-spanned="2">{paragraph("clay")}'
            "</table:table-cell>"
        )
        body = table(row(tall, "jug"), row("<table:covered-table-cell/>", "mug"))
        assert shown(read_one(tmp_path, "a.odt", open_document(body))) == [
            "clay | jug",
            "clay | mug",
        ]

    def test_a_table_of_one_column_is_a_frame(self, tmp_path: Path) -> None:
        body = table(row("One."), row("Two."))
        kinds = [kind for kind, _, _ in outline(read_one(tmp_path, "a.odt", open_document(body)))]
        assert kinds == ["paragraph", "paragraph"]


def test_a_spreadsheet_has_a_heading_for_each_sheet(tmp_path: Path) -> None:
    sheet = (
        '<table:table table:name="Pots"><table:table-column/>'
        + row("pot", "price")
        + row("", attributes='table:number-rows-repeated="3"')
        + row("jug", "12 €")
        + '<table:table-row table:number-rows-repeated="1048570"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    parsed = read_one(tmp_path, "a.ods", open_document(sheet, kind="spreadsheet"))
    assert outline(parsed) == [
        ("heading", 1, "Pots"),
        ("header", 0, "pot | price"),
        ("row", 0, "jug | 12 €"),
    ]
    assert [block.place for block in parsed.blocks[1:]] == [
        ("cell", "Pots!A1"),
        ("cell", "Pots!A5"),
    ]


@pytest.mark.parametrize("raw", [b"", b"no zip", zipped({"a": "b"}), zipped({"content.xml": "<"})])
def test_what_is_no_open_document_is_refused(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^not a readable OpenDocument file \("):
        read(tmp_path, "a.odt", raw)


PIECES = (
    *("<text:p>", "</text:p>", "<text:list>", "</text:list>", "<text:list-item>", "x"),
    *("</text:list-item>", '<text:h text:outline-level="-1">', "</text:h>", "<text:span>"),
    *("</text:span>", "<table:table>", "</table:table>", "<table:table-row>"),
    *("</table:table-row>", "<table:table-cell>", "</table:table-cell>", "<text:note>"),
    *("</text:note>", '<text:s text:c="99999999"/>', '<table:table-cell table:name="x"/>'),
)


@given(
    body=st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
    kind=st.sampled_from(["text", "spreadsheet"]),
)
def test_any_body_is_read_or_refused(body: str, kind: str) -> None:
    assert_slices(loaded(loader, "a.odt", open_document(body, kind=kind)))


TRAPS = {
    "lists": "<text:list><text:list-item>" * 50_000 + "</text:list-item></text:list>" * 50_000,
    "spans": f"<text:p>{'<text:span>' * 50_000}{'</text:span>' * 50_000}</text:p>",
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_refused_before_it_takes_effect(trap: str) -> None:
    assert loaded(loader, "a.odt", open_document(TRAPS[trap])) == []


def test_what_repeats_itself_is_not_written_out(tmp_path: Path) -> None:
    cell = (
        f'<table:table-cell table:number-columns-repeated="16384">{paragraph("x")}'
        "</table:table-cell>"
    )
    body = table(*[row(cell, "y", attributes='table:number-rows-repeated="1048576"')] * 3)
    assert len(read_one(tmp_path, "a.odt", open_document(body)).document.text) < 5000
