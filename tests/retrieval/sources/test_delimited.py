"""CSV and TSV: which sign separates, which row names the columns, one block a row."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from retrieval.sources import delimited as loader
from tests.retrieval.sources.builders import lines, outline, read, read_one, shown
from tests.retrieval.sources.slices import assert_bounded, assert_slices, loaded, soup

STOCK = "code,pot,price\nK1,jug,12.50\nK2,mug,8.00\n"


def test_each_row_is_a_block_below_the_names_of_its_columns(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "pot_stock.csv", STOCK)
    assert outline(parsed) == [
        ("header", 0, "code | pot | price"),
        ("row", 0, "K1 | jug | 12.50"),
        ("row", 0, "K2 | mug | 8.00"),
    ]
    assert lines(parsed) == [(1, 1), (2, 2), (3, 3)]
    assert [block.place for block in parsed.blocks] == [("cell", f"A{n}") for n in (1, 2, 3)]
    assert parsed.document.title == "pot stock"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_what_separates_is_told_from_the_rows(tmp_path: Path, suffix: str, delimiter: str) -> None:
    raw = STOCK.replace(",", delimiter).replace("12.50", "12,50")
    assert shown(read_one(tmp_path, f"a{suffix}", raw))[1] == "K1 | jug | 12,50"


@pytest.mark.parametrize(
    ("raw", "rows"),
    [
        ('a,b\n"x, y","say ""hi"""\n', ["a | b", 'x, y | say "hi"']),
        ('a,b\n"two\nlines",z\nq,r\n', ["a | b", "two lines | z", "q | r"]),
        ("a,b\r\n1,\r\n,2\r\n\r\n3,4", ["a | b", "1", "2", "3 | 4"]),
        ("sep=^\na^b\n1^2\n", ["a | b", "1 | 2"]),
        (
            'pipe,size\nlong,5" wide\nshort,"3 inches\n',
            ["pipe | size", 'long | 5" wide', "short | 3 inches"],
        ),
        ("\ufeffname,age\nLin,9\n", ["name | age", "Lin | 9"]),
        ("one\ntwo\n", ["one", "two"]),
    ],
    ids=["quotes", "lines in a cell", "empty cells", "declared", "inches", "mark", "one column"],
)
def test_cells_are_as_spreadsheets_read_them(tmp_path: Path, raw: str, rows: list[str]) -> None:
    assert shown(read_one(tmp_path, "a.csv", raw)) == rows


def test_a_quote_that_is_never_closed_takes_no_rows_with_it(tmp_path: Path) -> None:
    raw = 'size,pot\n"5 inch,jug\n' + "4,mug\n" * 500
    assert len(shown(read_one(tmp_path, "a.csv", raw))) == 502


def test_a_cell_over_lines_stands_on_all_of_them(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "a.csv", 'a,b\n"two\nlines",z\nq,r\n')
    assert lines(parsed) == [(1, 1), (2, 3), (4, 4)]


def test_rows_without_end_are_cut_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.sources.grid._MOST_ROWS", 3)
    reports: list[str] = []
    (parsed,) = read(tmp_path, "a.csv", "a,b\n" * 9, report=reports.append)
    assert len(parsed.blocks) == 3
    assert reports == ["tables are cut after 3 rows"]


def test_a_wide_row_is_several_blocks(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "a.csv", ",".join(["x"] * 700) + "\n")
    assert [words.count("x") for words in shown(parsed)] == [300, 300, 100]


@given(raw=soup(",", ";", "\t", '"', '""', "a,b\n", "1", "sep=;\n", "\r\n", "|"))
def test_any_file_is_read_or_refused(raw: bytes) -> None:
    assert_slices(loaded(loader, "a.csv", raw))


@pytest.mark.parametrize("unit", ["a,", ",\n", '"', '"a\n', 'a,"b\n', ";,|\t", "a\n"])
def test_no_file_takes_long(unit: str) -> None:
    assert_bounded(loader, "a.csv", unit)
