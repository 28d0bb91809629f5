"""Excel: sheets as headings, rows as blocks, values as their cells show them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.sources import spreadsheet as loader
from retrieval.sources.spreadsheet import BUILT_IN
from retrieval.sources.spreadsheet import shown as in_format
from tests.retrieval.sources.builders import lines, outline, read, read_one, shown
from tests.retrieval.sources.office_files import sheet, workbook, zipped
from tests.retrieval.sources.slices import assert_slices, loaded


def cell(words: str, at: str = "") -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{words}</t></is></c>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<row {attributes}>{''.join(cells)}</row>"


def one_sheet(*rows: str, above: str = "", below: str = "") -> bytes:
    return workbook(('name="Stock"', sheet("".join(rows), above=above, below=below)))


def test_each_sheet_is_a_heading_over_its_rows(tmp_path: Path) -> None:
    pots = sheet(row(cell("pot"), cell("price")) + row(cell("jug"), "<c><v>12</v></c>"))
    tools = sheet(row(cell("Only a note.", "C7"), attributes='r="7"'))
    parsed = read_one(
        tmp_path,
        "a.xlsx",
        workbook(('name="Pots"', pots), ('name="x" state="hidden"', pots), ('name="Tools"', tools)),
    )
    assert outline(parsed) == [
        ("heading", 1, "Pots"),
        ("header", 0, "pot | price"),
        ("row", 0, "jug | 12"),
        ("heading", 1, "Tools"),
        ("row", 0, "Only a note."),
    ]
    assert [block.place for block in parsed.blocks if block.place] == [
        ("cell", "Pots!A1"),
        ("cell", "Pots!A2"),
        ("cell", "Tools!C7"),
    ]
    assert lines(parsed) == [(1, 1), (1, 1), (2, 2), (1, 1), (7, 7)]


def test_a_title_above_a_table_is_a_paragraph(tmp_path: Path) -> None:
    rows = (
        row(cell("Prices of 2026")),
        row(cell("pot"), cell("price")),
        row(cell("jug"), cell("12")),
    )
    kinds = [kind for kind, _, _ in outline(read_one(tmp_path, "a.xlsx", one_sheet(*rows)))]
    assert kinds == ["heading", "paragraph", "header", "row"]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('<c t="s"><v>0</v></c>', "shared"),
        ('<c t="s"><v>1</v></c>', "rich text"),
        ('<c t="s"><v>9</v></c>', None),
        ('<c t="str"><f>A1</f><v>computed</v></c>', "computed"),
        ("<c><f>1+2</f><v>3</v></c>", "3"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="e"><v>#REF!</v></c>', "#REF!"),
        ("<c><v>0.30000000000000004</v></c>", "0.3"),
        ('<c s="1"><v>45720</v></c>', "2025-03-04"),
        ('<c s="2"><v>0.175</v></c>', "17.5%"),
    ],
)
def test_a_value_is_what_its_cell_shows(tmp_path: Path, written: str, text: str | None) -> None:
    strings = (
        "<si><t>shared</t></si>"
        "<si><r><t>rich </t></r><r><t>text</t></r><rPh><t>reading</t></rPh></si>"
    )
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="0.0%"/></numFmts>'
        '<cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs>'
    )
    raw = workbook(('name="S"', sheet(row(written))), strings=strings, styles=styles)
    assert shown(read_one(tmp_path, "a.xlsx", raw))[1:] == ([text] if text else [])


@pytest.mark.parametrize(
    ("written", "number_format", "text"),
    [
        ("1234.5", "#,##0.00", "1,234.50"),
        ("-1234.5", "#,##0.00;(#,##0.00)", "(1,234.50)"),
        ("0", '0;-0;"none"', "none"),
        ("5", '"€" 0.00', "€ 5.00"),
        ("5", "[$£-809]0.00", "£5.00"),
        ("5", "0.##", "5"),
        ("5.25", "0.##", "5.25"),
        ("7", "000", "007"),
        ("1500000", '0.0,, "M"', "1.5 M"),
        ("-3", "0", "-3"),
        ("-0.2", "0", "0"),
        ("3", '0" pots"', "3 pots"),
        ("1e20", "General", "1e+20"),
        ("0.5", "h:mm", "12:00"),
        ("45720.75", "dd/mm/yyyy hh:mm", "2025-03-04 18:00"),
        ("45720", "mmm yyyy", "2025-03"),
        ("45720", "yyyy", "2025"),
        ("1.5", "[h]:mm", "36:00"),
        ("0.5", "# ?/?", "0.5"),
        ("1", "yyyy-mm-dd", "1900-01-01"),
        ("99999999", "yyyy-mm-dd", "99999999"),
        ("x", "0", "x"),
        ("45720", BUILT_IN[14], "2025-03-04"),
    ],
)
def test_a_number_is_written_in_its_format(written: str, number_format: str, text: str) -> None:
    assert in_format(written, number_format) == text


def test_a_workbook_may_count_its_days_from_1904(tmp_path: Path) -> None:
    raw = workbook(
        ('name="S"', sheet(row('<c s="0"><v>1</v></c>'))),
        styles='<cellXfs><xf numFmtId="14"/></cellXfs>',
        settings='<workbookPr date1904="1"/>',
    )
    assert shown(read_one(tmp_path, "a.xlsx", raw))[1] == "1904-01-02"


def test_hidden_rows_and_columns_are_not_read(tmp_path: Path) -> None:
    raw = one_sheet(
        row(cell("a", "A1"), cell("b", "B1"), cell("c", "C1")),
        row(cell("d", "A2"), attributes='hidden="1"'),
        above='<cols><col min="2" max="2" hidden="1"/></cols>',
    )
    assert shown(read_one(tmp_path, "a.xlsx", raw))[1:] == ["a |  | c"]


def test_a_cell_over_rows_is_repeated_in_each(tmp_path: Path) -> None:
    raw = one_sheet(
        row(cell("kind", "A1"), cell("pot", "B1"), attributes='r="1"'),
        row(cell("clay", "A2"), cell("jug", "B2"), attributes='r="2"'),
        row(cell("mug", "B3"), attributes='r="3"'),
        row(cell("vase", "B4"), attributes='r="4"'),
        below='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>',
    )
    assert shown(read_one(tmp_path, "a.xlsx", raw))[1:] == [
        "kind | pot",
        "clay | jug",
        "clay | mug",
        "vase",
    ]


def test_cells_far_apart_stand_near(tmp_path: Path) -> None:
    (_, words) = shown(
        read_one(tmp_path, "a.xlsx", one_sheet(row(cell("a", "A1"), cell("b", "XFD1"))))
    )
    assert words.startswith("a | ")
    assert words.endswith(" | b")
    assert len(words) < 100


def test_columns_before_the_table_are_left_out(tmp_path: Path) -> None:
    raw = one_sheet(
        row(cell("pot", "C1"), cell("size", "D1")),
        row(cell("jug", "C2"), cell("big", "D2")),
    )
    assert shown(read_one(tmp_path, "a.xlsx", raw))[1:] == ["pot | size", "jug | big"]


@pytest.mark.parametrize(
    "raw", [b"", b"no zip", zipped({"a": "b"}), zipped({"xl/workbook.xml": "<"})]
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^not a readable Excel workbook \("):
        read(tmp_path, "a.xlsx", raw)


PIECES = (
    *("<row>", '<row r="9">', "</row>", '<c r="XFD3">', "<c>", "</c>", "<v>1</v>", "<v>x</v>"),
    *('<c t="s">', '<c t="inlineStr">', "<is>", "</is>", "<t>x</t>", '<c s="1">', '<c t="d">'),
)


@given(rows=st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_sheet_is_read_or_refused(rows: str) -> None:
    assert_slices(loaded(loader, "a.xlsx", workbook(('name="S"', sheet(rows)))))


@given(number_format=st.text('0#?,.;%"\\[]$hmsydE+-/@_* GenralAMP', max_size=20))
def test_any_format_shows_a_number(number_format: str) -> None:
    assert isinstance(in_format("45720.5", number_format), str)


def test_a_row_without_end_is_refused_before_it_is_held() -> None:
    rows = f"<row>{'<c><v>1</v></c>' * 600_000}</row>"
    assert loaded(loader, "a.xlsx", workbook(('name="S"', sheet(rows)))) == []


def test_what_is_no_row_is_passed_over(tmp_path: Path) -> None:
    raw = one_sheet("<x>" * 60_000 + "</x>" * 60_000, row(cell("a")), "<row/>")
    assert shown(read_one(tmp_path, "a.xlsx", raw)) == ["Stock", "a"]


def test_rows_may_be_named_in_a_space_of_their_own(tmp_path: Path) -> None:
    part = sheet(row(cell("a"), cell("b"))).replace("<", "<x:").replace("<x:/", "</x:")
    raw = workbook(('name="S"', part.replace("xmlns=", "xmlns:x=")))
    assert shown(read_one(tmp_path, "a.xlsx", raw)) == ["S", "a | b"]


def test_a_long_string_that_is_used_again_and_again_is_cut(tmp_path: Path) -> None:
    cells = '<c t="s"><v>0</v></c>' * 2
    raw = workbook(
        ('name="S"', sheet(row(cells) * 2000)), strings=f"<si><t>{'word ' * 6000}</t></si>"
    )
    reports: list[str] = []
    (parsed,) = read(tmp_path, "a.xlsx", raw, report=reports.append)
    assert len(parsed.document.text) < 6_000_000
    assert len(reports) == 1
