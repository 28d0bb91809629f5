from __future__ import annotations

import pytest

from bot.evaluating.tables import share, table
from bot.surface import ASCII, Surface
from bot.wrapping import columns


def test_names_stand_to_the_left_and_figures_to_the_right() -> None:
    rows = [("one", "1,000", "0.5"), ("十一", "1", "–")]

    lines = list(table(("", "asked", "p"), rows, Surface()))

    assert "".join(lines) == (
        "      asked    p\n"
        "one   1,000  0.5\n"
        "十一      1    –\n"
    )  # fmt: skip


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_long_name_is_cut_to_what_the_figures_leave(width: int) -> None:
    name = "a rather long name for a set of questions, " * 2

    lines = list(table(("", "asked"), [(name, "1")], Surface(width)))

    assert all(columns(line.rstrip("\n")) <= width for line in lines)
    assert "…" in lines[1]
    assert lines[1].endswith("  1\n")


def test_what_would_act_on_a_terminal_is_made_visible() -> None:
    assert "\x1b" not in "".join(table(("", "a"), [("\x1b[31m", "\x1b")], Surface()))


def test_no_value_is_a_dash() -> None:
    assert share(None, Surface()) == "–"
    assert share(None, Surface(glyphs=ASCII)) == "-"
    assert share(2 / 3, Surface()) == "0.667"
