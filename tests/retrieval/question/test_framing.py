"""Words that only say how a question asks are nothing that a passage has to tell."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.question.question import parse_question
from retrieval.question.small_talk import framing_spans
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("what is the name of the ship", "ship"),
        ("What's the ship's name?", "ship's"),
        ("name of the ship", "ship"),
        ("what is the ship called?", "ship"),
        ("what kind of ship is it", "ship"),
        ("how come the ship sank", "ship sank"),
        ("since when does the ship sail", "ship sail"),
        ("is it true that the ship sank?", "ship sank"),
        ("what does plastid mean", "plastid"),
        ("meaning of plastid", "plastid"),
        ("plastid definition", "plastid"),
        ("ships vs boats", "ships boats"),
        ("compare ships and boats", "ships boats"),
        ("in what year did the ship sink", "ship sink"),
        ("give the date of the launch", "launch"),
        ("ship launch date", "ship launch"),
        ("how big is the ship", "ship"),
        ("where is the ship now?", "ship"),
        ("who exactly sank the ship", "sank ship"),
        ("how hot does the oven get", "oven"),
        ("what ship got removed", "ship removed"),
        ("how many ships can I sink at once", "ships sink"),
        ("is there a way to sink ships?", "sink ships"),
        ("is it possible to sink ships?", "sink ships"),
        ("is one able to sink ships?", "one sink ships"),
        ("syntax of the ship file", "ship file"),
        ("what values does the ship file take?", "ship file take"),
        ("does the ship support sails?", "ship sails"),
        ("which sails are supported?", "sails"),
        ("how do I make a ship sink?", "ship sink"),
        ("how to get the ship's log", "ship's log"),
        ("can I get a second ship?", "second ship"),
        ("when did the ship get sails", "ship sails"),
        ("what happens when the ship sinks?", "ship sinks"),
        ("does the log mention ships?", "log ships"),
    ],
)
def test_what_frames_a_question_is_not_asked_about(text: str, asked: str) -> None:
    concepts = parse_question(text, ENGLISH, lexicon_for(ENGLISH)).concepts
    assert " ".join(concept.written for concept in concepts) == asked


@pytest.mark.parametrize(
    "text",
    [
        "who gave the ship its name",
        "which year is a leap year",
        "what kind acts did she do",
        "who called the police",
        "true north",
        "name",
        "what is the meaning",
        "who supports the ship",
        "how the ship values its work",
        "the ship was made to get sails",
        "the big ship of the year",
    ],
)
def test_the_same_words_may_be_what_is_asked_about(text: str) -> None:
    concepts = parse_question(text, ENGLISH, lexicon_for(ENGLISH)).concepts
    words = {
        "name",
        "leap",
        "kind",
        "called",
        "true",
        "meaning",
        "big",
        "supports",
        "values",
        "get",
    }
    assert words & {concept.written for concept in concepts}


@given(TEXT)
def test_frames_stand_in_the_text(text: str) -> None:
    assert all(0 <= start <= end <= len(text) for start, end in framing_spans(text))
