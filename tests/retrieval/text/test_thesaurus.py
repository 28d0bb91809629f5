"""Words that mean about the same: a group a line, looked up without analysing every line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import Phrase, Thesaurus, phrases_of, thesaurus_for
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")
LINES = """
# Showing
film, movie, motion picture
movie, flick

US, United States, America
doctors, physicians
"""


def thesaurus(lines: str = LINES) -> Thesaurus:
    return Thesaurus(lines.splitlines(), ENGLISH)


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("film", ["movi", "motion pictur"]),
        ("movie", ["film", "motion pictur", "flick"]),
        ("motion picture", ["film", "movi"]),
        ("doctor", ["physician"]),
        ("showing", []),
        ("picture", []),
        ("united states", ["america"]),
    ],
)
def test_the_other_entries_of_every_line_that_has_a_word_are_its_synonyms(
    word: str, others: list[str]
) -> None:
    found = thesaurus().synonyms(tuple(ENGLISH.terms(word)))
    assert [" ".join(phrase) for phrase in found if phrase != ("us",)] == others


def test_the_one_that_is_bundled_knows_everyday_words() -> None:
    for word, other in {"film": "movi", "car": "automobil", "kid": "child"}.items():
        assert (other,) in thesaurus_for(ENGLISH).synonyms(tuple(ENGLISH.terms(word)))


def test_a_phrase_of_small_words_and_one_other_is_not_that_other() -> None:
    known = thesaurus("act as, portray\nhuman being, person")
    for word in ("act", "portray", "human", "person"):
        assert known.synonyms(tuple(ENGLISH.terms(word))) == ()


def test_a_word_with_a_hyphen_is_found() -> None:
    known = thesaurus("buy, take-over\npart-time, casual")
    for phrase, other in ((("casual",), "part-time"), (("buy",), "take-over")):
        terms = tuple(ENGLISH.terms(other))[:3]
        assert terms in known.synonyms(phrase)
        assert phrase in known.synonyms(terms)


def test_other_languages_have_none() -> None:
    assert thesaurus_for(analyzer_for("german")).synonyms(("film",)) == ()


def looked_up_in_all_lines(lines: list[str], phrase: Phrase) -> tuple[Phrase, ...]:
    """Return synonyms the plain way: by analysing each line."""
    found: dict[Phrase, None] = {}
    for line in lines:
        entries = [tuple(ENGLISH.terms(entry))[:3] for entry in line.split(",")]
        if phrase in entries:
            found.update(dict.fromkeys(one for one in entries if one and one != phrase))
    return tuple(found)


WORDS = st.sampled_from(
    ("film", "films", "movie", "motion", "picture", "car", "cars", "kid", "child", "old age")
)
ENTRIES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
GROUPS = st.lists(st.lists(ENTRIES, min_size=1, max_size=4).map(", ".join), max_size=6)


@given(GROUPS, st.lists(ENTRIES, min_size=1, max_size=5))
def test_a_look_up_finds_what_one_through_all_lines_finds(
    lines: list[str], asked: list[str]
) -> None:
    known = Thesaurus(lines, ENGLISH)
    for words in (*asked, *asked):
        phrase = tuple(ENGLISH.terms(words))[:3]
        assert known.synonyms(phrase) == looked_up_in_all_lines(lines, phrase)


@given(st.lists(TEXT.filter(lambda text: "\n" not in text), max_size=5), TEXT)
def test_any_lines_make_a_thesaurus(lines: list[str], text: str) -> None:
    known = Thesaurus(lines, ENGLISH)
    for phrase in phrases_of(ENGLISH.terms(text)):
        assert phrase not in known.synonyms(phrase)


def test_phrases_are_all_runs_of_up_to_three_terms() -> None:
    assert list(phrases_of(("a", "b", "c", "d"))) == [
        *(("a",), ("a", "b"), ("a", "b", "c")),
        *(("b",), ("b", "c"), ("b", "c", "d")),
        *(("c",), ("c", "d"), ("d",)),
    ]
    assert list(phrases_of(())) == []
