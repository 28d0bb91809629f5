"""What in a sentence could be the answer: of the right kind, and not in the question already."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Library
from retrieval.question.answer_types import AnswerType
from retrieval.question.question import parse_question
from retrieval.ranking.answer_patterns import class_pattern, members_of
from retrieval.ranking.possible_answers import (
    LONG_FORM,
    answer_in,
    holds_answer,
    lexical_answer_type,
    number_beside,
)
from retrieval.text.analyzer import analyzer_for
from retrieval.text.lexicon import lexicon_for
from tests.retrieval.strategies import TEXT

ENGLISH = analyzer_for("english")
TYPES = (
    *("person", "organisation", "date", "number", "place", "reason"),
    *("definition", "quotation", "yes_no", "passage"),
)


@pytest.mark.parametrize(
    ("expects", "question", "sentence", "answer"),
    [
        ("person", "who replaced Lin?", "Hao Zhou was appointed.", "Hao Zhou"),
        ("person", "who replaced Lin?", "He was replaced by Hao Zhou.", "Hao Zhou"),
        ("person", "who replaced Junyang Lin?", "Junyang Lin left.", None),
        ("person", "who replaced Lin?", "It grew at Alibaba Cloud.", None),
        ("person", "who replaced Lin?", "Alibaba Cloud grew in March.", None),
        ("person", "who sang it?", "It was first sung by Madonna in May.", "Madonna"),
        ("person", "who sang it?", "Madonna had sung it.", "Madonna"),
        ("person", "who ruled?", "The crown went to King Charles.", "King Charles"),
        ("person", "who ruled?", "However, the King was old.", None),
        ("person", "who ruled?", "In the Middle Ages the United States had no king.", None),
        ("person", "who left?", "It was William Tyndale's English Bible.", "William Tyndale"),
        ("person", "who left?", "Muhammad's message spread.", "Muhammad"),
        ("person", "who owns it?", "The Cornett family has owned it.", "Cornett"),
        ("person", "who runs it?", "It is run by Director David Motl.", "Director David Motl"),
        ("person", "who runs it?", "It is run by the Director General.", None),
        ("person", "who left?", "On Monday it rained in December.", None),
        ("organisation", "which company bought it?", "It went to Hyperbolic.", "Hyperbolic"),
        ("number", "how many people use Qwen 3.5?", "Many people use Qwen 3.5 daily.", None),
        ("number", "how many people use Qwen 3.5?", "Qwen 3.5 has 600 users.", "600"),
        ("number", "how many ships?", "It was built in 1907.", None),
        ("number", "how many ships?", "It was built on 3 May and on May 4.", None),
        ("number", "how many people?", "It had 1907 people.", "1907"),
        ("number", "how many ships?", "There were both kinds.", "both"),
        ("number", "how many ships?", "A fleet of twenty ships left.", "twenty"),
        ("date", "when did Lin leave?", "Lin left on March 3, 2026.", "March 3"),
        ("date", "when did it begin?", "It began in the 1940s.", "1940s"),
        ("date", "when did it begin?", "It began in the nineteenth century.", "nineteenth century"),
        ("date", "when did it begin?", "It began two billion years ago.", "two billion years ago"),
        ("date", "when is it emptied?", "It is emptied at 17:30.", "17:30"),
        ("date", "when does it shut?", "It shuts at 5 pm.", "5 pm"),
        ("date", "when is it heated?", "It is heated on Saturdays only.", "Saturdays"),
        ("date", "when does she sing?", "She sings in the evening.", "in the evening"),
        ("date", "when is it swept?", "It is swept daily.", "daily"),
        ("date", "when is it open?", "It is open on weekdays.", "weekdays"),
        (
            "date",
            "when are bins emptied?",
            "They are emptied every second week.",
            "every second week",
        ),
        ("date", "when did it begin?", "It began with nine people.", None),
        ("date", "when did it begin?", "It began in the spring of that year.", "spring of"),
        ("date", "when did it begin?", "It has 12 rooms.", None),
        ("date", "what happened in 2026?", "It happened in 2026.", None),
        ("place", "where is it?", "It is in Hangzhou.", "in Hangzhou"),
        ("place", "where is it found?", "It is found in the brain.", "found in the brain"),
        ("place", "where does it flow?", "It flows into the Black Sea.", "into the Black Sea"),
        ("place", "which sea?", "It reached as far as the Sea of Japan.", "Japan"),
        ("place", "who beat Brazil, which country?", "Brazil lost.", None),
        ("place", "which country won?", "Brazil did.", "Brazil"),
        ("place", "where is it?", "It was praised.", None),
        ("reason", "why did he leave?", "He left in order to rest.", "in order to"),
        ("definition", "what is a plastid?", "A plastid is an organelle.", "is an"),
        ("definition", "what is a plastid?", "This is an example of it.", None),
        ("quotation", "what did Lin say?", 'He wrote "stepping down".', '"stepping down'),
        ("passage", "tell me about Lin", "Lin left.", None),
    ],
)
def test_an_answer_is_of_the_kind_that_is_asked_for_and_new(
    expects: AnswerType, question: str, sentence: str, answer: str | None
) -> None:
    typed = frozenset(ENGLISH.terms(question))
    assert holds_answer(sentence, expects, typed, ENGLISH) == answer


@given(TEXT, st.sampled_from(TYPES))
def test_what_could_be_the_answer_stands_in_the_sentence(
    sentence: str, expects: AnswerType
) -> None:
    answer = holds_answer(sentence, expects, frozenset(("lin", "qwen")), ENGLISH)
    if answer is not None:
        assert all(word in sentence.lower() for word in answer.lower().split())


def test_what_stands_beside_a_term_defines_it() -> None:
    sentence, asked = "Closes the flue.", frozenset(("damper",))
    assert holds_answer(sentence, "definition", asked, ENGLISH, ("damper",)) == sentence
    assert holds_answer(sentence, "definition", asked, ENGLISH, ("lid",)) is None


LEXICON = lexicon_for(ENGLISH)


def found(question: str, sentence: str) -> str | None:
    asked = parse_question(question, ENGLISH, LEXICON)
    narrow = lexical_answer_type(asked, ENGLISH)
    assert narrow is not None
    return answer_in(narrow, sentence, ENGLISH.tokens(sentence), asked.typed)


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("what colour is the door?", "The door is painted dark green.", "green"),
        ("what colour is the door?", "The door is in Greenland.", None),
        ("what color is the red door?", "The red door is red.", None),
        ("which language do they speak?", "They speak Polish at home.", "Polish"),
        ("which language do they speak?", "They polish it at home.", None),
        ("which country won?", "The cup went to New Zealand.", "New Zealand"),
        ("which country won?", "They ate turkey.", None),
        ("in which month did it open?", "It opened in May 1901.", "May"),
        ("in which month did it open?", "It may open.", None),
        ("what sport does he play?", "He is a tennis player.", "tennis"),
        ("what year did it open?", "It opened on 3 May 1901.", "1901"),
        ("what year did it open?", "It opened on May 3.", None),
        ("what year did it open?", "It was opened by 1,907 people.", None),
        ("what century was it built in?", "It was built in the 12th century.", "12th century"),
        ("how long did it take?", "It took two and a half years.", "two and a half years"),
        ("how long did it take?", "It took 40 men.", None),
        ("how long was it open?", "It was open from 1870 to 1939.", "1870 to 1939"),
        ("how old is he?", "He is a 12-year-old boy.", "12-year"),
        ("how old was he when he left?", "He left at the age of seven.", "age of seven"),
        ("how tall is the tower?", "The tower has 310 metres.", "310 metres"),
        ("how tall is the tower?", "The tower has 310 rooms.", None),
        ("how far is it?", "It is 4.37 light - years away.", "4.37 light - years"),
        ("how often is it held?", "It is held every four years.", "every four years"),
        ("how fast is it?", "It reaches 300 km/h.", "300 km/h"),
        ("what percentage voted?", "Some 62 % voted.", "62 %"),
        ("what was the price?", "It was sold for $3.5 million.", "$3.5 million"),
        ("how much did it cost?", "It cost 20 million euros.", "20 million euros"),
        ("how much did it cost?", "It cost 20 lives.", None),
        ("how much does the lamp cost?", "L-7,blue lamp,31.40,5", "31.40"),
        ("how much does the lamp cost?", "The lamp is free of charge.", "free of charge"),
        ("how much is a lesson?", "There is no charge for lessons.", "no charge"),
        ("how much is a lesson?", "The first lesson is free.", "is free"),
        ("how much does it cost?", "It is free from sugar.", None),
        ("which option mutes it?", "It is muted with --mute.", "--mute"),
        ("which variable names it?", "It is named by KILN_NAME.", "KILN_NAME"),
        ("which method counts them?", "They are counted by rack.count().", "rack.count()"),
        ("which option mutes it?", "It is muted by hand.", None),
        ("how do I become a member?", "To join, use the form.", "use"),
        ("how to open the lid?", "You can lift the lid.", "You can"),
        ("how to open the lid?", "The lid was opened.", None),
        ("how many parameters does it have?", "It has 9 billion parameters.", "9 billion"),
        ("how many parameters does it have?", "Its parameters number 9 billion.", "9 billion"),
        ("how many parameters does it have?", "It came with 9 authors, for its parameters.", None),
        ("how many parameters does it have?", "It has 9 authors.", None),
        ("how many seasons are there?", "It ended after one season.", "one"),
        ("how many people died?", "It killed 300 inhabitants.", "300"),
        ("how many ships sank after the 12 left?", "The 12 ships left.", None),
    ],
)
def test_what_is_wanted_is_found_and_nothing_else(
    question: str, sentence: str, answer: str | None
) -> None:
    assert found(question, sentence) == answer


@pytest.mark.parametrize(
    ("question", "will_do"),
    [
        ("what is the length of a summary?", True),
        ("how big is the lake?", True),
        ("what salary does she get?", False),
        ("how long is the bridge?", False),
    ],
)
def test_any_number_will_do_for_what_may_be_told_in_other_units(
    question: str, will_do: bool
) -> None:
    narrow = lexical_answer_type(parse_question(question, ENGLISH, LEXICON), ENGLISH)

    assert narrow is not None
    assert narrow.loosely == will_do


@pytest.mark.parametrize(
    "question",
    ["", "who is Lin?", "when did it open?", "why?", "where is it?", "what is a door?", "how big"],
)
def test_most_questions_want_nothing_closer_than_a_kind(question: str) -> None:
    narrow = lexical_answer_type(parse_question(question, ENGLISH, LEXICON), ENGLISH)
    assert narrow is None or narrow.name == "how big"


@pytest.mark.parametrize("question", ["which option mutes it?", "how do I join?"])
def test_an_answer_of_documentation_is_never_insisted_on(question: str) -> None:
    narrow = lexical_answer_type(parse_question(question, ENGLISH, LEXICON), ENGLISH)
    assert narrow is not None
    assert narrow.loosely


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        (
            "what does MTS stand for",
            "He is a member of technical staff.",
            "member of technical staff",
        ),
        ("what is CTO short for", "The chief technology officer left.", "chief technology officer"),
        ("full form of SQL", "Structured Query Language is old.", "Structured Query Language"),
        ("what does LED stand for?", "A light-emitting diode is lit.", "light-emitting diode"),
        (
            "what does cqa stand for",
            "The Coalition for Quick Answers.",
            "Coalition for Quick Answers",
        ),
        ("what is the long form of R.N.?", "She is a registered nurse.", "registered nurse"),
        ("what is SQL an acronym for?", "Structured Query Language.", "Structured Query Language"),
        ("what does the party stand for?", "The party stands for cheaper ferries.", "cheaper"),
        ("what does Norbit stand for?", 'Norbit is short for "Nora\'s bit".', '"Nora'),
        ("what does Norbit stand for?", "Norbit stands in for Zenlo.", None),
        ("what does Norbit stand for?", "Zenlo stands for nothing.", None),
        ("what does MTS stand for", "The MTS left in May.", None),
        ("what does MTS stand for", "He was told to sit.", None),
        ("full form of SQL", "A query language is structured.", None),
    ],
)
def test_what_is_asked_to_be_spelled_out_is_told_by_its_initials(
    question: str, sentence: str, answer: str | None
) -> None:
    narrow = lexical_answer_type(parse_question(question, ENGLISH, LEXICON), ENGLISH)
    assert narrow is not None
    assert narrow.name == LONG_FORM
    assert found(question, sentence) == answer


@pytest.mark.parametrize(
    "question",
    [
        *("what does he stand for", "what does it stand for?", "what do they stand for"),
        *(
            "who stands for SQL?",
            "what is SQL?",
            "what is it short for",
            "why is it so short for us",
        ),
    ],
)
def test_what_is_no_abbreviation_is_not_spelled_out(question: str) -> None:
    assert lexical_answer_type(parse_question(question, ENGLISH, LEXICON), ENGLISH) is None


@pytest.mark.parametrize("noun", ["colour", "month", "planet", "language", "country", "sport"])
def test_every_member_of_a_class_is_found(noun: str) -> None:
    pattern = class_pattern(noun)
    assert pattern is not None
    for member in members_of(noun):
        match = pattern.search(f"It was {member}.")
        assert match is not None
        assert match.group() == member


def test_an_open_class_has_no_members() -> None:
    assert not members_of("animal")
    assert class_pattern("animal") is None


@given(TEXT, TEXT, st.sampled_from(["how many", "how long", "what year", "which country", ""]))
def test_what_is_found_stands_in_the_sentence(asked: str, sentence: str, start: str) -> None:
    question = parse_question(f"{start} {asked}", ENGLISH, LEXICON)
    narrow = lexical_answer_type(question, ENGLISH)
    tokens = ENGLISH.tokens(sentence)
    if narrow is not None:
        answer = answer_in(narrow, sentence, tokens, question.typed)
        assert answer is None or answer in sentence
    number = number_beside(frozenset(token.term for token in tokens), sentence, tokens, frozenset())
    assert number is None or number in sentence


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        (
            "which option keeps shards?",
            "To keep shards, fire with --keep-shards at night.",
            "Shards are kept by an option of the kiln since spring.",
        ),
        (
            "which variable sets the glaze?",
            "GLAZE_NAME is set to the glaze that is wanted.",
            "The name of the glaze is a variable that the potter sets.",
        ),
        (
            "how do I become a member?",
            "To become a member, fill in the form at the desk.",
            "Membership is asked for by most who come twice.",
        ),
        (
            "when is the kiln lit?",
            "The kiln is lit at 6:15.",
            "The kiln was lit by the potter whom the town chose.",
        ),
        (
            "how much does the blue glaze cost?",
            "The blue glaze costs 31.40, the red one 28.10.",
            "The cost of the blue glaze is told at the desk.",
        ),
    ],
)
def test_what_answers_comes_before_what_repeats_the_question(
    tmp_path: Path, question: str, answer: str, other: str
) -> None:
    Path(tmp_path, "a.txt").write_text(other + "\n", encoding="utf-8")
    Path(tmp_path, "b.txt").write_text(answer + "\n", encoding="utf-8")
    assert Library.open(tmp_path).ask(question).quotes[0].text == answer


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("when is the post collected?", "17:30"),
        ("when is the sauna heated?", "Saturdays only"),
        ("when does the choir sing?", "in the evening"),
        ("how much does the red kettle cost?", "26.50"),
        ("what is the difference between the boat and the punt?", "flat"),
    ],
)
def test_a_plain_answer_of_a_notice_is_no_reason_to_abstain(
    tmp_path: Path, question: str, says: str
) -> None:
    notices = (
        "The post is collected at 17:30.",
        "The sauna is heated on Saturdays only.",
        "The choir sings in the evening.",
        "The red kettle costs 26.50.",
        "The boat has a keel, the punt is flat below.",
    )
    Path(tmp_path, "notices.txt").write_text("\n\n".join(notices) + "\n", encoding="utf-8")
    answer = Library.open(tmp_path).ask(question)
    assert answer.status == "answered"
    assert says in answer.quotes[0].text
