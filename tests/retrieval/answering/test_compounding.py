"""Answers to the parts of a question put together: taking turns, each passage once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.answerer import merge_answers
from retrieval.model import Answer, Citation, Disagreement, Locator, Quote, ValueReading


def quote(name: str) -> Quote:
    locator = Locator(0, 1, 1, 1, None)
    citation = Citation(9, name, name, None, None, locator, f"/{name}", None, "0" * 64)
    return Quote(name, name, 0, 1, name, ((0, 1),), 1.0, "", citation)


def part(names: str, certainty: float = 0.8, missing: tuple[str, ...] = ()) -> Answer:
    """Return an answer of a quote for each letter, an abstention where there is none."""
    if not names:
        return Answer("q", "q", "no_answer", missing=missing, certainty=certainty, reason="None.")
    return Answer("q", "q", "answered", tuple(map(quote, names)), certainty=certainty)


def order(answer: Answer) -> str:
    return "".join(one.passage_id for one in answer.quotes)


@pytest.mark.parametrize(
    ("parts", "top", "expected"),
    [
        (["abc", "xyz"], 3, "axb"),
        (["abc", "xyz"], 6, "axbycz"),
        (["a", "xyz"], 4, "axyz"),
        (["abc", "abd"], 4, "abcd"),
        (["", "xy"], 3, "xy"),
        (["ab", "", "xy"], 3, "axb"),
        (["abc", "xyz"], 1, "a"),
    ],
)
def test_quotes_for_the_parts_take_turns(parts: list[str], top: int, expected: str) -> None:
    assert order(merge_answers("q", "q", list(map(part, parts)), top)) == expected


@pytest.mark.parametrize(
    ("parts", "further", "top", "expected"),
    [
        (["a", "xyz"], ["abc", "xyz"], 3, "axy"),
        (["a", "xyz"], ["abc", "xyz"], 6, "axyzbc"),
        (["", "x"], ["", "xyz"], 3, "xyz"),
    ],
)
def test_what_is_not_worth_showing_at_first_follows_what_is(
    parts: list[str], further: list[str], top: int, expected: str
) -> None:
    answers = list(map(part, parts))
    answer = merge_answers("q", "q", answers, top, list(map(part, further)))
    assert order(answer) == expected
    assert order(answer).startswith(order(merge_answers("q", "q", answers, top)))


def test_what_is_missing_is_said_of_the_parts_that_nothing_answers() -> None:
    silent = part("", missing=("zebra",))
    others = [silent._replace(question=text) for text in ("who is b?", "why?")]
    answer = merge_answers("a and b?", "a and B?", [part("a"), *others], 3)
    assert (answer.question, answer.read_as, answer.status) == ("a and b?", "a and B?", "answered")
    assert answer.missing == ("zebra",)
    assert answer.reason == (
        'Nothing in the sources answers "who is b". None. '
        'Nothing in the sources answers "why". None.'
    )
    assert merge_answers("q", "q", [part("a"), part("b")], 3).reason == ""


def test_an_answer_is_as_certain_as_its_least_certain_part_that_answers() -> None:
    answer = merge_answers("q", "q", [part("a", 0.9), part("b", 0.4), part("", 0.1)], 3)
    assert answer.certainty == 0.4


@pytest.mark.parametrize("top", [1, 2, 3, 5])
def test_what_sources_disagree_about_in_a_part_is_told_with_a_quote_of_each_side(
    top: int,
) -> None:
    values = (ValueReading("1", ("1",), ("a",), (2, 3)), ValueReading("2", ("2",), ("x",), (1,)))
    disputed = part("xab")._replace(disagreement=Disagreement("number", values))
    answer = merge_answers("q", "q", [disputed, part("xyz")], top)
    told = answer.disagreement
    assert told is not None
    assert all(value.quotes for value in told.values)
    given_by = [[order(answer)[rank - 1] for rank in value.quotes] for value in told.values]
    assert all(set(one) <= set(side) for one, side in zip(given_by, ("ab", "x"), strict=True))
    assert len(answer.quotes) <= top + 1


NAMES = st.lists(st.sampled_from("abcdefg"), unique=True, max_size=6).map("".join)


@given(st.lists(NAMES, min_size=1, max_size=4).filter(any), st.integers(1, 9))
def test_each_passage_is_quoted_once_and_quotes_are_numbered_from_one(
    parts: list[str], top: int
) -> None:
    answers = list(map(part, parts))
    answer = merge_answers("q", "q", answers, top)
    ids = order(answer)
    assert len(set(ids)) == len(ids) == min(top, len(set("".join(parts))))
    assert [one.citation.number for one in answer.quotes] == list(range(1, 1 + len(ids)))
    assert order(merge_answers("q", "q", answers, top + 1)).startswith(ids)
