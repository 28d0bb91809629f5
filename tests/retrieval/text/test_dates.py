"""Dates as sources write them, and which of them may be the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.values import agree, dates_in

WRITTEN = [
    ("on March 3, 2026", ["2026-03-03"]),
    ("on 3 March 2026", ["2026-03-03"]),
    ("on the 3rd of March 2026", ["2026-03-03"]),
    ("Mar. 3rd, 2026", ["2026-03-03"]),
    ("dated 2026-03-03", ["2026-03-03"]),
    ("from August 13–29, 2004", ["2004-08-13/2004-08-29"]),
    ("on 15th May", ["--05-15"]),
    ("in March 2026", ["2026-03"]),
    ("in March", ["--03"]),
    ("in early March 2026", ["2026-03-01/2026-03-14"]),
    ("in mid-2019", ["2019-03-01/2019-09-30"]),
    ("in the third quarter of 2019", ["2019-07-01/2019-09-30"]),
    ("in the summer of 2020", ["2020-06-01/2020-09-30"]),
    ("in 1931", ["1931"]),
    ("in the 1930s", ["1930/1939"]),
    ("in the 19th century", ["1801/1900"]),
    ("in 44 BC", ["-0044"]),
    ("in AD 79", ["0079"]),
    ("the 2012–13 season", ["2012/2013"]),
    ("28 June to 11 July 2021", ["--06-28", "2021-07-11"]),
    ("on May 15, 2012.12:01 AM", ["2012-05-15"]),
    ("on 29 February", ["--02-29"]),
    ("you may go, march on", []),
    ("for $2012, 2,012 steps and 2012 people", []),
    ("version 3.2019.1 of A2019", []),
    ("nothing of the kind", []),
]


@pytest.mark.parametrize(("text", "normalised"), WRITTEN)
def test_a_date_is_read_with_its_granularity(text: str, normalised: list[str]) -> None:
    assert [one.value.normalised for one in dates_in(text)] == normalised


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("On Tuesday he left.", "2026-03-03"),
        ("On Wednesday he left.", "2026-03-04"),
        ("He will leave on Friday.", "2026-03-06"),
        ("He left yesterday.", "2026-03-03"),
        ("He left last year.", "2025"),
        ("He left last month.", "2026-02"),
        ("He left two weeks ago.", "2026-02-16/2026-02-22"),
        ("He left 3 days ago.", "2026-03-01"),
        ("He leaves next month.", "2026-04"),
    ],
)
def test_a_date_is_told_from_the_day_of_publication(text: str, normalised: str) -> None:
    assert [one.value.normalised for one in dates_in(text, "2026-03-04")] == [normalised]


@pytest.mark.parametrize("published", [None, "", "soon", "March", "0000", "2026-99-99"])
def test_without_a_day_of_publication_a_weekday_is_no_date(published: str | None) -> None:
    assert dates_in("On Tuesday he left.", published) == []


def test_with_a_year_of_publication_only_years_are_told_from_it() -> None:
    assert [one.value.normalised for one in dates_in("last year, on Tuesday", "2026")] == ["2025"]


@pytest.mark.parametrize("sign", ["...", "…", " —", ":", " |"])
def test_the_date_that_a_text_is_set_under_is_not_what_it_tells_of(sign: str) -> None:
    assert [one.value.normalised for one in dates_in(f"Aug 29, 2021{sign} It opened in 1931.")] == [
        "1931"
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("early March 2026", "3 March 2026", True),
        ("in early March", "3 March 2026", True),
        ("late March 2026", "3 March 2026", False),
        ("March 3", "3 March 2026", True),
        ("March 3", "4 March 2026", False),
        ("in 2026", "3 March 2026", True),
        ("in 2025", "3 March 2026", False),
        ("June 9, 2025", "3 March 2026", False),
        ("June 9, 2025", "3 March", False),
        ("the 1930s", "12 April 1931", True),
        ("mid-2019", "July 2019", True),
        ("early 2023", "April 2023", True),
        ("early 2023", "November 2023", False),
        ("44 BC", "AD 44", False),
        ("December 2019", "winter 2020", True),
    ],
)
def test_dates_agree_where_a_day_is_meant_by_both(one: str, other: str, same: bool) -> None:
    first, second = dates_in(one)[0].value, dates_in(other)[0].value
    assert agree(first, second) == agree(second, first) == same


DATES = st.sampled_from([text for text, found in WRITTEN if found])


@given(st.lists(DATES | st.text(max_size=12), max_size=6).map(" ".join), st.none() | st.text())
def test_a_date_stands_where_it_was_read(text: str, published: str | None) -> None:
    for one in dates_in(text, published):
        assert 0 <= one.start < one.end <= len(text)
        assert one.value.normalised
        assert agree(one.value, one.value)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("It opened on 2 April. Then it rained.", "2 April"),
        ("It opened on 2 Apr. 2019.", "2 Apr. 2019"),
        ("It opened in December.", "in December"),
        ("It opened on March 3, 2026.", "March 3, 2026"),
    ],
)
def test_the_full_stop_of_a_sentence_is_no_part_of_its_date(text: str, written: str) -> None:
    (found,) = dates_in(text)

    assert text[found.start : found.end] == written.removeprefix("in ")
