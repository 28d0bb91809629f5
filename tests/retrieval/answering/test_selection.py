"""Which of the ranked passages are quoted."""

from __future__ import annotations

import pytest

from retrieval.answering.selection import same_text, select
from retrieval.model import Passage
from retrieval.question.question import Question
from retrieval.ranking.passage_features import WeightedQuestion
from retrieval.ranking.reranker import RankedPassage

NOTHING_ASKED = WeightedQuestion(Question("", "", "passage", (), frozenset()), {}, frozenset())


def ranked(doc_id: str, score: float, text: str = "", paragraph: int = 0) -> RankedPassage:
    """Return a passage as it comes from ranking; without a text, one of its own."""
    text = text or f"{doc_id} says {score} of its own accord."
    passage = Passage(f"{doc_id}#{score}", doc_id, 0, len(text), "", 1, 1, None, paragraph, text)
    return RankedPassage(0, passage, score, 1.0, (), (), (), (), (), NOTHING_ASKED, "")


@pytest.mark.parametrize(
    ("come", "top", "shown"),
    [
        pytest.param([("a", 9.0), ("b", 8.0)], 1, ["a 9"], id="no more than asked for"),
        pytest.param([("a", 9.0), ("b", 5.0)], 3, ["a 9"], id="none far weaker than the best"),
        pytest.param([("a", 9.0), ("a", 8.9), ("b", 8.5)], 2, ["a 9", "b 8.5"], id="two documents"),
        pytest.param(
            [("a", 9.0), ("a", 8.0), ("b", 6.0)], 2, ["a 9", "a 8"], id="not at any price"
        ),
        pytest.param(
            [("a", 10.0), ("a", 6.5), ("b", 5.9)], 3, ["a 10", "a 6.5"], id="worth by its own score"
        ),
    ],
)
def test_the_best_passages_are_quoted(
    come: list[tuple[str, float]], top: int, shown: list[str]
) -> None:
    passages = [ranked(doc, score, paragraph=number) for number, (doc, score) in enumerate(come)]
    chosen = [one.ranked for one in select(passages, top)]
    assert [f"{one.passage.doc_id} {one.score:g}" for one in chosen] == shown


def test_copies_in_other_documents_become_one_quote_that_names_them() -> None:
    text = "Zhou was appointed to lead the team after Lin had left it in March."
    chosen = select([ranked("a", 9.0, text), ranked("b", 8.9, text), ranked("c", 8.8)], 2)
    assert [(one.ranked.passage.doc_id, one.also_in) for one in chosen] == [
        ("a", ("b",)),
        ("c", ()),
    ]


def test_a_paragraph_that_a_document_repeats_is_quoted_once() -> None:
    come = [ranked("a", 9.0, "Zhou leads Qwen.", 1), ranked("a", 8.9, "Zhou leads Qwen.", 2)]
    assert len(select(come, 3)) == 1


TEXT = (
    "The Harrow footbridge opened to walkers on 4 May 2011 after two years of work on both of its "
    "towers, and a crowd of several hundred people lined the quay to see the mayor cut the ribbon."
)


def passage(doc_id: str, text: str) -> Passage:
    return Passage(f"{doc_id}#1", doc_id, 0, len(text), "", 1, 1, None, 0, text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (TEXT, True),
        (TEXT.upper(), True),
        (f"Update: {TEXT}", True),
        (TEXT.replace("several ", ""), True),
        (TEXT.replace("May 2011", "May 2013"), False),
        (TEXT.replace("Harrow", "Marlow"), False),
        (TEXT.replace("opened", "never opened"), False),
        (TEXT[: len(TEXT) // 2], False),
        ("Another text.", False),
    ],
)
def test_a_copy_may_be_edited_but_not_say_something_else(text: str, same: bool) -> None:
    assert same_text(passage("a", TEXT), passage("b", text)) == same
    assert same_text(passage("b", text), passage("a", TEXT)) == same


def test_a_document_does_not_copy_itself() -> None:
    assert not same_text(passage("a", TEXT), passage("a", TEXT))
