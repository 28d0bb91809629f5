"""What a library answers to a question after others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.conversation.turns import Turn, turns_of_answer
from retrieval.library import Library
from retrieval.model import Answer
from tests.retrieval.conversation.seeds_talk import TALK, Said


@pytest.fixture(scope="module")
def library(seeds: Path) -> Library:
    return Library.open([seeds], None)


@pytest.fixture(scope="module")
def talk(library: Library) -> list[tuple[Said, Answer]]:
    """The conversation over the digests: each question with its answer."""
    return list(held(library))


def held(library: Library) -> Iterator[tuple[Said, Answer]]:
    history: tuple[Turn, ...] = ()
    for turn in TALK:
        answer = library.ask(turn.question, history=history)
        yield turn, answer
        history += turns_of_answer(answer)


def test_a_conversation_of_eight_turns(talk: list[tuple[Said, Answer]]) -> None:
    assert [answer.question for _, answer in talk] == [turn.question for turn, _ in talk]
    assert [answer.read_as for _, answer in talk] == [turn.read_as for turn, _ in talk]
    for turn, answer in talk:
        best = (answer.quotes or answer.closest)[0]
        assert turn.marked in best.text[slice(*best.marks[0])]


def test_what_was_read_gives_the_same_answer_without_what_was_said_before(
    library: Library, talk: list[tuple[Said, Answer]]
) -> None:
    for turn, answer in talk:
        assert library.ask(answer.read_as)._replace(question=turn.question) == answer


@pytest.mark.parametrize("question", ["what about the downloads?", "library parking", "and there?"])
def test_a_reading_with_words_of_before_gives_the_same_answer_too(
    library: Library, question: str
) -> None:
    history = [Turn("user", "how many enterprises use the small models?")]
    answer = library.ask(question, 5, history=history)

    assert library.ask(answer.read_as, 5)._replace(question=question) == answer
    hits = library.search(question, 5, history=history)
    assert library.search(answer.read_as, 5) == hits


def test_a_question_about_something_else_is_answered_as_if_nothing_had_been_said(
    library: Library,
) -> None:
    history = turns_of_answer(library.ask("when did Lin leave?"))
    question = "how many downloads does Qwen have?"

    assert library.ask(question, history=history) == library.ask(question)


def test_an_abstention_leaves_only_its_question_behind(library: Library) -> None:
    answer = library.ask("zorblax quux?")

    assert turns_of_answer(answer) == (Turn("user", answer.read_as),)
