"""The language of a text: told by its words and letters, English where they do not tell."""

from __future__ import annotations

import subprocess
import sys

import pytest

from retrieval.text.analyzer import analyzer_for, analyzer_of_document
from retrieval.text.languages import (
    document_language,
    function_words,
    language_terms,
    languages_of,
    question_language,
    script_language,
)

NOTHING: list[str] = []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The office opens at nine and closes at six in the evening.", "english"),
        ("Das Büro öffnet um neun und schließt um sechs am Abend.", "german"),
        ("Le bureau ouvre à neuf heures et ferme à six heures du soir.", "french"),
        ("La oficina abre a las nueve y cierra a las seis de la tarde.", "spanish"),
        ("O escritório abre às nove e fecha às seis da tarde, mas não ao domingo.", "portuguese"),
        ("L'ufficio apre alle nove e chiude alle sei di sera, ma non la domenica.", "italian"),
        ("Het kantoor opent om negen uur en sluit om zes uur in de avond.", "dutch"),
        ("Ofis sabah dokuzda açılır ve akşam altıda kapanır.", "turkish"),
        ("Văn phòng mở cửa lúc chín giờ và đóng cửa lúc sáu giờ.", "vietnamese"),
        ("MAX_PATH --no-pager 3.40.1 git status", "english"),
        ("", "english"),
    ],
)
def test_a_document_is_in_the_language_of_its_small_words(text: str, language: str) -> None:
    assert document_language(text) == language


@pytest.mark.parametrize(
    ("text", "among", "language"),
    [
        ("wie hoch ist die Gebühr?", (), "german"),
        ("when was it, and who was the man?", (), "english"),
        ("quanto custa a multa e onde se paga?", (), "portuguese"),
        ("fees", (), None),
        ("la la land director", (), None),
        ("João festival", (), None),
        ("die Gebühr", (), None),
        ("die Gebühr", ("german",), "german"),
        ("was ist das?", ("english",), "german"),
    ],
)
def test_a_question_may_be_too_short_to_tell(
    text: str, among: tuple[str, ...], language: str | None
) -> None:
    assert question_language(text, among) == language


@pytest.mark.parametrize(
    ("word", "language"),
    [("книга", "russian"), ("كتاب", "arabic"), ("ספר", "hebrew"), ("été", None), ("book", None)],
)
def test_a_script_of_its_own_tells_the_language_of_a_word(word: str, language: str | None) -> None:
    assert script_language(word) == language


def test_an_index_tells_which_languages_its_passages_are_in() -> None:
    marks = [*language_terms("german"), *language_terms("german"), *language_terms("dutch")]
    assert languages_of(marks.count, 10) == ("english", "german", "dutch")
    assert languages_of(marks.count, 3) == ("german", "dutch")
    assert languages_of(NOTHING.count, 3) == ("english",)


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("german", "wieviel"),
        ("french", "combien"),
        ("spanish", "cuánto"),
        ("portuguese", "quanto"),
        ("italian", "dove"),
        ("dutch", "hoeveel"),
        ("russian", "сколько"),
        ("turkish", "nerede"),
        ("vietnamese", "nhiêu"),
        ("arabic", "متى"),
        ("hebrew", "מתי"),
        ("korean", "어디에"),
        ("chinese", "多少"),
        ("japanese", "いくら"),
        ("thai", "เท่าไร"),
    ],
)
def test_what_asks_says_nothing_of_the_subject(language: str, word: str) -> None:
    assert word in function_words()[language]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ключ от зала", "ключи залов"),
        ("دينارٌ واحدٌ", "دينار واحد"),
        ("열쇠는", "열쇠를"),
        ("鍵は", "鍵"),
    ],
)
def test_a_word_in_its_own_script_is_inflected_in_its_own_language(one: str, other: str) -> None:
    analyzer = analyzer_for("auto")
    assert analyzer.terms(one) == analyzer.terms(other)


def test_a_named_language_reads_every_document_so() -> None:
    german = "Das Büro öffnet um neun und schließt um sechs am Abend."
    assert analyzer_of_document("english", german)[0].language == "english"
    assert analyzer_of_document("auto", german)[0].language == "german"


def test_an_english_question_reads_no_words_of_other_languages() -> None:
    asked = (
        "from retrieval.text.analyzer import analyzer_for as a;"
        "from retrieval.text.languages import function_words as f;"
        "a('auto').of_question('how long are films lent?').terms('films');"
        "print(f.cache_info().currsize)"
    )
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "0"
