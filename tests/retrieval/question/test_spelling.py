"""Misspelled words are mended where that is likely, offered where it may be, else left alone."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.index.engine import BM25, engine_named
from retrieval.index.storage import MemorySink
from retrieval.question.question import Question, parse_question
from retrieval.question.spelling import SpellingCorrector, spelled_in_full, with_case_of
from retrieval.question.spelling_candidates import allowed_mistakes, cost
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")
PASSAGES = (
    "Junyang Lin left the Qwen team of Alibaba in March.",
    "Hao Zhou took over the Qwen team after Lin had resigned.",
    "The tech lead of Qwen spoke of the models and their licences.",
    "Alibaba said that Qwen has four models with many parameters.",
    "A museum in Bergen shows the painting of a harbour.",
    "The harbour of Bergen has a museum of fishing boats.",
)


def built_speller() -> SpellingCorrector:
    kind = engine_named("sparse")
    sink = MemorySink()
    kind.build([ENGLISH.terms(text) for text in PASSAGES], sink, BM25())
    return SpellingCorrector(kind.open(sink.finish()), ENGLISH, PASSAGES.__getitem__)


SPELLER = built_speller()


def asked(text: str) -> Question:
    return parse_question(text, ENGLISH, lexicon_for(ENGLISH), SPELLER)


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("who replcaed Lin?", "who replaced Lin?"),
        ("who is in the qwen taem", "who is in the qwen team"),
        ("where is the alibabba team", "where is the alibaba team"),
        ("how many paramters has qwen", "how many parameters has qwen"),
        ("what is in the musuem of bergen", "what is in the museum of bergen"),
        ("WHERE IS THE MUSUEM OF BERGEN", "WHERE IS THE MUSEUM OF BERGEN"),
        ("wehn did lin leave", "when did lin leave"),
        ("wich team did lin leave", "which team did lin leave"),
        ("wholeft the qwen team", "who left the qwen team"),
        ("who is the techlead of qwen", "who is the tech lead of qwen"),
        ("hey, who replcaed Lin? thnks", "hey, who replaced Lin? thnks"),
        ("whre is lni of teh taem", "where is lin of the team"),
        ("who is lni of alibaba", "who is lin of alibaba"),
        ("wen did lin leave", "when did lin leave"),
        ("wats the musuem of bergen", "what's the museum of bergen"),
        ("hw many modles has qwen", "how many models has qwen"),
        ("y did lin leave teh team", "why did lin leave the team"),
        ("where is the museum of bergenn", "where is the museum of bergen"),
    ],
)
def test_a_word_that_nothing_knows_is_read_as_its_near_miss(typed: str, read_as: str) -> None:
    question = asked(typed)
    assert question.text == typed
    assert question.read_as == read_as


@pytest.mark.parametrize(
    "text",
    [
        "who replaced Lin?",
        "who replaced Lyn?",
        "did Zhoa leave?",
        "who met Lina of the Qwen team?",
        "what is the GPTX of qwen",
        "how many of the 1234567 models",
        "xqzzkw vrrgh of lin",
        "did the painters leave bergen",
        "did qwen say anything",
        "howard of the qwen team",
        "who met lina of the qwen team",
        "is the museu of bergen big",
        "who took the alibab model",
        "whats the lead of qwen",
        "dont the qwen models have a lead",
    ],
)
def test_what_is_known_or_like_nothing_or_a_name_of_its_own_stays(text: str) -> None:
    assert asked(text).read_as == text


def test_a_question_about_something_else_is_not_turned_to_the_sources() -> None:
    for text in ("who won the grammy of the lead singer", "recipe for quinoa salad"):
        assert asked(text).read_as == text


@given(TEXT)
def test_any_text_can_be_mended(text: str) -> None:
    question = asked(text)
    assert question.text == text
    assert len(question.suggestions) <= 1
    assert question.read_as not in question.suggestions


@pytest.mark.parametrize(("letters", "mistakes"), [(2, 0), (3, 1), (7, 1), (8, 2)])
def test_longer_words_may_have_more_mistakes(letters: int, mistakes: int) -> None:
    assert allowed_mistakes(letters) == mistakes


def test_slips_cost_less_than_other_words() -> None:
    slips = [("taem", "team", 1), ("leter", "letter", 1), ("seperate", "separate", 1)]
    others = [("nixon", "dixon", 1), ("harbous", "harbour", 1), ("trnsitoin", "transition", 2)]
    assert max(cost(*slip) for slip in slips) < min(cost(*other) for other in others)


@pytest.mark.parametrize(
    ("typed", "meant", "shown"),
    [("Taem", "team", "Team"), ("TAEM", "team", "TEAM"), ("qwne", "Qwen", "qwen")],
)
def test_the_case_is_that_of_the_typed_word(typed: str, meant: str, shown: str) -> None:
    assert with_case_of(typed, meant) == shown


@pytest.mark.parametrize(
    ("before", "word", "after", "full"),
    [
        ("", "wen", " did it begin", "when"),
        ("** ", "wats", " new", "what's"),
        ("", "y", " did it end", "why"),
        ("who ", "r", " they", "are"),
        ("how do ", "u", " open it", "you"),
        ("what is ", "teh", " price", "the"),
        ("what is it ", "abt", "", "about"),
    ],
)
def test_a_short_spelling_is_read_in_full(before: str, word: str, after: str, full: str) -> None:
    assert spelled_in_full(word, before, after) == full


@pytest.mark.parametrize(
    ("before", "word", "after"),
    [
        ("where is angkor ", "wat", ""),
        ("what does the ", "y", " axis show"),
        ("", "y", " axis label"),
        ("what is ", "r", " squared"),
        ("who sank the ", "u", " boat"),
        ("", "word", " of the day"),
    ],
)
def test_a_name_or_a_letter_stays_itself(before: str, word: str, after: str) -> None:
    assert spelled_in_full(word, before, after) is None
