"""What BM25 finds for a question: by its words, by what else says them, by what was said before."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.engine import BM25, Searcher, engine_named
from retrieval.question.question import Question, parse_question
from retrieval.ranking.first_stage import (
    CLOSE,
    DISTANT,
    EARLIER,
    RELATED,
    SPELLED_OTHERWISE,
    SYNONYM,
    FirstStage,
    Retrieved,
    expand,
)
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from tests.retrieval.index.conftest import in_memory
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")
LEXICON = lexicon_for(ENGLISH)
MANY = 120
"""More passages than a paraphrase may have that finds any by itself."""


def searcher(*texts: str) -> Searcher:
    engine = engine_named("sparse")
    lists = [ENGLISH.terms(text) for text in texts]
    return engine.open(in_memory(lambda sink: engine.build(lists, sink, BM25())))


def find(
    question: Question | str, *texts: str, size: int = 9, within: range | None = None
) -> Retrieved:
    if isinstance(question, str):
        question = parse_question(question, ENGLISH, LEXICON)
    finder = FirstStage(searcher(*texts), ENGLISH, texts.__getitem__)
    return finder.find(question, size, within)


def impact(term: str, number: int, *texts: str) -> float:
    return float(searcher(*texts).impacts(term, np.array([number], np.intp))[0])


FILMS = ("A film ran.", "A movie ran.", "A movie, in the cinema.", "A film of a movie.", "It ran.")


@pytest.mark.parametrize(
    ("number", "typed", "otherwise"),
    [
        pytest.param(0, {"film": 1.0}, {}, id="as typed"),
        pytest.param(1, {}, {"movi": CLOSE}, id="a synonym"),
        pytest.param(2, {}, {"cinema": CLOSE}, id="of two synonyms the one that adds more"),
        pytest.param(3, {"film": 1.0}, {}, id="a synonym beside the word itself adds nothing"),
    ],
)
def test_a_concept_adds_what_its_best_telling_does(
    number: int, typed: dict[str, float], otherwise: dict[str, float]
) -> None:
    pool = find("film", *FILMS).pool
    place = pool.numbers.index(number)
    for row, shares in ((pool.typed, typed), (pool.otherwise, otherwise)):
        expected = sum(share * impact(term, number, *FILMS) for term, share in shares.items())
        assert row[place] == pytest.approx([expected])


def test_a_passage_that_tells_of_nothing_asked_is_not_found() -> None:
    assert 4 not in find("film", *FILMS).pool.numbers
    assert find("xylophone", *FILMS).pool.numbers == []


def test_another_word_of_the_relation_adds_less_than_a_synonym() -> None:
    texts = ("Zhou was appointed.", "A substitute ran.", "Snow fell.")
    pool = find("replaced", *texts).pool
    told = dict(zip(pool.numbers, pool.otherwise, strict=True))
    assert told[0] == pytest.approx([DISTANT * impact("appoint", 0, *texts)])
    assert told[1] == pytest.approx([CLOSE * impact("substitut", 1, *texts)])
    assert DISTANT < CLOSE


def test_a_phrase_adds_what_the_least_of_its_words_does() -> None:
    texts = ("The motion picture ran.", "The motion passed.", "A picture hung.", "A picture fell.")
    found = find("film", *texts)
    otherwise = dict(zip(found.pool.numbers, found.pool.otherwise, strict=True))
    least = min(impact(term, 0, *texts) for term in ("motion", "pictur"))
    assert otherwise == {0: pytest.approx([CLOSE * least])}


def test_a_paraphrase_that_many_passages_have_finds_none_but_counts_in_what_is_found() -> None:
    texts = ("A nice movie.", *["A movie ran."] * MANY, "A nice story.")
    pool = find("nice film", *texts, size=MANY).pool
    assert pool.numbers == [0, len(texts) - 1]
    assert [sum(row) > 0 for row in pool.otherwise] == [True, False]


def asking_on(text: str, *earlier: str) -> Question:
    return parse_question(text, ENGLISH, LEXICON)._replace(earlier=earlier)


def test_what_was_said_before_adds_to_what_the_question_finds() -> None:
    texts = ("The film ran.", "The film of Bergen ran.", "Snow fell on Bergen.")
    pool = find(asking_on("film", "bergen"), *texts).pool
    assert pool.numbers == [1, 0]
    assert pool.earlier == pytest.approx([EARLIER * impact("bergen", 1, *texts), 0.0])


def test_what_was_said_before_finds_nothing_by_itself() -> None:
    assert find(asking_on("film", "bergen"), "Snow fell on Bergen.").pool.numbers == []


ROLES = (
    "The CTO left in May.",
    "The Coalition for Quick Answers (CQA) met.",
    "Ann Berg chairs the Coalition for Quick Answers.",
    "A grant went to the CQA.",
    "Snow fell on Bergen.",
)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        pytest.param("chief technology officer", 0, id="initials that a passage has"),
        pytest.param("CQA", 2, id="what a passage says that it stands for"),
        pytest.param("cqa", 2, id="in small letters"),
        pytest.param("the Coalition for Quick Answers", 3, id="the other way round"),
    ],
)
def test_abbreviations_and_what_they_stand_for_find_each_other(question: str, number: int) -> None:
    pool = find(question, *ROLES).pool
    place = pool.numbers.index(number)
    assert not any(pool.typed[place])
    assert any(pool.otherwise[place])


def test_the_question_says_what_its_words_stand_for() -> None:
    (concept,) = find("CQA", *ROLES).question.concepts
    assert concept.spellings == (("coalit", "quick", "answer"),)
    assert not find("snow", *ROLES).question.concepts[0].spellings


def test_only_passages_within_are_found() -> None:
    assert find("film", *FILMS, within=range(1, 3)).pool.numbers == [2, 1]


WORDS = st.sampled_from(
    "film movie cinema motion picture Lin replaced appointed CTO chief technology officer snow a"
    " (CTO)".split()
)
TEXTS = st.lists(st.lists(WORDS, max_size=8).map(" ".join), min_size=1, max_size=12)
EARLIER_TERMS = st.lists(st.sampled_from(("lin", "snow", "bergen")), max_size=2, unique=True)


@settings(max_examples=60)
@given(TEXTS, st.lists(WORDS, max_size=5).map(" ".join), EARLIER_TERMS, st.integers(1, 15))
def test_what_is_found_comes_best_first_and_each_concept_is_told_one_way(
    texts: list[str], text: str, earlier: list[str], size: int
) -> None:
    question = asking_on(text)
    question = question._replace(earlier=tuple(set(earlier) - question.typed))
    found = find(question, *texts, size=size)
    pool = found.pool
    assert len(pool.numbers) <= size
    assert pool.added == sorted(pool.added, reverse=True)
    concepts = {concept.term for concept in found.question.concepts}
    assert found.alternatives.keys() == concepts
    for number, typed, otherwise in zip(pool.numbers, pool.typed, pool.otherwise, strict=True):
        assert len(typed) == len(otherwise) == len(concepts)
        assert any(typed) or any(otherwise)
        assert all(min(own, other) == 0.0 for own, other in zip(typed, otherwise, strict=True))
        told = {concept for concept, own in zip(found.alternatives, typed, strict=True) if own}
        assert told == concepts & set(ENGLISH.terms(texts[number]))


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
