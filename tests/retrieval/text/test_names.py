"""Names as sources write them, and which variants are taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.names import Name
from retrieval.text.values import agree, names_in, polarity, surely_differ

SAME, OPEN, OTHER = "the same", "left open", "another"


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("Lin Junyang", "Junyang Lin", SAME),
        ('Junyang "Justin" Lin', "Justin Lin", SAME),
        ("Junyang Lin", "Lin", SAME),
        ("J. Lin", "Junyang Lin", SAME),
        ("Tadej Pogačar", "Pogacar", SAME),
        ("Dr Ann Lee", "Ann Lee", SAME),
        ("Ludwig van Beethoven", "Beethoven", SAME),
        ("Binyuan Hui", "Hui Bin", OPEN),
        ("Justin Lin", "Junyang Lin", OPEN),
        ("Ann Lee", "Bob Ray", OTHER),
        ("Tampa, Florida", "Glendale, Arizona", OTHER),
    ],
)
def test_a_name_is_merged_with_its_variants_but_not_on_a_guess(
    one: str, other: str, are: str
) -> None:
    first, second = Name(one), Name(other)
    assert agree(first, second) == agree(second, first) == (are == SAME)
    assert surely_differ(first, second) == surely_differ(second, first) == (are == OTHER)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On Tuesday Hao Zhou met Lin Junyang.", ["Hao Zhou", "Lin Junyang"]),
        ("Slovenia's Tadej Pogačar won.", ["Slovenia", "Tadej Pogačar"]),
        ('Here Junyang "Justin" Lin spoke.', ['Junyang "Justin" Lin']),
        ("J. R. R. Tolkien and Leonardo da Vinci", ["J. R. R. Tolkien and Leonardo da Vinci"]),
        ("She left. The reasons are unclear.", []),
        ("in March and on Monday", []),
    ],
)
def test_names_are_what_is_capitalised_and_not_by_its_place(text: str, found: list[str]) -> None:
    assert [one.value.normalised for one in names_in(text)] == found


@given(st.text())
def test_a_name_stands_where_it_was_read(text: str) -> None:
    for one in names_in(text):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].split() == one.value.normalised.split()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("signed the treaty", "yes"),
        ("has not signed the treaty", "no"),
        ("hasn't signed the treaty", "no"),
        ("no longer signs", "no"),
        ("refused to sign the treaty", "no"),
        ("denied that it has not signed", "yes"),
    ],
)
def test_a_clause_affirms_or_denies(text: str, said: str) -> None:
    assert polarity(text).normalised == said
