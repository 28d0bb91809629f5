"""Tables of values: which row names the columns, and what stands above them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sources.draft import Draft
from retrieval.sources.grid import Grid, Row, column_name


def kinds(*rows: str, named: int = 0) -> list[str]:
    """The kinds of the blocks that rows make, their cells between commas."""
    draft = Draft()
    Grid(draft, print, 0).write(
        Row(row.split(","), (1, 1), named=number < named) for number, row in enumerate(rows)
    )
    return [block.kind for block in draft.blocks]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("pot,size", "jug,2"), "header row"),
        ((",Mon,Tue", "jug,2,3"), "header row"),
        (("pot,2024,2025", "jug,2,3"), "header row"),
        (("pot,price (€)", "jug,2"), "header row"),
        (("2024,2025", "2,3"), "row row"),
        (("phone,5550 17", "fax,5550 18"), "row row"),
        (("2025-03-04,started", "2025-03-05,stopped"), "row row"),
        (("K-12,jug", "K-13,mug"), "row row"),
        (("same,same", "a,b"), "row row"),
        (("It is a long sentence that ends.,x", "a,b"), "row row"),
        (("pot,", "jug,2", "mug,3"), "paragraph row row"),
        (("a,b,,,", "1,2,3,4,5"), "row row"),
        (("Prices of 2026", "", "pot,size", "jug,2"), "paragraph header row"),
        (("jug,2",), "row"),
        (("one", "two"), "row row"),
    ],
)
def test_a_first_row_that_looks_like_names_names_the_columns(
    rows: tuple[str, ...], expected: str
) -> None:
    assert kinds(*rows) == expected.split()


def test_rows_that_are_marked_name_the_columns_whatever_they_look_like() -> None:
    assert kinds("1,2", "3,4", "5,6", named=2) == ["header", "header", "row"]


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (16_383, "XFD")])
def test_columns_are_named_as_in_a_spreadsheet(column: int, name: str) -> None:
    assert column_name(column) == name


@given(st.lists(st.lists(st.text("ab1 \n|", max_size=5), max_size=8), max_size=30))
def test_every_word_of_a_table_is_in_its_text(cells: list[list[str]]) -> None:
    draft = Draft()
    Grid(draft, print, 0).write(Row(row, (1, 1)) for row in cells)
    words = [word for row in cells for cell in row for word in cell.split()]
    assert [word for word in words if word not in draft.text] == []
