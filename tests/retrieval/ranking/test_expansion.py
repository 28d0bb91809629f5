"""What else may say what a question says, and how much less than the word itself."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import given

from retrieval.question.question import parse_question
from retrieval.ranking.first_stage import RELATED, SPELLED_OTHERWISE, SYNONYM, expand
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")


def alternatives(question: str, known: Collection[str] = ()) -> dict[str, dict[str, float]]:
    """Return the alternatives by term, `known` being the terms that passages have."""
    asked = parse_question(question, ENGLISH, lexicon_for(ENGLISH))
    found = expand(asked, ENGLISH, lambda term: int(term in known))
    return {
        term: {" ".join(other.phrase): other.strength for other in others}
        for term, others in found.items()
    }


@pytest.mark.parametrize(
    ("question", "term", "other", "strength"),
    [
        pytest.param("a good film", "film", "movi", SYNONYM, id="a synonym"),
        pytest.param("a kid's toy", "kid", "child", SYNONYM, id="an irregular one"),
        pytest.param("who replaced Lin?", "replac", "appoint", RELATED, id="the same relation"),
        pytest.param("former wife", "wife", "ex", SYNONYM, id="a word for a phrase"),
        pytest.param("former wife", "former", "ex", SYNONYM, id="for each word of the phrase"),
    ],
)
def test_a_word_is_said_otherwise(question: str, term: str, other: str, strength: float) -> None:
    assert alternatives(question)[term][other] == strength


def test_two_words_are_found_where_a_passage_writes_them_as_one() -> None:
    found = alternatives("the work week", {"workweek"})
    assert found["work"]["workweek"] == found["week"]["workweek"] == SPELLED_OTHERWISE
    assert "workweek" not in alternatives("the work week")["work"]


def test_what_was_typed_itself_is_no_alternative() -> None:
    assert "movi" not in alternatives("film or movie")["film"]
    assert "workweek" not in alternatives("workweek: work week", {"workweek"})["work"]


def test_each_kind_of_alternative_tells_less_than_what_was_typed() -> None:
    assert 1.0 > SPELLED_OTHERWISE > SYNONYM > RELATED > 0.0


@given(TEXT)
def test_of_any_question_each_concept_has_its_alternatives(question: str) -> None:
    asked = parse_question(question, ENGLISH, lexicon_for(ENGLISH))
    found = expand(asked, ENGLISH, lambda _: 1)
    assert set(found) == {concept.term for concept in asked.concepts}
    for term, others in found.items():
        assert all(other.phrase and other.phrase != (term,) for other in others)
        assert all(0.0 < other.strength < 1.0 for other in others)
        assert [other.strength for other in others] == sorted(
            (other.strength for other in others), reverse=True
        )
