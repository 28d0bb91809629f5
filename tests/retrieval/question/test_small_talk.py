"""What is said around a question is taken off, and nothing that it is about."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.question.question import parse_question
from retrieval.question.small_talk import asking_part, framing_spans, is_small_talk
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("hey does someone know who painted it? I am curious", "who painted it?"),
        ("please tell me who painted it", "who painted it"),
        ("I was wondering when it opened", "when it opened"),
        ("Good morning! When did it open?", "When did it open?"),
        ("quick question: when did it open", "when did it open"),
        ("<@12345> hi, when did it open? thanks!", "when did it open?"),
        ("could you please explain to me what it is", "what it is"),
        ("do you know the name of the ship", "name of the ship"),
        ("I dont remember who painted it", "who painted it"),
        ("sorry to bother you, but who painted it?", "who painted it?"),
        ("Hello all, hope you are well. I wanted to ask when it opened.", "when it opened."),
        ("who do you think painted it?", "who painted it?"),
        ("what exactly is a plastid", "what is a plastid"),
        ("who painted it pls", "who painted it"),
        ("who painted it does anyone know", "who painted it"),
        ("tell me about the ship", "the ship"),
        ("who painted it? I could not find anything about it", "who painted it?"),
    ],
)
def test_talk_around_a_question_is_no_part_of_it(message: str, asks: str) -> None:
    assert " ".join(asking_part(message).split()) == asks


@pytest.mark.parametrize(
    "message",
    [
        "who painted it?",
        "hey jude who wrote it",
        "hello by adele lyrics",
        "who sang thank you",
        "someone like you adele",
        "show must go on",
        "who replaced Lin? It is for the museum in Bergen",
        "Lin left. Who replaced him?",
        "how are you",
        "what do you think of the ship",
    ],
)
def test_what_may_be_the_subject_stays(message: str) -> None:
    assert asking_part(message) == message


@pytest.mark.parametrize("message", ["hello", "thanks", "hey there", "please", "<@1>", "", " ?"])
def test_a_message_of_nothing_but_talk_is_not_emptied(message: str) -> None:
    assert asking_part(message).split() or not message.split()


@given(TEXT)
def test_every_word_that_is_left_stands_where_it_stood(message: str) -> None:
    asks = asking_part(message)
    assert len(asks) == len(message)
    assert all(kept in (there, " ") for kept, there in zip(asks, message, strict=True))


@given(TEXT)
def test_taking_talk_off_leaves_a_word_if_there_was_one(message: str) -> None:
    if any(map(str.isalnum, message)):
        assert any(map(str.isalnum, asking_part(message)))


@pytest.mark.parametrize(
    ("message", "nothing"),
    [
        ("thanks!", True),
        ("Thank you so much", True),
        ("hi all", True),
        ("ok thanks", True),
        ("good morning everyone", True),
        ("thanks, who painted it?", False),
        ("hello kitty", False),
        ("who is hello kitty", False),
        ("help", False),
        ("ok", False),
        ("", False),
    ],
)
def test_a_message_that_only_greets_or_thanks_asks_nothing(message: str, nothing: bool) -> None:
    assert is_small_talk(message) is nothing


@given(TEXT)
def test_any_text_may_be_a_message(text: str) -> None:
    assert not (is_small_talk(text) and is_small_talk(f"{text} wombats"))


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
