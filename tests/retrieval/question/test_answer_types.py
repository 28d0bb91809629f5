"""What kind of answer a question wants, however it is typed, and the noun that names it."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.question.answer_types import AnswerType, expected_answer
from tests.retrieval.strategies import TEXT


@pytest.mark.parametrize(
    ("text", "expects"),
    [
        ("who replaced Lin?", "person"),
        ("whom did Lin replace", "person"),
        ("who's the boss", "person"),
        ("whos the boss", "person"),
        ("to whom was it given", "person"),
        ("After the war, who ruled?", "person"),
        ("what is the name of the person who left", "person"),
        ("which physicist found it", "person"),
        ("actor who plays the father", "person"),
        ("author of the hymn", "person"),
        ("lin successor", "person"),
        ("which company bought the airline?", "organisation"),
        ("which team won the cup", "organisation"),
        ("when did Lin leave?", "date"),
        ("In what year did Lin join?", "date"),
        ("how long ago did it happen", "date"),
        ("qwen release date", "date"),
        ("date of the treaty", "date"),
        ("how many downloads?", "number"),
        ("how long did it take?", "number"),
        ("how old is the bridge", "number"),
        ("it has how many wheels", "number"),
        ("at what age did she retire", "number"),
        ("population of the island", "number"),
        ("what is the population of the island", "number"),
        ("where did Lin go?", "place"),
        ("which country is it in", "place"),
        ("the river flows through which city?", "place"),
        ("what is the capital of the province", "place"),
        ("why did Lin leave", "reason"),
        ("how come Lin left", "reason"),
        ("what caused the fire", "reason"),
        ("what did Musk say?", "quotation"),
        ("what is Qwen?", "definition"),
        ("what does plastid mean", "definition"),
        ("what is the meaning of plastid", "definition"),
        ("did Lin leave?", "yes_no"),
        ("is the man who left back?", "yes_no"),
        ("Lin left when?", "date"),
        ("Lin left why", "reason"),
        ("it was led by whom?", "person"),
        ("the ship sank where exactly?", "place"),
        ("what for did Lin leave", "reason"),
        ("whats a plastid", "definition"),
        ("what's a plastid", "definition"),
        ("since when is it open", "date"),
        ("till when is it open", "date"),
        ("how often is it open", "number"),
        ("how far is it", "number"),
        ("by whom was it built", "person"),
        ("whens the launch", "date"),
        ("why'd Lin leave", "reason"),
        ("is it true that Lin left", "yes_no"),
        ("small models", "passage"),
        ("how did Lin leave", "passage"),
        ("episode where the captain leaves", "passage"),
        ("the house in which he lived", "passage"),
        ("the product of this decay is", "passage"),
        ("what type of person is he", "passage"),
        ("", "passage"),
    ],
)
def test_a_question_wants_a_kind_of_answer(text: str, expects: AnswerType) -> None:
    assert expected_answer(text).expects == expects


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("which country is it in", "country"),
        ("which western Country signed", "Country"),
        ("in what year did it happen", "year"),
        ("what type of engine does it have", "type of engine"),
        ("what is the name of the author", "author"),
        ("what was the name of the ship", "ship"),
        ("which river separates the two towns", "river"),
        ("what are the biggest exports of the region", "exports"),
        ("how many wheels does it have", "wheels"),
        ("whose old house was sold", "house"),
        ("name the two rivers that meet", "rivers"),
        ("author of the hymn", "author"),
        ("list the core contributors", "contributors"),
        ("what's the biggest city of the region", "city"),
        ("whats the name of the ship", "ship"),
        ("who left?", None),
        ("what is Qwen", None),
        ("what was later found", None),
    ],
)
def test_the_focus_is_the_noun_that_names_what_is_wanted(text: str, focus: str | None) -> None:
    assert expected_answer(text).focus == focus


@given(TEXT)
def test_a_focus_is_made_of_words_of_the_question(text: str) -> None:
    focus = expected_answer(text).focus
    assert focus is None or all(word in text for word in focus.split(" of "))
