"""What is asked: the kind of answer, the terms, and which of them are names."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.question.question import CorrectedText, Question, parse_question
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")


def asked(text: str) -> Question:
    return parse_question(text, ENGLISH, lexicon_for(ENGLISH))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("WHO REPLACED LIN???", ["replac", "lin"]),
        ("Tell me about the small models", ["small", "model"]),
        ("how many times was it downloaded", ["time", "download"]),
        ("lin lin", ["lin"]),
        ("\u82cf\u5dde\u662f\u8c01\u7684", ["\u82cf\u5dde"]),
        ("hey, does anyone know who replaced Lin? I am just curious", ["replac", "lin"]),
        ("list the founders", ["founder"]),
        ("isn't Qwen open?", ["qwen", "open"]),
        ("hello", ["hello"]),
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


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("who did not sign?", True),
        ("which model isn't open source", True),
        ("which model isnt open source", True),
        ("who never signed", True),
        ("countries without a coast", True),
        ("who signed?", False),
        ("isn't Qwen open source?", False),
        ("was it not only cheap but fast?", False),
        ("a knot in the rope", False),
    ],
)
def test_a_question_may_ask_what_is_not_so(text: str, negated: bool) -> None:
    assert asked(text).negated == negated


def test_a_word_that_denies_stays_among_the_concepts() -> None:
    assert "not" in asked("which model is not open?").typed


def test_what_is_mended_is_read_and_the_question_stays_as_typed() -> None:
    def mend(text: str, asking: str) -> CorrectedText:
        return CorrectedText(text.replace("repalced", "replaced"), ("who replaced Lynn?",))

    question = parse_question("who repalced Lin?", ENGLISH, lexicon_for(ENGLISH), mend)
    assert question.text == "who repalced Lin?"
    assert question.read_as == "who replaced Lin?"
    assert question.typed == {"replac", "lin"}
    assert question.suggestions == ("who replaced Lynn?",)


@given(TEXT)
def test_any_text_can_be_read(text: str) -> None:
    question = asked(text)
    assert question.text == question.read_as == text
    assert {concept.term for concept in question.concepts} <= question.typed
    assert bool(question.concepts) == bool(ENGLISH.terms(text))


@given(TEXT)
def test_a_concept_stands_where_it_says(text: str) -> None:
    for concept in asked(text).concepts:
        assert text[concept.start : concept.end].casefold() == concept.written.casefold()
