"""What an answer over the bundled sources holds, whatever is asked of it and however cautiously."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.answerer import ASKS_NOTHING, merge_answers
from retrieval.library import Library
from retrieval.model import Answer, Citation, Disagreement, Locator, Quote, ValueReading
from tests.retrieval.promise import check

QUESTIONS = (
    *("who replaced Lin?", "when did Lin leave?", "how many downloads?", "Alibaba", "qwen models"),
    *("why did Lin leave and who replaced him?", "what is the context window?", "zebra crossings"),
    *("who praised the models?", "When did Lin join Alibaba, and where did he work before?"),
)


@pytest.fixture(scope="module")
def library(seeds: Path) -> Library:
    return Library.open([seeds], None)


def shown(answer: Answer) -> list[str]:
    return [quote.passage_id for quote in answer.quotes]


def test_sources_that_give_two_dates_are_both_quoted_however_few_are_asked_for(
    library: Library,
) -> None:
    for top in (1, 2, 5):
        answer = library.ask("when did Lin leave?", top)
        assert answer.disagreement is not None
        assert answer.disagreement.about == "date"
        values = {one.value for one in answer.disagreement.values}
        assert values == {"2026-03-03", "2025-06-09"}
        numbers = {one.citation.number for one in answer.quotes}
        assert all(not numbers.isdisjoint(one.quotes) for one in answer.disagreement.values)
        assert all(quote.evidence for quote in answer.quotes)
        check(library, answer)


def test_sources_that_give_one_number_do_not_disagree(library: Library) -> None:
    answer = library.ask("how many downloads?", 5)
    assert answer.status == "answered"
    assert answer.disagreement is None


@pytest.mark.parametrize("question", QUESTIONS)
def test_more_quotes_begin_with_those_of_fewer(library: Library, question: str) -> None:
    most = shown(library.ask(question, 9))
    for top in range(1, 9):
        answer = library.ask(question, top)
        few = shown(answer)[:top]
        assert few == most[: len(few)]
        assert len(answer.quotes) <= top or answer.disagreement is not None


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_has_the_same_answer(
    library: Library, question: str, seeds: Path
) -> None:
    answer = library.ask(question)
    assert library.ask(question) == answer
    assert Library.open([seeds], None).ask(question) == answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_answered_with_more_caution_is_answered_the_same_with_less(
    library: Library, question: str
) -> None:
    statuses = []
    for caution in ("1", "careful", "balanced", "eager", "0"):
        answer = library.ask(question, caution=caution)
        statuses.append(answer.status == "answered")
        quotes = answer.quotes or answer.closest
        assert all(0.0 <= answer.certainty <= 1.0 for _ in quotes)
        check(library, answer)
    assert statuses == sorted(statuses)


def test_the_parts_of_a_compound_question_are_answered_in_turn(library: Library) -> None:
    answer = library.ask("who replaced Lin and how many downloads does Qwen have?", 4)
    first = library.ask("who replaced Lin", 4)
    second = library.ask("how many downloads does Qwen have?", 4)
    assert shown(answer)[:2] == [shown(first)[0], shown(second)[0]]
    assert [quote.citation.number for quote in answer.quotes] == [
        *range(1, 1 + len(answer.quotes)),
    ]
    check(library, answer)


def test_thanks_are_no_question(library: Library) -> None:
    answer = library.ask("thanks!")
    assert (answer.status, answer.closest, answer.reason) == ("no_answer", (), ASKS_NOTHING)


@pytest.mark.parametrize("question", ["zebra crossings", "wombat", "?", "flügelhorn"])
def test_nothing_is_found_that_shares_no_word_with_the_question(
    library: Library, question: str
) -> None:
    answer = library.ask(question, caution="0")
    assert (answer.status, answer.quotes, answer.closest) == ("no_answer", (), ())
    assert answer.certainty == 0.0
    assert library.search(question) == []


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
