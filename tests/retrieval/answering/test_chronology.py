"""Quotes in order of the dates that they tell of."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from retrieval.answering.chronology import timeline
from retrieval.model import Citation, Locator, Quote
from retrieval.text.analyzer import analyzer_for


@dataclass(frozen=True)
class Told:
    """A quote by its text and the day it was published, and the date that it is to have."""

    text: str
    date: str | None
    published: str | None = None


def quote(number: int, told: Told) -> Quote:
    text = told.text
    where = Locator(0, len(text), 1, 1, None)
    cited = Citation(number, f"d{number}", "", None, told.published, where, "/d", None, "")
    marks = ((0, len(text)),)
    return Quote(f"d{number}#1", f"d{number}", 0, len(text), text, marks, 1.0, "", cited)


@pytest.mark.parametrize(
    "told",
    [
        Told("Lin joined in July 2019 and left in March 2026.", "2026-03"),
        Told("In April 2023 a team was formed, and Lin left it on March 3, 2026.", "2026-03-03"),
        Told(
            "In mid-2019 Junyang Lin left, and in early 2023 he came back.", "2019-03-01/2019-09-30"
        ),
        Told("Lin left on Tuesday.", "2026-03-03", "2026-03-04"),
        Told("Lin left on March 3.", "2026-03-03", "2026-03-04"),
        Told("Lin left on March 3.", "--03-03"),
        Told("Lin left, it was said.", "2026-03-04", "2026-03-04"),
        Told("Lin left, it was said.", "2026", "2026"),
        Told("Lin left, it was said.", None),
        Told("Lin left, it was said.", None, "recently"),
    ],
)
def test_the_date_of_a_quote_is_the_one_closest_to_what_was_asked(told: Told) -> None:
    found = timeline("when did Lin leave?", [quote(1, told)], analyzer_for("english"))
    assert [one.date.normalised for one in found] == ([told.date] if told.date else [])


def test_dates_are_in_order_equal_ones_by_rank_and_those_of_no_year_last() -> None:
    told = ("on 3 March", "in 2026", "in 2019", "on 4 May 2026", "in 2019", "in 44 BC", "never")
    quotes = [quote(number, Told(f"Lin left {when}.", None)) for number, when in enumerate(told, 1)]

    found = timeline("when did Lin leave?", quotes, analyzer_for("english"))

    assert [one.quote.citation.number for one in found] == [6, 3, 5, 2, 4, 1]
