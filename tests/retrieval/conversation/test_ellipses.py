from __future__ import annotations

import pytest

from tests.retrieval.conversation.talks import LIN, ZHOU, reading

WHEN = ("when did Lin leave?", LIN)
PRAISED = ("who praised the models?", "Elon Musk praised them.")
DOWNLOADS = ("how many downloads does Qwen have?", "")
CAPITAL = ("What is the capital of France?", "Paris is the capital of France.")


@pytest.mark.parametrize(
    ("said", "question", "completed"),
    [
        (WHEN, "why?", "why did Lin leave?"),
        (WHEN, "And where?", "where did Lin leave?"),
        (WHEN, "how come?", "how come did Lin leave?"),
        (("did Lin leave Alibaba?", ""), "when?", "when did Lin leave Alibaba?"),
        (PRAISED, "when?", "when and who praised the models?"),
        (WHEN, "and Zhou?", "when did Zhou leave?"),
        (WHEN, "what about Zhou?", "when did Zhou leave?"),
        (("who leads Qwen?", ZHOU), "How about Gemini?", "who leads Gemini?"),
        (CAPITAL, "and Germany?", "What is the capital of Germany?"),
        (CAPITAL, "and of Germany?", "What is the capital of Germany?"),
        (DOWNLOADS, "and in 2019?", "how many downloads does Qwen have in 2019?"),
        (("was it 2018 or so?", ""), "and 2019?", "was it 2019 or so?"),
        (("who left in 2018?", ""), "and in 2019?", "who left in 2019?"),
        (("who left in 2018?", ""), "what about 2019?", "who left in 2019?"),
        (WHEN, "tell me more", "tell me about Lin"),
        (("what is a polder?", ""), "more details, please", "tell me about a polder"),
        (("is it open?", ""), "go on", "is it open?"),
        (
            ("which planet is it?", ""),
            "No, I meant Mars.",
            "Mars. (about: planet)",
        ),
        (WHEN, "who are those?", "when did Lin leave? who are those?"),
    ],
)
def test_what_is_left_out_is_taken_from_the_question_before(
    said: tuple[str, ...], question: str, completed: str
) -> None:
    assert reading(question, *said).read_as == completed


@pytest.mark.parametrize(
    "question", ["and who replaced Lin?", "what about the price?", "why not Lin?"]
)
def test_what_is_a_question_of_its_own_keeps_its_words(question: str) -> None:
    assert reading(question, *WHEN).question == question
