"""Of whom a sentence says it: the CEO of Tesla is nobody's answer about Alibaba."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.question.question import parse_question
from retrieval.relations.asked_relations import asked_attribute
from retrieval.relations.attribution import match_attribute
from retrieval.relations.relation_match import RelationMatch
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from retrieval.text.sentences import parsed_sentences
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")
LEXICON = lexicon_for(ENGLISH)


def told(question: str, text: str) -> RelationMatch:
    holding = asked_attribute(parse_question(question, ENGLISH, LEXICON))
    found = [
        match_attribute(holding, text[slice(*each.span)], each, ENGLISH)
        for each in parsed_sentences(ENGLISH, text)
    ]
    return max(found, key=lambda each: abs(each.value), default=RelationMatch(0))


OF_ANOTHER = {
    "who is the CEO of Alibaba?": [
        "Elon Musk, the CEO of Tesla, praised it.",
        "Tesla's CEO praised it.",
        "Tesla's former CEO praised it.",
        "Tesla CEO Elon Musk praised it.",
        "The chief executive of Tesla praised it.",
        "He met the CEO of the US carmaker Tesla.",
    ],
    "alibaba cto??": ["Yuchen Jin is the chief technology officer of Hyperbolic."],
    "what is Alibaba's headquarters?": ["The headquarters of Tencent are in Shenzhen."],
    "who is head of research at Norbit?": ["Ada Quill is head of research at Zenlo."],
    "what is the population of Peru?": ["The population of Chile is 19 million."],
    "what's peru's population": ["Chile has grown; Chile's population is 19 million."],
    "who is the president of the Union of Bakers?": ["The president of the Union of Millers left."],
    "who is the author of The Iron Road?": ["Ida Brook is the author of The Salt Road."],
    "who runs Tesla?": ["Eddie Wu runs Alibaba.", "Eddie Wu, the CEO of Alibaba, spoke."],
    "who founded Hyperbolic?": [
        "Scale AI was founded by Alexandr Wang.",
        "Alexandr Wang, a co-founder of Scale AI, left.",
    ],
    "who replaced Wu?": ["Zhou replaced Lin.", "Lin was replaced by Zhou."],
    "what did Apple acquire?": ["Google acquired YouTube."],
    "when did Apple acquire Beats?": ["Google acquired YouTube in 2006."],
    "who invented the folding mast?": ["Kranz invented the folding oar."],
}
OF_THE_ONE_ASKED_ABOUT = {
    "who is the CEO of Alibaba?": [
        "Eddie Wu is the CEO of Alibaba.",
        "Alibaba's CEO spoke.",
        "Alibaba CEO Eddie Wu spoke.",
        "The CEO of Alibaba Cloud spoke.",
        "The CEO of Tencent met the chief executive of Alibaba.",
        "Eddie Wu, CEO of Taobao and Alibaba, spoke.",
    ],
    "what is the population of Peru?": ["The population of Peru is 34 million."],
    "who is head of research at Norbit?": ["Ada Quill, head of research at Norbit, spoke."],
}
OF_NOBODY = {
    "who is the CEO of Alibaba?": [
        "",
        "Alibaba has grown.",
        "The company's CEO spoke.",
        "Its CEO spoke.",
        "A CEO spoke in March.",
        "Alibaba hired the CEO of Tesla.",
    ],
    "who is the prime minister of East Germany?": ["The Prime Minister of the (East) German state"],
    "what is the population of Germany?": ["The German population grew."],
    "which country's currency is the dolm?": ["The currency of Tavia is the dolm."],
    "what caused the fire?": ["The war led to a famine."],
    "who acquired YouTube?": ["Google acquired YouTube rival Vimeo.", "The firm acquired a site."],
    "who": ["The CEO of Tesla."],
    "what time is it in Rome?": ["It was the time of the Medici."],
}


SPEECH = {
    "what did Musk say about Lin?": {
        "Elon Musk said in a post that the models were dense.": -1,
        "One of them was Elon Musk, who said in a post that the models were dense.": -1,
        "Yuchen Jin said that Lin had a key role.": -1,
        "Elon Musk said that Lin had a key role.": 0,
        "Elon Musk said that he had a key role.": 0,
        "Musk praised Lin.": 0,
        "Lin praised the models.": 0,
        "Lin left; the news spread.": 0,
        "": 0,
    },
    "what did Musk say?": {"Yuchen Jin said that Lin had a key role.": 0},
    "what do critics say about Lin": {"The critics praised the models of Acme.": 0},
}


@pytest.mark.parametrize(
    ("question", "sentence", "value"),
    [
        (question, sentence, value)
        for question, found in SPEECH.items()
        for sentence, value in found.items()
    ],
)
def test_words_of_another_or_about_another_are_told_apart(
    question: str, sentence: str, value: int
) -> None:
    assert told(question, sentence).value == value


def each(cases: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(question, sentence) for question, found in cases.items() for sentence in found]


@pytest.mark.parametrize(("question", "sentence"), each(OF_ANOTHER))
def test_it_is_said_of_another(question: str, sentence: str) -> None:
    found = told(question, sentence)
    assert found.value == -1
    assert found.detail == f"says it of another: {sentence[slice(*found.span)]}"


@pytest.mark.parametrize(("question", "sentence"), each(OF_THE_ONE_ASKED_ABOUT))
def test_it_is_said_of_the_one_asked_about(question: str, sentence: str) -> None:
    assert told(question, sentence).value == 1


@pytest.mark.parametrize(("question", "sentence"), each(OF_NOBODY))
def test_it_is_said_of_nobody_or_not_plainly(question: str, sentence: str) -> None:
    assert told(question, sentence) == RelationMatch(0)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Elon Musk, the CEO of Tesla, praised it.", "CEO of Tesla"),
        ("Eddie Wu is the CEO of Alibaba.", None),
    ],
)
def test_the_words_that_say_it_of_another_are_given(sentence: str, words: str | None) -> None:
    holding = asked_attribute(parse_question("who is the CEO of Alibaba?", ENGLISH, LEXICON))
    told = match_attribute(holding, sentence, parsed_sentences(ENGLISH, sentence)[0], ENGLISH)
    assert (sentence[slice(*told.span)] if told.value < 0 else None) == words


@given(TEXT, TEXT)
def test_anything_may_be_asked_of_any_text(question: str, text: str) -> None:
    for words in (question, f"{question} CEO of {question}", f"{question}'s CEO {question}"):
        holding = asked_attribute(parse_question(words, ENGLISH, LEXICON))
        for other in (text, f"the CEO of {text}", f"{text}'s CEO"):
            for sentence in parsed_sentences(ENGLISH, other):
                start, end = sentence.span
                found = match_attribute(holding, other[start:end], sentence, ENGLISH)
                assert 0 <= found.span[0] <= found.span[1] <= end - start
                assert bool(found.value) == bool(found.detail)
