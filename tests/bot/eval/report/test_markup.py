"""Markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.eval.report.markup import (
    Markup,
    definitions,
    dot_separated,
    escaped,
    html_table,
    joined_markup,
    tag,
)
from bot.terminal.layout import visible
from tests.bot.eval.evaluations import NASTY
from tests.bot.eval.parsed import parsed

TEXTS = st.one_of(st.text(), st.text(st.characters()), st.sampled_from(NASTY))


@given(TEXTS, TEXTS)
def test_text_and_attributes_are_read_back_as_they_were_given(text: str, other: str) -> None:
    element = parsed(tag("p", text, title=other)).one("p")
    assert element.text == visible(text)
    assert element.attributes == {"title": visible(other)}


@given(TEXTS)
def test_what_is_markup_already_is_not_escaped_again(text: str) -> None:
    assert escaped(escaped(text)) == escaped(text)
    assert parsed(joined_markup((tag("b", text), text))).text == visible(text) * 2


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (tag("p", "a", Markup("<br>"), "b"), "<p>a<br>b</p>"),
        (tag("meta", name="x", content="y"), '<meta name="x" content="y">'),
        (tag("a", "b", class_="c", aria_label="d"), '<a class="c" aria-label="d">b</a>'),
        (tag("details", open=True, hidden=False), "<details open></details>"),
        (tag("p", "a < b"), "<p>a &lt; b</p>"),
        (joined_markup(dot_separated(["a", "b", "c"])), "a · b · c"),
    ],
)
def test_elements_are_written_as_html_has_them(made: str, expected: str) -> None:
    assert made == expected


def test_two_pieces_of_markup_put_together_as_texts_are_text_again() -> None:
    assert escaped(tag("b") + tag("b")) == "&lt;b&gt;&lt;/b&gt;" * 2


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_a_table_shows_its_cells_and_says_what_they_are_of(rows: list[tuple[str, str]]) -> None:
    made = parsed(html_table("caption", ("name", "value"), rows, ("value",)))
    assert made.one("caption").text == "caption"
    assert {cell.attributes["scope"] for cell in made.one("thead").all("th")} == {"col"}
    assert made.one("tbody").texts("th") == [visible(name) for name, _ in rows]
    assert made.texts("td", "words") == [visible(value) for _, value in rows]


def test_what_is_empty_is_not_told() -> None:
    made = parsed(definitions([("a", "1"), ("b", ""), ("c", "3")]))
    assert (made.texts("dt"), made.texts("dd")) == (["a", "c"], ["1", "3"])
