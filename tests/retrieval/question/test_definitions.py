"""A text defines its abbreviations in parentheses."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.question.abbreviations import Definition, definitions
from tests.retrieval.strategies import TEXT


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("a chief technology officer (CTO) left", "CTO", "chief technology officer"),
        ("the CTO (chief technology officer) left", "CTO", "chief technology officer"),
        ("It uses HTML (Hypertext Markup Language).", "HTML", "Hypertext Markup Language"),
        ("of hydrofluorocarbons (HFCs)", "HFCs", "hydrofluorocarbons"),
        ("the justice of the peace (JP)", "JP", "justice of the peace"),
        ("the Victoria and Albert Museum (V&A)", "V&A", "Victoria and Albert Museum"),
        (
            "the Red Hat's cousin, Internal Revenue Service's (IRS)",
            "IRS",
            "Internal Revenue Service",
        ),
        ('the "Lunar Survey Team" (LST)', "LST", "Lunar Survey Team"),
        ("a light-emitting diode (LED; invented in 1962)", "LED", "light-emitting diode"),
    ],
)
def test_a_text_defines_an_abbreviation_in_parentheses(text: str, short: str, long: str) -> None:
    assert list(definitions(text)) == [Definition(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "Lin (2026) left",
        "the phone (BBC) rang",
        "it left (see below)",
        "Zhou (a lead) left",
        "the Office of Mint (OM)",
        "()",
    ],
)
def test_what_else_stands_in_parentheses_defines_nothing(text: str) -> None:
    assert list(definitions(text)) == []


@given(TEXT)
def test_what_is_defined_stands_in_the_text(text: str) -> None:
    for short, long in definitions(text):
        assert short in text
        assert long in text
