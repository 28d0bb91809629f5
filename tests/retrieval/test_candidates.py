"""What in a sentence could be the answer: of the right kind, and not in the question already."""

from __future__ import annotations

import pytest

from retrieval.analysis import analyzer_for
from retrieval.candidates import holds_answer
from retrieval.question import AnswerType

ENGLISH = analyzer_for("english")


@pytest.mark.parametrize(
    ("expects", "question", "sentence", "answer"),
    [
        ("person", "who replaced Lin?", "Hao Zhou was appointed.", "Hao Zhou"),
        ("person", "who replaced Junyang Lin?", "Junyang Lin left.", None),
        ("person", "who replaced Lin?", "It grew at Alibaba Cloud.", None),
        ("number", "how many people use Qwen 3.5?", "Many people use Qwen 3.5 daily.", None),
        ("number", "how many people use Qwen 3.5?", "Qwen 3.5 has 600 users.", "600"),
        ("date", "when did Lin leave?", "Lin left on March 3, 2026.", "March 3"),
        ("date", "what happened in 2026?", "It happened in 2026.", None),
        ("place", "where is it?", "It is in Hangzhou.", "in Hangzhou"),
        ("quotation", "what did Lin say?", 'He wrote "stepping down".', '"stepping down'),
        ("passage", "tell me about Lin", "Lin left.", None),
    ],
)
def test_an_answer_is_of_the_kind_that_is_asked_for_and_new(
    expects: AnswerType, question: str, sentence: str, answer: str | None
) -> None:
    typed = frozenset(ENGLISH.terms(question))
    assert holds_answer(sentence, expects, typed, ENGLISH) == answer
