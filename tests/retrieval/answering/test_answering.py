"""What an answer over the bundled sources holds, whatever is asked of it and however cautiously."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answering.answerer import ASKS_NOTHING
from retrieval.library import Library
from retrieval.model import Answer
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
