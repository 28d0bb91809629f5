"""A disagreement in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal.answer_text import date_in_words, disagreement_summary, quote_numbers, shown_value
from retrieval.model import Disagreement, ValueReading


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-03-03", "3 March 2026"),
        ("2026-03", "March 2026"),
        ("2026", "2026"),
        ("0079", "79"),
        ("--03-03", "3 March"),
        ("--03", "March"),
        ("-", None),
        ("2026-13", None),
        ("1930/1939", None),
        ("4200000 usd", None),
        ("Ann Lee", None),
    ],
)
def test_a_date_is_said_as_people_say_it(value: str, said: str | None) -> None:
    assert date_in_words(value) == said


@given(st.text())
def test_any_value_is_a_date_or_none(value: str) -> None:
    assert date_in_words(value) is None or date_in_words(value)


@pytest.mark.parametrize(
    ("about", "value", "written", "shown"),
    [
        ("date", "2026-03-03", ("On Tuesday",), "3 March 2026"),
        ("date", "2026-03-01/2026-03-14", ("early March",), "early March"),
        ("number", "4200000 usd", ("$4.2 million", "4,200,000 dollars"), "$4.2 million"),
        ("answer", "yes", ("has signed the treaty",), "yes"),
        ("time", "21:00", ("9 pm",), "21:00"),
        ("name", "Swallow", (), "Swallow"),
    ],
)
def test_a_value_is_shown_as_a_source_writes_it_unless_it_is_a_date(
    about: str, value: str, written: tuple[str, ...], shown: str
) -> None:
    assert shown_value(ValueReading(value, written, ("a",), (1,)), about) == shown


def test_the_sentence_counts_sources_and_the_lines_name_quotes() -> None:
    one = ValueReading("2026-03-03", ("March 3",), ("a", "b", "c"), (1, 2))
    other = ValueReading("2025-06-09", ("June 9, 2025",), ("d",), (3,))

    assert disagreement_summary(
        Disagreement("date", (one, other)), ("3 March 2026", "9 June 2025")
    ) == ("The sources disagree on the date: 3 March 2026 (3 sources), 9 June 2025 (1 source)")
    assert [quote_numbers(one), quote_numbers(other)] == ["quotes 1, 2", "quote 3"]
