"""The relations that people ask about: what asks, what tells, and the two sides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.relations.verb_arguments import forms_of
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import (
    Lexicon,
    Phrase,
    Relation,
    Thesaurus,
    base_form,
    head_terms,
    is_verb,
    lexicon_for,
    main_word,
    phrases_of,
    predicate,
    thesaurus_for,
)
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")
RELATIONS = lexicon_for(ENGLISH).relations

SMALL = Lexicon(
    [
        Relation(
            "succession",
            tells=("NEW replaces OLD", "NEW takes over from OLD", "NEW is successor of OLD"),
            also=("NEW follows OLD",),
            words=("handover", "step down"),
        ),
        Relation("size", words=("size",), asked=("big",), told=("acre",)),
    ],
    ENGLISH,
)


@pytest.mark.parametrize(
    ("term", "others"),
    [
        ("replac", ["successor", "handov"]),
        ("handov", ["replac", "successor"]),
        ("follow", []),
        ("step", []),
        ("take", []),
        ("big", ["size", "acr"]),
        ("size", ["acr"]),
        ("acr", []),
        ("unheard", []),
        ("", []),
    ],
)
def test_what_asks_brings_what_tells_but_not_the_other_way_round(
    term: str, others: list[str]
) -> None:
    assert SMALL.paraphrases(term) == others


def test_a_word_of_several_relations_has_the_paraphrases_of_all() -> None:
    lexicon = Lexicon(
        [Relation("one", words=("hire", "recruit")), Relation("two", words=("hire", "rent"))],
        ENGLISH,
    )
    assert lexicon.paraphrases("hire") == ["recruit", "rent"]
    assert lexicon.paraphrases("rent") == ["hire"]


@pytest.mark.parametrize(("term", "found"), [("replac", True), ("follow", True), ("acr", False)])
def test_a_verb_or_noun_with_two_sides_is_found_by_its_term(term: str, found: bool) -> None:
    assert bool(SMALL.sided(term)) is found


def test_other_languages_have_no_words() -> None:
    assert len(lexicon_for(analyzer_for("german"))) == 0


def test_there_are_relations_of_general_use() -> None:
    assert len(lexicon_for(ENGLISH)) >= 110
    assert len({relation.name for relation in RELATIONS}) == len(RELATIONS)


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.name)
def test_a_relation_is_found_by_each_of_its_words(relation: Relation) -> None:
    lexicon = Lexicon([relation], ENGLISH)
    telling = {
        term for word in relation.telling() if " " not in word for term in ENGLISH.terms(word)
    }
    for word in relation.asking():
        for term in ENGLISH.terms(word) if " " not in word else ():
            assert set(lexicon.paraphrases(term)) == telling - {term}
    for sentence in (*relation.tells, *relation.also):
        assert lexicon.sided(ENGLISH.terms(main_word(sentence))[0]) == [relation]


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.name)
def test_a_relation_is_written_so_that_it_can_be_read(relation: Relation) -> None:
    sentences = (*relation.tells, *relation.also)
    sides = {word for sentence in sentences for word in sentence.split() if word.isupper()}
    assert set(relation.alike) <= sides
    for words in (relation.words, relation.asked, relation.told):
        assert len(set(words)) == len(words)
        assert all(word == word.lower().strip() for word in words)
    for forms in forms_of(sentences, ENGLISH).values():
        for form in forms:
            assert form.subject or form.kind == "event"
            assert form.obj or form.links


@pytest.mark.parametrize(
    ("sentence", "main", "said", "verb"),
    [
        ("NEW replaces OLD", "replaces", "replaces", True),
        ("NEW takes over from OLD", "takes", "takes over from", True),
        ("SELLER sells THING to BUYER", "sells", "sells", True),
        ("NEW is successor of OLD", "successor", "successor", False),
        ("acquisition of THING by BUYER", "acquisition", "acquisition", False),
    ],
)
def test_a_sentence_has_a_main_word(sentence: str, main: str, said: str, verb: bool) -> None:
    assert (main_word(sentence), predicate(sentence), is_verb(sentence)) == (main, said, verb)


@pytest.mark.parametrize(
    ("third", "base"),
    [("takes", "take"), ("carries", "carry"), ("teaches", "teach"), ("passes", "pass")],
)
def test_a_verb_has_a_base_form(third: str, base: str) -> None:
    assert base_form(third) == base


def test_a_verb_is_known_by_the_terms_of_its_past_too() -> None:
    assert set(head_terms("REBEL overthrows RULER", ENGLISH)) >= set(
        ENGLISH.terms("overthrows overthrew overthrown")
    )
    assert set(head_terms("ONE sues OTHER", ENGLISH)) == set(ENGLISH.terms("sues sued"))


def test_all_words_can_be_had_as_they_are_spelled() -> None:
    spelled = SMALL.spellings()
    assert {"replace", "take", "over", "successor", "follow", "step", "big", "acre"} <= spelled
    assert not [word for word in spelled if word.isupper()]


@given(TEXT)
def test_any_text_may_be_looked_up(text: str) -> None:
    assert text not in lexicon_for(ENGLISH).paraphrases(text)
    assert isinstance(lexicon_for(ENGLISH).sided(text), list)


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
