from __future__ import annotations

import pytest

from tests.retrieval.conversation.talks import LIN, ZHOU, reading

WHEN = ("when did Lin leave?", LIN)
PRAISED = ("who praised the models?", "Elon Musk praised them.")
POOL = ("when does the pool open?", "")
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
        (WHEN, "since when?", "since when did Lin leave?"),
        (("did Lin comment?", ""), "why not?", "why didn't Lin comment?"),
        (("what did Lin win?", ""), "when?", "when did Lin win?"),
        (("what did Lin win?", ""), "for how much?", "what did Lin win? for how much?"),
        (DOWNLOADS, "and enterprises?", "how many enterprises does Qwen have?"),
        (POOL, "and the library?", "when does the library open?"),
        (
            ("how many people does the old ground hold?", ""),
            "and the new ground?",
            "how many people does the new ground hold?",
        ),
        (("when was Lanterna 3.0 released?", ""), "and 3.1?", "when was Lanterna 3.1 released?"),
        (("what was fixed in 3.1?", ""), "and in 3.0?", "what was fixed in 3.0?"),
        (("who sang at the opening?", ""), "and at the party?", "who sang at the party?"),
        (
            ("What is the budget of the library?", ""),
            "and the pool?",
            "What is the budget of the pool?",
        ),
        (
            ("when did Junyang Lin join Alibaba?", ""),
            "and the Qwen team?",
            "when did Junyang Lin join the Qwen team?",
        ),
        (("where is Hui now?", ""), "sorry, I meant lin", "where is lin now?"),
        (("who is Ann Moss?", ""), "No, I meant the mayor", "who is the mayor?"),
        (POOL, "no, the library", "when does the library open?"),
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


def test_who_asks_who_did_something_may_mean_another_name_as_the_answer() -> None:
    read = reading("what about Meta?", "who replaced Lin?", ZHOU, "why did Lin leave?", LIN)
    asked = reading("what about Meta?", *WHEN, "who replaced Lin?", ZHOU)

    assert read.question == "why did Meta leave?"
    assert asked.question == "what about Meta?"


@pytest.mark.parametrize(
    ("said", "question"),
    [
        (POOL, "and the price?"),
        (POOL, "and the mayor?"),
        (("how do I install the agent?", ""), "what about the logs?"),
        (("can the deadline for applications move?", ""), "what about late applications?"),
        (("how many enterprises use it?", ""), "and downloads?"),
        (POOL, "no, thanks"),
    ],
)
def test_what_is_of_another_kind_takes_no_place_in_the_question_before(
    said: tuple[str, ...], question: str
) -> None:
    assert reading(question, *said).question == question


@pytest.mark.parametrize(
    "question", ["and who replaced Lin?", "what about the price?", "why not Lin?"]
)
def test_what_is_a_question_of_its_own_keeps_its_words(question: str) -> None:
    assert reading(question, *WHEN).question == question
