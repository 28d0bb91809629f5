"""What in a sentence could be the answer: of the right kind, and not in the question already."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.question.answer_types import AnswerType
from retrieval.ranking.possible_answers import holds_answer
from retrieval.text.analyzer import analyzer_for
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
