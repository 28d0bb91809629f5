"""Questions that people ask of the seeds: the passage that answers comes first, or none does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.library import Library
from retrieval.model import Answer

QUESTIONS: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("questions.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERABLE = [question for question in QUESTIONS if question["answerable"]]
ABSENT = [question for question in QUESTIONS if not question["answerable"]]


def name(question: dict[str, Any]) -> str:
    return str(question["_id"])


@pytest.fixture(scope="module")
def library(seeds: Path) -> Library:
    return Library.open([seeds], None)


@pytest.fixture(scope="module")
def passages(library: Library) -> dict[str, tuple[str, str]]:
    """Return document and text of every passage, by its id."""
    found = map(library.corpus.passage, range(len(library)))
    return {passage.passage_id: (passage.doc_id, passage.text) for passage in found}


def came(answer: Answer) -> str:
    """Return what came, for a person to read."""
    quotes = answer.quotes or answer.closest
    listed = [f"  {one.citation.number}. {one.doc_id}: {one.text[:160]!r}" for one in quotes]
    return "\n".join([answer.status, *listed])


@pytest.mark.parametrize("question", ANSWERABLE, ids=name)
def test_the_first_quote_is_of_a_passage_that_answers(
    library: Library, passages: dict[str, tuple[str, str]], question: dict[str, Any]
) -> None:
    answer = library.ask(question["text"])
    doc_id, text = passages[answer.quotes[0].passage_id] if answer.quotes else ("", "")
    expected = question["passages"]
    anchors = "\n".join(f"  {one['doc_id']}: {one['anchor']!r}" for one in expected)
    assert any(doc_id == one["doc_id"] and one["anchor"] in text for one in expected), (
        f"{question['text']}\nexpected first, one of\n{anchors}\ncame {came(answer)}"
    )


@pytest.mark.parametrize("question", ABSENT, ids=name)
def test_what_the_seeds_do_not_say_is_not_answered(
    library: Library, question: dict[str, Any]
) -> None:
    answer = library.ask(question["text"])
    assert answer.status == "no_answer", (
        f"{question['text']}\nexpected nothing, came {came(answer)}"
    )


def test_each_question_has_an_id_of_its_own() -> None:
    assert len({name(question) for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("question", ANSWERABLE, ids=name)
def test_each_expected_passage_is_in_the_seeds_once(
    passages: dict[str, tuple[str, str]], question: dict[str, Any]
) -> None:
    for one in question["passages"]:
        holding = [key for key, kept in passages.items() if one["anchor"] in kept[1]]
        assert [key.partition("#")[0] for key in holding] == [one["doc_id"]]
