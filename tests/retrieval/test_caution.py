"""How sure an answer has to be: the more careful, the more is abstained from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.answering.abstention import answer_threshold
from retrieval.errors import UsageError
from retrieval.joined_library import JoinedLibrary
from retrieval.library import Library
from retrieval.ranking.weights import THRESHOLD_NAMES, bundled_weights

QUESTION = "who replaced Lin?"
WORDS = """who replaced Lin when did the head of Qwen leave why is a model small how many does Zhou
    have parameters and Alibaba exit? technical 2026 what salary moon""".split()
ANY_WORDS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
HOW = st.sampled_from(THRESHOLD_NAMES) | st.floats(0, 1).map(str)


@pytest.fixture(scope="module")
def library(seeds: Path) -> Library:
    return Library.open([seeds], None)


@given(ANY_WORDS.filter(str.strip), HOW, HOW)
@settings(max_examples=40)
def test_the_bolder_answers_whenever_the_more_careful_one_does(
    library: Library, question: str, one: str, other: str
) -> None:
    known = bundled_weights().cautions
    eager, careful = sorted((one, other), key=lambda how: answer_threshold(how, known))
    answered = {
        how: library.ask(question, caution=how).status == "answered" for how in (eager, careful)
    }

    assert answered[eager] >= answered[careful]


@given(ANY_WORDS.filter(str.strip), HOW)
@settings(max_examples=40)
def test_caution_decides_whether_something_is_answered_and_nothing_else(
    library: Library, question: str, how: str
) -> None:
    answer, usual = library.ask(question, caution=how), library.ask(question)

    assert 0 <= answer.certainty == usual.certainty <= 1
    assert bool(answer.quotes) == (answer.status == "answered")
    if answer.status == usual.status:
        assert answer == usual
    if answer.quotes and usual.quotes:
        assert answer.quotes == usual.quotes


def test_nothing_found_is_no_answer_however_bold(library: Library) -> None:
    answer = library.ask("zorblax", caution="0")

    assert (answer.status, answer.certainty, answer.closest) == ("no_answer", 0.0, ())


def test_a_library_is_as_careful_as_it_was_opened(seeds: Path) -> None:
    careful = Library.open([seeds], None, caution="1")

    assert careful.ask(QUESTION).status == "no_answer"
    assert careful.ask(QUESTION, caution="0").status == "answered"


def test_joined_libraries_are_as_careful_as_the_first_and_have_its_weights(
    seeds: Path, tmp_path: Path
) -> None:
    (tmp_path / "more.md").write_text("Zebras run.\n", encoding="utf-8")
    blunt = bundled_weights()._replace(passage={"bm25": 1.0})
    base = Library.open([seeds], None, caution="1", weights=blunt)
    joined = JoinedLibrary([base, Library.open([tmp_path], None)])

    assert joined.ask(QUESTION).status == "no_answer"
    assert {part.name for part in joined.nearest(QUESTION, 1)[0].evidence} == {"term"}


def test_other_weights_are_ranked_by(seeds: Path) -> None:
    blunt = bundled_weights()._replace(passage={"bm25": 1.0})
    (quote,) = Library.open([seeds], None, weights=blunt).nearest(QUESTION, 1)

    assert {part.name for part in quote.evidence} == {"term"}


@pytest.mark.parametrize("how", ["", "bold", "1.5", "-1", "nan", "Eager"])
def test_another_caution_is_refused_with_what_was_expected(library: Library, how: str) -> None:
    with pytest.raises(UsageError, match="expected one of eager, balanced, careful, or a number"):
        library.ask(QUESTION, caution=how)
