"""Sentences: where one ends, and that nothing of the text is lost between them."""

from __future__ import annotations

import time
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.analyzer import analyzer_for
from retrieval.text.sentences import (
    LONGEST,
    ParsedSentence,
    has_own_capital,
    parsed_sentences,
    sentences,
)
from tests.retrieval.strategies import TEXT

TOLERANCE = 60


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


# "|" stands where one sentence ends and the next begins.
@pytest.mark.parametrize(
    "marked",
    [
        "Lin left.| Zhou came.",
        "Did Lin leave?| Yes!| He did…| Then Zhou came.",
        "Dr. Lin met Mr. Zhou at St. Mary's.| They spoke.",
        "See fig. 3 and pp. 4 ff. for more.| The end.",
        "It was made by Acme Inc. in May.| The rest followed.",
        "He works for Acme Inc.| The company is old.",
        "Lin lives in the U.S. and works there.| He likes it.",
        "He moved to the U.S.| The reason is unknown.",
        "It was Jan. 5 when he left.| Then came Feb.",
        "J. Lin and A. B. Zhou wrote it.| It was read.",
        "Qwen 3.5 has 0.8 billion parameters.| Qwen 3.5 is small.",
        "It cost $3.50.| That is cheap.",
        "Version 3.11.2 is out.| Get it.",
        "Send it to lin@example.com or see example.com/a.b?c=d.| Thanks.",
        "No. 5 is alive.| No.| That is wrong.",
        "He said e.g. this, i.e. that.| Then he left.",
        "Lin et al. wrote it.| Others read it.",
        'He said "bye."| Then he left.',
        "He said \u201cbye.\u201d| Then he left.",
        "(He left.)| Zhou came.",
        "\u00abIl part.\u00bb| Zhou arrive.",
        "'' He left . ''| Zhou came .",
        "It was built in 1901 .| It burned in 1933 .",
        "He met Mr . Zhou in 1901 .| They spoke .",
        "林俊旸离职。|周浩接任！|为什么？|不知道。",
        "他说：“再见。”|然后走了。",
        "\u300c\u3055\u3088\u306a\u3089\u3002\u300d|\u5f7c\u306f\u8a00\u3063\u305f\u3002",
        "- Lin left.\n|- Zhou came.",
        "1. Lin left.\n|2. Zhou came.",
        "\u2022 one thing\n|\u2022 another thing",
        "(a) one thing\n|(b) another thing",
        "A heading\n\n|A paragraph below it",
        "Lin left the team that he had led for years and\nnobody knows why he did that so soon.",
        "Lin left the team that he had led for years, and\nZhou took over from him the same day.",
        "Wait... what?| Nothing.",
        "Wait...| What?",
        "He left. it was late.",
        "What?!| Really?!",
        "Bye",
        "",
    ],
)
def test_a_sentence_ends_where_a_reader_says(marked: str) -> None:
    text = marked.replace("|", "")
    assert split(text) == [piece.strip() for piece in marked.split("|") if piece.strip()]


@pytest.mark.parametrize(
    ("text", "cut_after"),
    [
        ("word " * 30 + "end; " + "more " * 60, ";"),
        ("word " * 30 + "end - " + "more " * 60, "-"),
        ("word " * 30 + "end, " + "more " * 60, ","),
        ("word " * 100, "d"),
        ("漢" * 150 + "，" + "字" * 300, "，"),
        ("x" * 1000, "x"),
    ],
)
def test_an_overlong_sentence_is_cut_at_its_strongest_inner_punctuation(
    text: str, cut_after: str
) -> None:
    assert split(text)[0].endswith(cut_after)


def test_an_overlong_sentence_is_never_cut_inside_a_number() -> None:
    text = "word " * 40 + "about 90,000,000 " + "words " * 60
    assert "90,000,000" in " ".join(split(text))


@given(TEXT)
def test_each_visible_character_lies_in_exactly_one_sentence(text: str) -> None:
    covered = [place for start, end in sentences(text) for place in range(start, end)]
    assert covered == sorted(set(covered))
    assert {n for n, char in enumerate(text) if not char.isspace()} <= set(covered)


@given(TEXT)
def test_no_sentence_begins_or_ends_with_white_space(text: str) -> None:
    assert all(sentence and sentence == sentence.strip() for sentence in split(text))


@given(st.lists(TEXT, max_size=12).map(" ".join))
def test_no_sentence_is_much_longer_than_the_longest_that_is_marked(text: str) -> None:
    assert all(end - start <= LONGEST + TOLERANCE for start, end in sentences(text))


@given(TEXT, st.text("., ;'\n", max_size=3))
def test_a_text_of_one_long_word_is_cut_and_kept(text: str, gap: str) -> None:
    long = text + gap + "x" * 900
    assert "".join(split(long)).replace(" ", "").endswith("x" * 900)


@pytest.mark.parametrize(
    "unit",
    [
        *("a. ", "A. ", "A. B. ", "1. ", "e.g. ", "etc. ", "No. ", "(", ". (", '. "', ".' ", ".''"),
        *("\n", " ", "\t", " \n", "\n ", "\n- ", ".", "!?", "...", "\u2026"),
        *("\u3002", "\u3002\u201d"),
        *(";", "; ", ",", ", ", "a", "a ", "a b. C", "Mr. ", "'", '"', "\u201c", ". \u201c", "x\n"),
    ],
)
@pytest.mark.parametrize("tail", ["", "x"])
def test_no_run_of_characters_makes_splitting_slow(unit: str, tail: str) -> None:
    text = "." + unit * (50_000 // len(unit)) + tail
    began = time.perf_counter()
    sentences(text)
    assert time.perf_counter() - began < 1.5


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
