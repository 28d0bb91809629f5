"""A passage cut into sentences with what can be told of each without any question."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given

from retrieval.text.analyzer import analyzer_for
from retrieval.text.sentences import ParsedSentence, has_own_capital, parsed_sentences, sentences
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")


def only(text: str) -> ParsedSentence:
    (found,) = parsed_sentences(ENGLISH, text)
    return found


def test_sentences_have_the_terms_that_stand_in_them() -> None:
    first, second = parsed_sentences(ENGLISH, "Whales sing. Maria listens to whales.")
    assert (first.terms, second.terms) == (("whale", "sing"), ("maria", "listen", "whale"))
    assert [(token.term, token.start, token.end) for token in second.tokens] == [
        *(("maria", 0, 5), ("listen", 6, 13), ("whale", 17, 23)),
    ]
    assert first.length == pytest.approx(log(3))


@pytest.mark.parametrize(
    ("text", "pronominal"),
    [
        ("It sings.", True),
        ("He sings.", True),
        ('"They sing," she said.', True),
        ("(Such songs are long.)", True),
        ("There it sings.", True),
        ("Iteration helps.", False),
        ("Hers is long.", False),
        ("Whales sing, and it is loud.", False),
    ],
)
def test_a_sentence_that_begins_with_a_pronoun_is_known(text: str, pronominal: bool) -> None:
    assert only(text).is_pronominal == pronominal


def test_names_are_the_capitalised_words_but_the_first() -> None:
    assert only("Whales met Maria and (Lin) in Hangzhou.").names == {"maria", "lin", "hangzhou"}
    assert only("Whales met nobody.").names == frozenset()


@pytest.mark.parametrize(("text", "digits"), [("It ate 12 fish.", True), ("It ate fish.", False)])
def test_digits_are_noticed(text: str, digits: bool) -> None:
    assert only(text).has_digits == digits


def test_a_capital_tells_where_a_word_in_lower_case_stands_before() -> None:
    text = "Whales love Maria Lin and others."
    told = {word: has_own_capital(text, text.index(word)) for word in text.rstrip(".").split()}
    assert told == {
        "Whales": None, "love": None, "Maria": True, "Lin": None, "and": None, "others": False
    }  # fmt: skip


@given(TEXT)
def test_every_term_stands_in_its_sentence(text: str) -> None:
    found = parsed_sentences(ENGLISH, text)
    assert [one.span for one in found] == sentences(text)
    for one in found:
        start, end = one.span
        assert len({len(one.terms), len(one.starts), len(one.ends)}) == 1
        assert all(0 <= first < last for first, last in zip(one.starts, one.ends, strict=True))
        assert all(first < end - start for first in one.starts)
        assert one.has_digits == any(map(str.isdecimal, text[start:end]))
    assert sum(len(one.terms) for one in found) <= len(ENGLISH.tokens(text))
