"""Whether a sentence tells the relation that is asked about, and of whom, in one figure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.question.question import parse_question
from retrieval.ranking.sentence_features import OF_ANOTHER, RelationFeature
from retrieval.relations.relation_match import RelationMatch
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from retrieval.text.sentences import parsed_sentences
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")
LEXICON = lexicon_for(ENGLISH)
QUESTIONS = (
    *("who replaced Lin?", "when did Zhou replace Lin?", "who is the CEO of Norbit?"),
    *("what did Apple acquire?", "what is the population of Peru?", "why?", ""),
)


def told(question: str, text: str) -> list[tuple[RelationMatch | None, float]]:
    relating = RelationFeature(parse_question(question, ENGLISH, LEXICON), ENGLISH)
    return [relating(text[slice(*one.span)], one) for one in parsed_sentences(ENGLISH, text)]


@pytest.mark.parametrize(
    ("question", "sentence", "count"),
    [
        ("who replaced Lin?", "Zhou replaced Lin.", 1.0),
        ("who replaced Lin?", "Lin was replaced by Zhou.", 1.0),
        ("who replaced Lin?", "Lin replaced Zhou.", -1.0),
        ("whom did Lin replace?", "Lin replaced Zhou.", 1.0),
        ("whom did Lin replace?", "Zhou replaced Lin.", -1.0),
        ("who replaced Lin?", "Zhou replaced Wu.", -OF_ANOTHER),
        ("who is the CEO of Norbit?", "Ann Berg is the CEO of Norbit.", 1.0),
        ("who is the CEO of Norbit?", "Ann Berg is the CEO of Zenlo.", -OF_ANOTHER),
        ("who is the lawyer of Norbit?", "Ann Berg is the lawyer of Norbit.", OF_ANOTHER),
        ("who is the lawyer of Norbit?", "Ann Berg is the lawyer of Zenlo.", -OF_ANOTHER),
        ("what is the population of Peru?", "The population of Chile is 19 million.", -OF_ANOTHER),
        ("who replaced Lin?", "Lin met Zhou.", 0.0),
        ("what is a whale?", "A whale sang.", 0.0),
    ],
)
def test_it_counts_most_which_way_round_then_of_whom(
    question: str, sentence: str, count: float
) -> None:
    assert [related for _, related in told(question, sentence)] == [count]


def test_when_it_happened_is_not_answered_by_that_it_did() -> None:
    ((direction, count),) = told("when did Zhou replace Lin?", "Zhou replaced Lin.")
    assert direction is None
    assert count == 0.0


def test_when_it_happened_is_not_answered_by_the_other_way_round() -> None:
    ((direction, count),) = told("when did Zhou replace Lin?", "Lin replaced Zhou in May.")
    assert direction is not None
    assert count == -1.0


def test_of_whom_counts_less_than_which_way_round() -> None:
    assert 0.0 < OF_ANOTHER < 1.0


@given(st.sampled_from(QUESTIONS), TEXT)
def test_any_sentence_counts_one_of_five_ways(question: str, text: str) -> None:
    for direction, count in told(question, text):
        assert count in (-1.0, -OF_ANOTHER, 0.0, OF_ANOTHER, 1.0)
        assert (abs(count) == 1.0) == (direction is not None and direction.value != 0)
