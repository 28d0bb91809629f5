"""A question that is measured: its answer and the run's order, from one ranking."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given

from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError
from retrieval.evaluation.assessment import ask
from retrieval.evaluation.cases import Case
from retrieval.library import Library
from retrieval.ranking.reranker import CANDIDATE_COUNT, Reranker
from tests.retrieval.strategies import TEXT

EARLIER = (Turn("user", "Who has the key of the gate?"), Turn("bot", "The warden."))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, house: Path) -> Library:
    folder = tmp_path_factory.mktemp("doors")
    doors = "\n\n".join(
        f"The key of door {number} is blue." for number in range(2 * CANDIDATE_COUNT)
    )
    (folder / "doors.md").write_text(f"# Doors\n\n{doors}\n", encoding="utf-8")
    return Library.open([house, folder], None)


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("When are keys returned?", ()),
        ("Which key is blue?", ()),
        ("and when does it close?", EARLIER),
        ("where do cars stand?", EARLIER),
        ("When does the gate close and where do cars stand?", ()),
        ("Who painted the Eiffel tower?", ()),
    ],
)
@pytest.mark.parametrize("top", [1, 3, 7])
def test_the_answer_is_that_of_asking_and_the_order_that_of_searching(
    library: Library, question: str, history: tuple[Turn, ...], top: int
) -> None:
    asked = ask(library, Case("one", question, history=history), top)

    assert asked.answer == library.ask(question, top, history=history)
    assert list(asked.hits) == library.search(question, CANDIDATE_COUNT, history=history)


@given(question=TEXT, said=TEXT)
def test_any_question_is_answered_and_ranked_as_it_is_by_itself(
    library: Library, question: str, said: str
) -> None:
    assume(question.strip())
    history = (Turn("user", f"the key {said}"),)
    asked = ask(library, Case("one", f"key {question}", history=history), 3)

    assert asked.answer == library.ask(f"key {question}", history=history)
    assert list(asked.hits) == library.search(f"key {question}", CANDIDATE_COUNT, history=history)


def test_a_question_is_ranked_once(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    ranked: list[str] = []
    rank = Reranker.rank

    def counting(self: Reranker, question: Any, *more: Any) -> Any:
        ranked.append(question.read_as)
        return rank(self, question, *more)

    monkeypatch.setattr(Reranker, "rank", counting)
    asked = ask(library, Case("one", "Which key is blue?"), 3)

    assert len(asked.hits) == CANDIDATE_COUNT
    assert ranked == ["Which key is blue?"]


def test_a_library_is_asked_with_its_own_caution(library: Library, house: Path) -> None:
    careful = Library.open([house], None, caution="1")

    case = Case("one", "When are keys returned?")
    assert ask(library, case, 3).answer.status == "answered"
    assert ask(careful, case, 3).answer.status == "no_answer"


def test_a_question_that_nobody_may_ask_is_refused(library: Library) -> None:
    with pytest.raises(UsageError):
        ask(library, Case("one", "  "), 3)
