from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.output import encoded, run_lines
from retrieval.model import Hit, Passage


def hit(rank: int, score: float, passage_id: str = "a.md#0b") -> Hit:
    return Hit(Passage(passage_id, "a.md", 0, 3, "", 1, 1, None, 0, "Lin"), score, rank)


def test_a_run_has_six_columns() -> None:
    assert run_lines("q1", [hit(1, 2.5), hit(2, 1.0, "b.md#0c")]) == (
        "q1 Q0 a.md#0b 1 2.5 quoth\nq1 Q0 b.md#0c 2 1.0 quoth\n"
    )


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("a.md#0b", "a.md#0b"),
        ("my notes.md", "my%20notes.md"),
        ("100%.md", "100%25.md"),
        ("tab\tand\u00a0space", "tab%09and%C2%A0space"),
        ("日本.md", "日本.md"),
        ("half \ud800", "half%20%ED%A0%80"),
    ],
)
def test_an_id_is_one_word(name: str, word: str) -> None:
    assert encoded(name) == word


@given(st.text(min_size=1))
def test_no_id_breaks_a_line_into_other_columns(name: str) -> None:
    assert len(run_lines(name, [hit(1, 1.0, name)]).split()) == 6


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=5))
def test_the_order_of_scores_survives_printing(scores: list[float]) -> None:
    ordered = sorted(scores, reverse=True)
    run = run_lines("q", [hit(rank, score) for rank, score in enumerate(ordered, 1)])

    assert [float(line.split()[4]) for line in run.splitlines()] == ordered
