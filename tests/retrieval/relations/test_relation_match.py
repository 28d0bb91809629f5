"""Who replaced Lin, and whom Lin replaced: the same words, and another answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given

from retrieval.library import Library
from retrieval.relations.asked_relations import AskedRelation, asked_relation
from retrieval.relations.relation_match import RelationMatch, match_relation
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")
ENOUGH = 0.9


def seek(text: str) -> AskedRelation | None:
    return asked_relation(text, lexicon_for(ENGLISH), ENGLISH)


def told(question: str, sentence: str) -> RelationMatch:
    seeking = seek(question)
    assert seeking is not None
    return match_relation(seeking, sentence, ENGLISH.tokens(sentence))


@pytest.mark.parametrize(
    ("question", "answer", "sides"),
    [
        ("who replaced Lin?", "NEW", {"OLD": "lin"}),
        ("whom did Lin replace?", "OLD", {"NEW": "lin"}),
        ("who did lin replace", "OLD", {"NEW": "lin"}),
        ("who was replaced by Lin?", "OLD", {"NEW": "lin"}),
        ("who was Lin replaced by?", "NEW", {"OLD": "lin"}),
        ("by whom was Lin replaced?", "NEW", {"OLD": "lin"}),
        ("Lin was succeeded by whom?", "NEW", {"OLD": "lin"}),
        ("Lin replaced whom?", "OLD", {"NEW": "lin"}),
        ("who has replaced Lin as head of Qwen?", "NEW", {"OLD": "lin"}),
        ("can you tell me who will replace Lin", "NEW", {"OLD": "lin"}),
        ("who took over from Lin", "NEW", {"OLD": "lin"}),
        ("who did Lin take over from?", "OLD", {"NEW": "lin"}),
        ("to whom did Lin hand over?", "NEW", {"OLD": "lin"}),
        ("who's Lin's successor?", "NEW", {"OLD": "lin"}),
        ("who was Hao Zhou's predecessor?", "OLD", {"NEW": "hao zhou"}),
        ("who is the successor of Lin", "NEW", {"OLD": "lin"}),
        ("Lin successor", "NEW", {"OLD": "lin"}),
        ("successor to lin", "NEW", {"OLD": "lin"}),
        ("whose successor is Zhou?", "OLD", {"NEW": "zhou"}),
        ("who was Zhou the successor of", "OLD", {"NEW": "zhou"}),
        ("when did Zhou replace Lin?", None, {"OLD": "lin", "NEW": "zhou"}),
        ("did Zhou replace Lin?", None, {"OLD": "lin", "NEW": "zhou"}),
        ("when was Lin replaced?", None, {"OLD": "lin"}),
        ("what did Google acquire?", "THING", {"BUYER": "googl"}),
        ("who acquired YouTube?", "BUYER", {"THING": "youtub"}),
        ("which company was acquired by Google in 2006", "THING", {"BUYER": "googl"}),
        ("acquired by google", "THING", {"BUYER": "googl"}),
        ("who sold Instagram to Facebook", "SELLER", {"THING": "instagram", "BUYER": "facebook"}),
        ("who taught Plato", "TEACHER", {"STUDENT": "plato"}),
        ("whom did Plato teach", "STUDENT", {"TEACHER": "plato"}),
        ("who was the teacher of Aristotle", "TEACHER", {"STUDENT": "aristotl"}),
        ("which country invaded Poland", "ATTACKER", {"VICTIM": "poland"}),
        ("which country did Germany invade", "VICTIM", {"ATTACKER": "germani"}),
        ("who lost to Brazil?", "LOSER", {"WINNER": "brazil"}),
        ("who did Brazil lose to", "WINNER", {"LOSER": "brazil"}),
        ("who did Brazil beat", "LOSER", {"WINNER": "brazil"}),
        ("who was Luke's father", "PARENT", {"CHILD": "luke"}),
        ("who sings the song hello", "SINGER", {"SONG": "hello"}),
        ("what causes malaria", "CAUSE", {"EFFECT": "malaria"}),
        ("what does smoking lead to?", "EFFECT", {"CAUSE": "smoke"}),
    ],
)
def test_a_question_asks_for_one_side_and_names_another(
    question: str, answer: str | None, sides: dict[str, str]
) -> None:
    seeking = seek(question)
    assert seeking is not None
    assert seeking.answer == answer
    assert {side: " ".join(terms) for side, terms in seeking.given} == sides


@pytest.mark.parametrize(
    "question",
    [
        *("", "?", "who?", "Qwen", "who is Lin?", "what is BM25?", "where is the Louvre"),
        *("who replaced him?", "who did not replace Lin?", "who was replaced?", "replace"),
        *("how many downloads?", "which company did Gates found", "small models"),
        *("who married the successor of Lin and left", "what did the meeting decide"),
    ],
)
def test_most_questions_ask_about_no_two_sides(question: str) -> None:
    seeking = seek(question)
    assert seeking is None or seeking.relation == "marriage"


RIGHT = {
    "who replaced Lin?": [
        "Zhou replaced Lin in March.",
        "Lin was replaced by Zhou.",
        "Lin has since been replaced in all his offices by Zhou.",
        "Lin's successor, Zhou, spoke first.",
        "Zhou became Lin's successor.",
        "Zhou is the successor to Lin.",
        "Zhou has been named as successor to Lin.",
        "Zhou took over from Lin last week.",
        "In March, Lin handed the team over to Zhou.",
        "Hao Zhou was appointed to replace Junyang Lin as head of Qwen.",
        "Lin, whom Zhou replaced, was a quiet man.",
        "Lin resigned in March and Zhou replaced him.",
        "Zhou joined in 2015, replacing Lin.",
        "Replacing Lin, Zhou had a hard start.",
        "Zhou stepped in for Lin when he fell ill.",
        "The board chose Zhou as Lin's replacement.",
        "Lin replaced Wu in 2019, and Zhou replaced him in 2023.",
        "Zhou, a former head of research at Acme, replaced Lin.",
        "After Lin resigned, his successor Zhou moved in.",
    ],
    "who did Lin replace?": [
        "Lin replaced Wu in 2019.",
        "Lin joined in 2015, replacing Wu.",
        "Lin's predecessor, Wu, left.",
        "Lin, who replaced Wu in 2015, was a quiet man.",
        "Lin and Zhou replaced Wu in 2015.",
    ],
    "who acquired YouTube?": [
        "YouTube, acquired by Google in 2006, is popular.",
        "Google's acquisition of YouTube was large.",
        "In 2006, Google bought Blogger, YouTube and Waze.",
        "The founders sold YouTube to Google.",
    ],
    "who taught Aristotle?": [
        "Aristotle studied under Plato for twenty years.",
        "Aristotle was a student of Plato.",
        "Aristotle's teacher was Plato.",
    ],
    "who wrote hamlet": ["Hamlet is a play by William Shakespeare, written around 1600."],
    "when did Zhou replace Lin?": ["Lin was replaced by Zhou in March."],
}
WRONG = {
    "who replaced Lin?": [
        "Lin replaced Wu in 2019.",
        "Wu was replaced by Lin.",
        "Wu handed over to Lin in 2019.",
        "Lin, the successor of Wu, resigned.",
        "Lin was Wu's successor.",
        "Lin's predecessor was Wu.",
        "Wu's successor was Lin.",
        "Lin, who replaced Wu in 2015, was a quiet man.",
        "Lin (a former head of research) replaced Wu.",
        "Lin joined in 2015, replacing Wu.",
        "Junyang Lin joined Acme in 2010 and replaced Wu two years later.",
    ],
    "who did Lin replace?": ["Zhou replaced Lin in March.", "Lin was succeeded by Zhou."],
    "who acquired YouTube?": ["YouTube has bought BandPage from its founders."],
    "who taught Aristotle?": [
        "Alexander studied under Aristotle.",
        "Aristotle was the tutor of Alexander.",
        "Alexander, a pupil of Aristotle, died young.",
    ],
    "who did Brazil beat": [
        "Brazil lost to Germany in the semi-final.",
        "Germany beat Brazil 7-1.",
    ],
    "when did Zhou replace Lin?": ["Lin replaced Zhou in May."],
    "what caused the fire": ["The fire led to a closure."],
}
OPEN = {
    "who replaced Lin?": [
        "",
        "Rain fell.",
        "Lin and Zhou met in March.",
        "Zhou did not replace Lin.",
        "Lin's deputy replaced Wu.",
        "Zhou replaced Lin's deputy.",
        "Lin was replaced.",
        "Lin succeeded in building a team.",
        "Lin said that Zhou replaced Wu.",
        "When Acme hired Lin, Zhou replaced Wu.",
        "Zhou replaced Ben Wu on Lin Avenue.",
    ],
    "who acquired YouTube?": ["Google acquired YouTube rival Vimeo."],
    "when did Zhou replace Lin?": ["Zhou replaced Wu."],
    # A play writes nobody: who is said to have is misread, and nothing speaks against it.
    "who wrote hamlet": ["Hamlet wrote a letter to Ophelia."],
}


def each(cases: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(question, sentence) for question, found in cases.items() for sentence in found]


@pytest.mark.parametrize(("question", "sentence"), each(RIGHT))
def test_a_sentence_that_puts_the_name_on_its_side_agrees(question: str, sentence: str) -> None:
    assert told(question, sentence).value == 1


@pytest.mark.parametrize(("question", "sentence"), each(WRONG))
def test_a_sentence_that_puts_the_name_on_the_answers_side_speaks_against_it(
    question: str, sentence: str
) -> None:
    found = told(question, sentence)
    assert found.value == -1
    assert found.detail.startswith("says it the other way round: ")


@pytest.mark.parametrize(("question", "sentence"), each(OPEN))
def test_what_is_not_plain_is_left_open(question: str, sentence: str) -> None:
    assert told(question, sentence) == RelationMatch(0)


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("Zhou replaced Lin in 2004.", -1),
        ("In May 2004 Zhou replaced Lin, who had come in 1999.", -1),
        ("Zhou replaced Lin in 1987.", 1),
        ("Zhou replaced Lin in 1987 and left in 2004.", 1),
        ("Zhou replaced Lin.", 1),
        ("Zhou replaced Lin with 2004 others.", 1),
    ],
)
def test_what_happened_in_another_year_is_not_what_is_asked(sentence: str, value: int) -> None:
    found = told("who replaced Lin in 1987?", sentence)
    assert found.value == value
    assert (value > 0) == found.detail.startswith("says it the way it is asked: ")


def test_the_words_that_say_it_are_shown() -> None:
    sentence = "In 2019, as we know, Lin replaced Wu."
    found = told("who replaced Lin?", sentence)
    assert sentence[slice(*found.span)] == "Lin replaced"
    assert found.detail == "says it the other way round: Lin replaced"


def test_other_languages_have_no_sides() -> None:
    german = analyzer_for("german")
    assert asked_relation("who replaced Lin?", lexicon_for(german), german) is None


@given(TEXT)
def test_any_text_may_be_asked(text: str) -> None:
    seeking = seek(text)
    assert seeking is None or seeking.given


@given(TEXT)
def test_any_sentence_may_be_read_and_what_says_it_stands_in_it(text: str) -> None:
    for sentence in (text, f"Lin {text} replaced {text}", f"{text}Lin's successor{text}"):
        found = told("who replaced Lin?", sentence)
        start, end = found.span
        assert 0 <= start <= end <= len(sentence)
        assert bool(found.value) == bool(found.detail) == (start < end)


class Half(NamedTuple):
    """A question over a few passages, and a word that its answer holds."""

    passages: list[str]
    question: str
    answer: str


def pairs() -> Iterator[tuple[Half, Half]]:
    text = Path(__file__).with_name("direction_pairs.json").read_text(encoding="utf-8")
    for world in json.loads(text):
        for first, second in world["pairs"]:
            yield Half(world["passages"], *first), Half(world["passages"], *second)


def agreeing(half: Half) -> list[str]:
    return [text for text in half.passages if value(half, text) == 1]


def value(half: Half, text: str) -> int:
    return told(half.question, text).value if seek(half.question) else 0


def test_what_agrees_holds_the_answer_and_rarely_is_there_nothing() -> None:
    halves = [half for pair in pairs() for half in pair]
    assert len(halves) >= 80
    found = {half.question: agreeing(half) for half in halves}
    right = [
        half
        for half in halves
        if found[half.question] and all(half.answer in text for text in found[half.question])
    ]
    assert len(right) >= ENOUGH * len(halves), sorted(
        half.question for half in halves if half not in right
    )


def test_what_holds_the_answer_is_rarely_said_to_be_the_other_way_round() -> None:
    values = [
        value(half, text)
        for pair in pairs()
        for half in pair
        for text in half.passages
        if half.answer in text
    ]
    assert values.count(-1) <= (1 - ENOUGH) * len(values)


def test_both_halves_of_a_pair_are_answered_by_the_first_mark(tmp_path: Path) -> None:
    wrong: dict[int, list[str]] = {}
    total = 0
    libraries: dict[str, Library] = {}
    for number, pair in enumerate(pairs()):
        total += 1
        for half in pair:
            library = libraries.get(half.passages[0])
            if library is None:
                folder = tmp_path / str(len(libraries))
                folder.mkdir()
                (folder / "told.md").write_text("\n\n".join(half.passages), encoding="utf-8")
                library = libraries[half.passages[0]] = Library.open([folder], None)
            quotes = library.ask(half.question).quotes
            mark = quotes[0].text[slice(*quotes[0].marks[0])] if quotes else ""
            if half.answer not in mark:
                wrong.setdefault(number, []).append(f"{half.question} {mark}")
    assert total - len(wrong) >= ENOUGH * total, "\n".join(
        line for lines in wrong.values() for line in lines
    )
