"""The relations that people ask about: what asks, what tells, and the two sides."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.relations.verb_arguments import forms_of
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import (
    Lexicon,
    Relation,
    base_form,
    head_terms,
    is_verb,
    lexicon_for,
    main_word,
    predicate,
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
