"""Dates and titles that sources state about themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sources.metadata import iso_date, looks_like_title, name_as_title


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026-03-04", "2026-03-04"),
        ("2026-03-04T10:00:00Z", "2026-03-04"),
        ("2026-03-04 10:00:00+02:00", "2026-03-04"),
        ("2026/3/4", "2026-03-04"),
        ("2026-03", "2026-03"),
        ("2026", "2026"),
        (" 4 March 2026 ", "2026-03-04"),
        ("4th Mar. 2026", "2026-03-04"),
        ("March 4, 2026", "2026-03-04"),
        ("Wednesday, March 4th 2026", "2026-03-04"),
        ("Sept 2026", "2026-09"),
        ("03/04/2026", None),
        ("2026-13-01", None),
        ("2026-02-30", None),
        ("31 February 2026", None),
        ("last March", None),
        ("4 Marchember 2026", None),
        ("in 2026", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_far_as_it_says(written: str, date: str | None) -> None:
    assert iso_date(written) == date


@given(st.dates())
def test_every_iso_date_from_the_year_1000_is_itself(date: object) -> None:
    expected = str(date) if str(date) >= "1000" else None
    assert iso_date(str(date)) == (expected if str(date) < "3000" else None)


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(written: str) -> None:
    date = iso_date(written)
    assert date is None or date[:4].isdigit()


@pytest.mark.parametrize(
    ("doc_id", "title"),
    [
        ("notes/lin_leaves-qwen.txt", "lin leaves qwen"),
        (".notes.md", ".notes"),
        ("2026-03.report.pdf", "2026 03.report"),
        ("___.txt", "___"),
    ],
)
def test_a_file_name_reads_as_a_title(doc_id: str, title: str) -> None:
    assert name_as_title(doc_id) == title


@pytest.mark.parametrize(
    ("line", "is_title"),
    [
        ("Lin steps down", True),
        ("Who replaced Lin?", True),
        ("Lin stepped down.", False),
        ("He said “no.”", False),
        ("As follows:", False),
        ("* * *", False),
        ("2026", False),
        ("x" * 151, False),
    ],
)
def test_a_title_is_short_and_no_sentence(line: str, is_title: bool) -> None:
    assert looks_like_title(line) is is_title
