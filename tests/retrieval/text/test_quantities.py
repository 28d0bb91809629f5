"""Amounts as sources write them, with their units and bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.values import agree, numbers_in, surely_differ, times_in

WRITTEN = [
    ("over 600 million downloads", ["over 600000000"]),
    ("90,000+ enterprises", ["over 90000"]),
    ("about 30 people", ["about 30"]),
    ("$6.04 billion", ["6040000000 usd"]),
    ("1.65 billion dollars", ["1650000000 usd"]),
    ("€3", ["3 eur"]),
    ("5% of it", ["5 percent"]),
    ("5 per cent", ["5 percent"]),
    ("a 324 m mast", ["324 metres"]),
    ("5 km", ["5000 metres"]),
    ("twenty-five men", ["25"]),
    ("a dozen eggs", ["12"]),
    ("two hundred", ["200"]),
    ("0.8B to 9B", ["800000000", "9000000000"]),
    ("US$1.2bn", ["1200000000 usd"]),
    ("0 to 5 points", ["0"]),
    ("Qwen3.5 and Q3, the 25th, at 3:1", []),
    ("on 3 March 2026 at 9 pm", []),
]


@pytest.mark.parametrize(("text", "normalised"), WRITTEN)
def test_an_amount_is_read_with_its_unit_and_bound(text: str, normalised: list[str]) -> None:
    assert [one.value.normalised for one in numbers_in(text)] == normalised


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("over 600 million", "640 million", True),
        ("over 600 million", "500 million", False),
        ("over 600 million", "2 billion", False),
        ("90,000+", "more than 90,000", True),
        ("about 30", "32", True),
        ("about 30", "40", False),
        ("nearly 2 million", "1.9 million", True),
        ("fewer than 50", "42", True),
        ("fewer than 50", "60", False),
        ("$6 billion", "$6.04 billion", True),
        ("$6.04 billion", "$1.04 billion", False),
        ("$10.4 billion", "$10.389 billion", True),
        ("14", "19", False),
        ("1,240", "1,420", False),
        ("3 to 5 million", "4 million", True),
        ("324 metres", "1,063 feet", True),
        ("324 metres", "900 feet", False),
        ("3 years", "4 years", False),
        ("5 percent", "5 dollars", False),
        ("$5", "€5", False),
    ],
)
def test_amounts_agree_where_a_number_is_meant_by_both(one: str, other: str, same: bool) -> None:
    first, second = numbers_in(one)[0].value, numbers_in(other)[0].value
    assert agree(first, second) == agree(second, first) == same


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("9 pm", ["21:00"]),
        ("9:30 a.m.", ["09:30"]),
        ("21:00", ["21:00"]),
        ("6.04 pm", ["18:04"]),
        ("noon", ["12:00"]),
        ("12:01 AM", ["00:01"]),
        ("6.04 and 3:1, 25:00, 13 pm", []),
    ],
)
def test_a_time_of_day_is_read(text: str, normalised: list[str]) -> None:
    assert [one.value.normalised for one in times_in(text)] == normalised


def test_a_time_that_may_be_of_the_morning_or_the_evening_agrees_with_both() -> None:
    unsure, evening, morning = (times_in(text)[0].value for text in ("9:30", "21:30", "9:30 am"))
    assert agree(unsure, evening)
    assert agree(unsure, morning)
    assert not agree(evening, morning)


AMOUNTS = st.sampled_from([text for text, found in WRITTEN if found])


@given(st.lists(AMOUNTS | st.text(max_size=12), max_size=6).map(" ".join))
def test_an_amount_stands_where_it_was_read(text: str) -> None:
    for one in (*numbers_in(text), *times_in(text)):
        assert 0 <= one.start < one.end <= len(text)
        assert one.value.normalised
        assert agree(one.value, one.value)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("$5", "€6", False),
        ("5 percent", "6", False),
        ("$5", "$6", True),
        ("3 km", "9 miles", True),
        ("0.6bn", "over 600 million", False),
    ],
)
def test_amounts_in_two_units_are_not_surely_different(
    one: str, other: str, *, differ: bool
) -> None:
    (first,), (second,) = numbers_in(one), numbers_in(other)

    assert surely_differ(first.value, second.value) is differ
