"""Terms: what counts as the same word, and where each one stands."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UsageError
from retrieval.text.analyzer import Analyzer, analyzer_for
from retrieval.text.normalisation import fold
from retrieval.text.tokens import Token
from tests.retrieval.strategies import TEXT

ENGLISH = Analyzer()


def terms(text: str) -> list[str]:
    return ENGLISH.terms(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("café", "cafe"),
        ("CAFÉ", "cafe"),
        ("cafe\u0301", "café"),
        ("Straße", "STRASSE"),
        ("Øresund", "oresund"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("\ufb01nance", "finance"),
        ("Ｑｗｅｎ", "qwen"),
        ("Κόσμος", "κοσμοσ"),
        ("Lin's", "Lin"),
        ("Lin\u2019s", "Lin"),
        ("LIN'S", "lin"),
        ("the Lins' house", "Lins house"),
        ("don't", "don\u2019t"),
        ("O'Brien", "O\u2019Brien"),
        ("dont", "don't"),
        ("WASNT", "wasn't"),
        ("whats qwen", "what's Qwen"),
        ("rock'n'roll", "rock & roll"),
        ("rock 'n' roll", "rock & roll"),
        ("the 'plastid' (`cell') of \u2018it\u2019", "the plastid cell of it"),
        ("U.S.", "US"),
        ("co\u2010founder", "co-founder"),
        ("1\u0662", "12"),
    ],
)
def test_the_same_word_written_differently_gives_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("0.8B", "0.8 billion", "800000000"),
        ("0.8B", "800,000,000", "800000000"),
        ("600M", "600 million", "600000000"),
        ("600M", "600-million", "600000000"),
        ("90k", "90,000", "90000"),
        ("90K", "90 thousand", "90000"),
        ("two million", "2,000,000", "2000000"),
        ("two-million", "2 million", "2000000"),
        ("$1.5 trillion", "1.5T", "1500000000000"),
        ("5bn", "5 billion", "5000000000"),
        ("262,000-token", "262k", "262000"),
        ("March 03", "March 3", "3"),
        ("2nd", "2", "2"),
        ("seven", "7", "7"),
        ("5%", "5 percent", "percent"),
        ("$5", "5 dollars", "dollar"),
        ("Qwen3.5", "Qwen 3.5", "3.5"),
        ("Qwen3.5", "Qwen 3.5", "qwen"),
        ("Qwen-3.5", "Qwen3.5", "qwen3.5"),
        ("GPT-4", "gpt4", "gpt4"),
        ("co-founder", "cofounder", "cofound"),
        ("co-founder", "founders", "founder"),
        ("e-mail", "email", "email"),
        ("Black_Death", "the Black Death", "death"),
        ("AT&T", "at&t", "at&t"),
        ("R&D", "R and D", "d"),
        ("V&A's", "v&a", "v&a"),
        ("M&M's", "M&Ms", "m"),
        ("I/O", "IO", "io"),
        ("TCP/IP", "TCP and IP", "ip"),
        (".NET", "dotnet", "dotnet"),
        (".NET", "the net framework", "net"),
        ("Ph.D.", "PhD", "phd"),
        ("Node.js", "nodejs", "nodej"),
        ("C/C++", "C++", "c++"),
        ("rock'n'roll", "rock and roll", "rock"),
        ("rock \u2019n\u2019 roll", "rock-n-roll", "roll"),
        ("replaced", "replacing", "replac"),
        ("wrote", "written", "write"),
        ("阿里巴巴", "阿里", "阿里"),
        ("阿里巴巴", "里巴", "里巴"),
        ("がく", "か\u3099く", "がく"),
        ("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
    ],
)
def test_two_spellings_of_one_thing_meet_in_a_term(one: str, other: str, shared: str) -> None:
    assert shared in set(terms(one)) & set(terms(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0.8", "8"),
        ("1.5 million", "15 million"),
        ("m", "million"),
        ("3:1", "31"),
        ("2,5", "25"),
        ("Python 3.11.2 dollars", "3.2 million"),
        ("C", "C++"),
        ("C#", "C++"),
        ("C", "C#"),
        ("F", "F#"),
        ("R&D", "r.d."),
        ("V&A", "VA"),
        ("AT&T", "ATT"),
        ("its end.Then", "endthen"),
    ],
)
def test_different_things_written_alike_share_no_term(one: str, other: str) -> None:
    assert not set(terms(one)) & (set(terms(other)) - {"million"})


@pytest.mark.parametrize("word", ["not", "never", "without", "before", "after", "first", "only"])
def test_a_word_that_turns_the_meaning_is_kept(word: str) -> None:
    assert terms(word)


@pytest.mark.parametrize("word", ["US", "IT", "WHO", "U.S."])
def test_an_acronym_in_capitals_is_kept_although_it_looks_like_a_stop_word(word: str) -> None:
    assert terms(word)


@pytest.mark.parametrize("word", ["it", "who", "the", "of", "was", "The", "Who"])
def test_a_stop_word_leaves_no_term(word: str) -> None:
    assert terms(word) == []


@pytest.mark.parametrize(
    ("language", "word", "term"),
    [
        ("english", "running", "run"),
        ("german", "Häuser", "haus"),
        ("french", "continuellement", "continuel"),
        ("spanish", "canciones", "cancion"),
        ("italian", "abbandonata", "abbandon"),
        ("dutch", "katten", "kat"),
        ("porter", "replaced", "replac"),
        ("russian", "городами", "город"),
    ],
)
def test_words_are_stemmed_by_the_rules_of_the_language(
    language: str, word: str, term: str
) -> None:
    assert Analyzer(language).terms(word) == [term]


@pytest.mark.parametrize(
    ("language", "word"),
    [("german", "und"), ("french", "les"), ("spanish", "el"), ("dutch", "het")],
)
def test_stop_words_are_those_of_the_language(language: str, word: str) -> None:
    assert Analyzer(language).terms(word) == []
    assert terms(word)


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"'klingon'; known: .*english"):
        Analyzer("klingon")


def test_the_analyzer_of_a_language_is_shared() -> None:
    assert analyzer_for("english") is analyzer_for("english")


def test_each_token_says_where_it_stands() -> None:
    assert ENGLISH.tokens("Lin's Qwen3.5 has 0.8 billion") == [
        Token("lin", 0, 5),
        Token("qwen3.5", 6, 13),
        Token("qwen", 6, 10),
        Token("3.5", 10, 13),
        Token("0.8", 18, 21),
        Token("800000000", 18, 29),
        Token("billion", 22, 29),
    ]


def test_spans_count_characters_of_the_text_as_given_where_it_is_decomposed() -> None:
    text = "cafe\u0301 in Que\u0301bec"
    assert [text[token.start : token.end] for token in ENGLISH.tokens(text)] == [
        "cafe\u0301",
        "Que\u0301bec",
    ]


@given(TEXT)
def test_terms_are_those_of_the_tokens_in_the_same_order(text: str) -> None:
    assert terms(text) == [token.term for token in ENGLISH.tokens(text)]


@given(TEXT)
def test_tokens_stand_inside_the_text_in_order_of_their_start(text: str) -> None:
    tokens = ENGLISH.tokens(text)
    assert all(token.term and 0 <= token.start < token.end <= len(text) for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)


@given(TEXT)
def test_what_a_token_covers_gives_its_term_again(text: str) -> None:
    for term, start, end in ENGLISH.tokens(text):
        assert term in terms(text[start:end])


@given(TEXT)
def test_composed_and_decomposed_unicode_give_the_same_terms(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert terms(unicodedata.normalize("NFD", text)) == terms(composed)
    assert terms(text) == terms(composed)


@given(TEXT)
def test_what_was_analysed_before_changes_nothing(text: str) -> None:
    assert Analyzer().tokens(text) == ENGLISH.tokens(text)


@given(st.text("abcdefghijklmnopqrstuvwxyzäöüßçéèñøåœæαβγδςабвгд", min_size=1, max_size=12))
def test_case_does_not_matter_to_a_word_that_is_no_stop_word(word: str) -> None:
    if terms(word):
        assert terms(word) == terms(word.upper()) == terms(word.title())


@given(TEXT, st.sampled_from(["german", "french", "russian", "turkish", "arabic", "porter"]))
def test_every_language_keeps_terms_and_tokens_in_step(text: str, language: str) -> None:
    analyzer = analyzer_for(language)
    assert analyzer.terms(text) == [token.term for token in analyzer.tokens(text)]


@given(TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "unit",
    [
        *("a", "ä", "a\u0301", "漢", "क", "_", "1", "1,", "1.", "1,000,", "a.", "A. ", "a.b", "a'"),
        *("'-", "a-", "\u0301", "9 million ", "two-", "a.a", ".", "%", "++"),
        *("か\u3099", "\u1112\u1161"),
        *("a/", "a/b.", "a.b/", "a::", "a^", "a@{", "$!", "HEAD^{"),
    ],
)
@pytest.mark.timeout(60)
def test_no_run_of_characters_makes_analysis_slow(unit: str) -> None:
    # Where the time grew with the square of the length, this would take hours.
    text = unit * (100_000 // len(unit))

    assert all(text[token.start : token.end] for token in Analyzer().tokens(text))
