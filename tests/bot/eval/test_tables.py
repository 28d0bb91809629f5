from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.eval.tables import share, table
from bot.terminal.layout import columns, one_line
from bot.terminal.streams import ASCII, NARROWEST, Terminal


def test_names_stand_to_the_left_and_figures_to_the_right() -> None:
    rows = [("one", "1,000", "0.5"), ("十一", "1", "–")]

    lines = list(table(("", "asked", "p"), rows, Terminal()))

    assert "".join(lines) == (
        "      asked    p\n"
        "one   1,000  0.5\n"
        "十一      1    –\n"
    )  # fmt: skip


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_long_name_is_cut_to_what_the_figures_leave(width: int) -> None:
    name = "a rather long name for a set of questions, " * 2

    lines = list(table(("", "asked"), [(name, "1")], Terminal(width)))

    assert all(columns(line.rstrip("\n")) <= width for line in lines)
    assert "…" in lines[1]
    assert lines[1].endswith("  1\n")


def test_figures_that_find_no_room_go_below_with_the_same_names() -> None:
    header = ("", "questions", "before", "after", "better")
    rows = [("success@1", "2", "1.000", "0.500", "0"), ("success@10", "2", "1.000", "1.000", "0")]

    lines = list(table(header, rows, Terminal(width=40)))

    assert "".join(lines) == (
        "            questions  before  after\n"
        "success@1           2   1.000  0.500\n"
        "success@10          2   1.000  1.000\n"
        "\n"
        "            better\n"
        "success@1        0\n"
        "success@10       0\n"
    )  # fmt: skip


@given(st.lists(st.lists(st.text(max_size=3), min_size=9, max_size=9), min_size=1, max_size=4))
def test_any_table_fits_and_none_of_its_figures_is_lost(rows: list[list[str]]) -> None:
    header, *others = rows
    lines = list(table(header, others, Terminal(NARROWEST)))

    assert all(columns(line.rstrip("\n")) <= NARROWEST for line in lines)
    shown = "".join(lines)
    assert all(one_line(figure).strip() in shown for row in rows for figure in row[1:])


def test_what_would_act_on_a_terminal_is_made_visible() -> None:
    assert "\x1b" not in "".join(table(("", "a"), [("\x1b[31m", "\x1b")], Terminal()))


def test_no_value_is_a_dash() -> None:
    assert share(None, Terminal()) == "–"
    assert share(None, Terminal(glyphs=ASCII)) == "-"
    assert share(2 / 3, Terminal()) == "0.667"
