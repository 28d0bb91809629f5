from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.terminal.answer_text import hits_text
from bot.terminal.layout import columns
from bot.terminal.streams import Terminal
from retrieval.model import Hit, Passage


def hit(rank: int, text: str, *, heading: str = "News", doc_id: str = "notes/lin.md") -> Hit:
    return Hit(
        Passage(f"{doc_id}#0b", doc_id, 0, 3, heading, 7, 9, None, 0, text), 12.5 / rank, rank
    )


def test_each_hit_has_its_rank_score_place_heading_and_beginning() -> None:
    hits = [hit(1, "Lin was\nappointed."), hit(2, "He " + "led " * 20, heading="")]

    assert hits_text(hits, Terminal(40)).splitlines() == [
        "1  12.500  notes/lin.md:7-9",
        "           News",
        "           Lin was appointed.",
        "2   6.250  notes/lin.md:7-9",
        "           He led led led led led led…",
    ]


@given(st.text(), st.integers(40, 100))
def test_no_line_is_wider_than_the_surface(text: str, width: int) -> None:
    hits = [hit(1, text, heading=text, doc_id=text), hit(1000, text)]

    assert all(columns(line) <= width for line in hits_text(hits, Terminal(width)).split("\n"))
