from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversation.entities import (
    EntityKind,
    NamedEntity,
    entities_in,
    kind_of_entity,
    known_names,
    untitled,
)
from retrieval.conversation.topics import topic_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("when did Lin leave Alibaba?", ["Lin", "Alibaba"]),
        ("Who wrote the Tale of Two Cities?", ["Tale of Two Cities"]),
        ("What is IBM Watson Speech to Text?", ["IBM Watson Speech", "Text"]),
        ("Models are small.", []),
        ("Qwen3 is small.", ["Qwen3"]),
        ("Zhou", ["Zhou"]),
        ("is Lin's exit final?", ["Lin"]),
        ("The City of Auburn pays.", ["City of Auburn"]),
        ("the war of the Roses", ["Roses"]),
        ("WHO LEFT?", []),
        ("did Lin and Zhou meet?", ["Lin", "Zhou"]),
        ("was it in Paris, France?", ["Paris", "France"]),
        ("Is GPT 4 old?", ["GPT 4"]),
    ],
)
def test_names_are_told_by_their_capitals(text: str, names: list[str]) -> None:
    assert [name.text for name in entities_in(text)] == names


def test_a_name_that_is_known_needs_no_capital() -> None:
    known = known_names(["Then Junyang Lin left the Team of a team."])

    assert [name.text for name in entities_in("when did lin leave the team?", known)] == ["Lin"]
    assert entities_in("when did the lin of Musk leave?", known)[0].text == "Musk"


@pytest.mark.parametrize(
    ("text", "said", "kind"),
    [
        ("Lin", "Then Mr Lin left.", "person"),
        ("Lin", "Then Lin resigned.", "person"),
        ("Lin", "It was Junyang Lin again.", "person"),
        ("Qwen", "He works at Qwen now.", "thing"),
        ("Qwen", "The Qwen team grew.", "thing"),
        ("OpenAI", "", "thing"),
        ("Paris", "It is in Paris.", "place"),
        ("Cedar River", "", "place"),
        ("Lin", "", None),
    ],
)
def test_what_a_name_is_of_is_told_by_its_words_and_by_those_around_it(
    text: str, said: str, kind: EntityKind | None
) -> None:
    assert kind_of_entity(entities_in(f"of {text}")[0], [said]) == kind


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("what is a polder?", "a polder"),
        ("Who was Ada Morrow?", "Ada Morrow"),
        ("and what about the price?", "the price"),
        ("Can you tell me more about sea dikes?", "sea dikes"),
        ("what does SAML stand for?", "SAML"),
        ("library parking", "library parking"),
        ("what is he doing?", None),
        ("when did Lin leave?", None),
        ("thanks", None),
    ],
)
def test_the_form_of_a_question_may_tell_its_topic(question: str, topic: str | None) -> None:
    assert topic_of(question) == topic


@given(st.text())
def test_any_text_has_names_where_they_stand(text: str) -> None:
    for name in entities_in(text):
        assert 0 <= name.start < name.end <= len(text)
    assert (topic_of(text) or "") in text


@given(st.text("AaBb .,'é-1\n", max_size=60))
def test_a_name_is_written_as_in_the_text(text: str) -> None:
    shown = text.lower() if text.isupper() else text
    assert all(shown[name.start : name.end] == name.text for name in entities_in(text))


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("Velt", "Velt resigned in May.", "person"),
        ("Velt", "It was Dr. Velt.", "person"),
        ("Velt", "It was handed to Velt, who kept it.", "person"),
        ("Velt", "Mara Velt kept it.", "person"),
        ("Mayor Mara Velt", "", "person"),
        ("Orrin", "It rained in Orrin.", "place"),
        ("Castle Square", "", "place"),
        ("Orrin", "Prices rose at Orrin.", "thing"),
        ("Orrin", "Orrin's platform is old.", "thing"),
        ("Orrin Hawks", "Orrin Hawks have signed him.", "thing"),
        ("Orrin Library", "", "thing"),
        ("Orrin", "The CEO of Orrin slept.", None),
        ("Orrin", "Orrington rose.", None),
        ("Orrin", "Orrin is old.", None),
    ],
)
def test_what_stands_around_a_name_tells_what_it_is_of(
    name: str, text: str, kind: EntityKind | None
) -> None:
    assert kind_of_entity(NamedEntity(name, 0, len(name), ""), [text]) == kind


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("Councillor Aisha Bello", "Aisha Bello"),
        ("Deputy Mayor Colin Frame", "Colin Frame"),
        ("Mayor Frame", "Mayor Frame"),
        ("King Charles", "King Charles"),
    ],
)
def test_a_title_goes_where_a_full_name_is_left(name: str, without: str) -> None:
    assert untitled(name) == without
