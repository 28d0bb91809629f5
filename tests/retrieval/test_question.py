"""What is asked: the kind of answer, the terms, and which of them are names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import analyzer_for
from retrieval.lexicon import lexicon_for
from retrieval.question import AnswerType, Question, answer_type, read

ENGLISH = analyzer_for("english")


def asked(text: str) -> Question:
    return read(text, ENGLISH, lexicon_for(ENGLISH))


@pytest.mark.parametrize(
    ("text", "expects"),
    [
        ("who replaced Lin?", "person"),
        ("whom did Lin replace", "person"),
        ("when did Lin leave?", "date"),
        ("In what year did Lin join?", "date"),
        ("how many downloads?", "number"),
        ("where did Lin go?", "place"),
        ("which country is it in", "place"),
        ("why did Lin leave", "reason"),
        ("what did Musk say?", "quotation"),
        ("what is Qwen?", "definition"),
        ("did Lin leave?", "yes_no"),
        ("small models", "passage"),
        ("", "passage"),
    ],
)
def test_a_question_wants_a_kind_of_answer(text: str, expects: AnswerType) -> None:
    assert answer_type(text) == expects


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("WHO REPLACED LIN???", ["replac", "lin"]),
        ("Tell me about the small models", ["small", "model"]),
        ("how many times was it downloaded", ["time", "download"]),
        ("lin lin", ["lin"]),
        ("\u82cf\u5dde\u662f\u8c01\u7684", ["\u82cf\u5dde"]),
    ],
)
def test_a_concept_is_a_term_that_says_what_the_question_is_about(
    text: str, terms: list[str]
) -> None:
    assert [concept.term for concept in asked(text).concepts] == terms


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("who is the CEO of OpenAI?", ["CEO", "OpenAI"]),
        ("Lin left. Who replaced him?", []),
        ("who replaced lin", []),
        ("WHO REPLACED LIN", []),
        ('"Lin" left', []),
    ],
)
def test_a_name_is_written_with_a_capital_of_its_own(text: str, names: list[str]) -> None:
    assert [concept.written for concept in asked(text).concepts if concept.is_name] == names


def test_a_verb_brings_its_paraphrases_but_none_that_was_typed() -> None:
    (replaced, appointed) = asked("replaced or appointed?").concepts
    assert "successor" in replaced.paraphrases
    assert "appoint" not in replaced.paraphrases
    assert "replac" not in appointed.paraphrases


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    question = asked(text)
    assert question.text == text
    assert {concept.term for concept in question.concepts} <= question.typed
