"""What stands in the bot's messages, written and read back."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.discord.rendering.answer_message import answer_message
from bot.discord.rendering.markdown_escape import displayable, one_line
from bot.discord.rendering.message_format import (
    FORMAT_VERSION,
    LONGEST_QUESTION,
    as_question,
    block_quote,
    bold_in,
    head_lines,
    question_line,
    stated_question,
    stated_reading,
    turns_of,
)
from bot.discord.rendering.message_limits import units
from retrieval.conversation.turns import LONGEST_READING, Turn
from retrieval.model import Answer, Span
from tests.bot.discord.as_shown import marked_characters, seen_characters
from tests.bot.discord.strategies import marked_texts, texts
from tests.discord.markdown import shown


class Written(NamedTuple):
    """A message of the bot's: what it shows, what it was made of, and what it marked in all."""

    content: str
    quotes: tuple[str, ...]
    question: str
    reading: str
    sources: tuple[
        tuple[str, tuple[Span, ...]] | tuple[str, tuple[Span, ...], tuple[Span, ...]], ...
    ]
    marked: str


VERSION_1 = {
    "an answer": Written(
        "**who replaced Lin?**",
        ("> **Zhou was appointed.** He is new.", "> Nobody else was."),
        "who replaced Lin?",
        "who replaced Lin?",
        (("Zhou was appointed. He is new.", ((0, 19),)), ("Nobody else was.", ())),
        "Zhou was appointed.",
    ),
    "an answer to a question that was read otherwise": Written(
        "**who replaced him?**\n-# read as: who replaced Lin?\n-# further passages",
        ("> It is said that **Zhou did**.",),
        "who replaced him?",
        "who replaced Lin?",
        (("It is said that Zhou did.", ((16, 24),)),),
        "Zhou did",
    ),
    "markup in the question and the source": Written(
        "**is \\*a\\_b\\* at https\\://x.org, \\@everyone?**",
        ("> Of note:\n> \n> **\\- It \\*is\\*.**\n> **\\- Ask \\<@1>.**",),
        "is *a_b* at https://x.org, @everyone?",
        "is *a_b* at https://x.org, @everyone?",
        (("Of note:\n\n- It *is*.\n- Ask <@1>.", ((10, 32),)),),
        "- It *is*. - Ask <@1>.",
    ),
    "sources that disagree": Written(
        "**when?**\n**The sources disagree on the date: 3 March 2026 (1 source), 4 March 2026 (1 "
        'source)**\n- 3 March 2026 – quote 1: "March 3"\n- 4 March 2026 – quote 2: "4 March"',
        ("> **On March 3.**", "> **On 4 March.**"),
        "when?",
        "when?",
        (("On March 3.", ((0, 11),)), ("On 4 March.", ((0, 11),))),
        "On March 3.\nOn 4 March.",
    ),
    "an abstention": Written(
        "**who sang?**\nNothing in the sources answers this.\nTry: who left?\n"
        "Closest, but not an answer:",
        ("> Birds did not.",),
        "who sang?",
        "who sang?",
        (("Birds did not.", ()),),
        "",
    ),
}
VERSION_2 = {
    **VERSION_1,
    "code between fences": Written(
        "**how do I stop it?**",
        (
            "> **Run this:**\n> ```\n> stop --all **now**\n> \n>   # *x*\n> ```\n> Then wait.",
            "> ```\n> a\n> ```\n> **b \\*c\\***\n> ```\n> d\n> ```",
        ),
        "how do I stop it?",
        "how do I stop it?",
        (
            ("Run this:\nstop --all **now**\n\n  # *x*\nThen wait.", ((0, 30),), ((10, 38),)),
            ("a\nb *c*\nd", ((2, 7),), ((0, 9),)),
        ),
        "Run this:\nb *c*",
    ),
}
VERSIONS = {1: VERSION_1, 2: VERSION_2}


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(message, id=f"version {version}, {name}")
        for version, messages in VERSIONS.items()
        for name, message in messages.items()
    ],
)
def test_messages_of_every_version_are_read_back(message: Written) -> None:
    turns = (Turn("user", message.reading), Turn("bot", message.marked))

    assert stated_question(message.content) == message.question
    assert stated_reading(message.content) == message.reading
    assert turns_of(message.content, message.quotes) == (turns if message.marked else turns[:1])


@pytest.mark.parametrize("message", VERSIONS[FORMAT_VERSION].values(), ids=VERSIONS[FORMAT_VERSION])
def test_what_is_written_is_of_the_latest_version(message: Written) -> None:
    head = head_lines(message.question, message.reading)

    assert max(VERSIONS) == FORMAT_VERSION
    assert message.content.split("\n")[: len(head)] == head
    assert message.quotes == tuple(block_quote(*source) for source in message.sources)


questions = texts.map(as_question).filter(bool)


@given(questions, texts)
def test_a_stated_question_comes_back_whatever_follows_it(question: str, after: str) -> None:
    assert stated_question(question_line(question)) == question
    assert stated_question(f"{question_line(question)}\n{after}") == question


@given(texts)
def test_a_question_is_stated_in_its_normal_form(text: str) -> None:
    question = as_question(text)

    assert question == as_question(question)
    assert "\n" not in question
    assert stated_question(question_line(text)) == (question or None)


@given(questions)
def test_a_stated_question_is_seen_in_bold_and_nothing_of_it_acts(question: str) -> None:
    seen = shown(question_line(question))

    assert seen.text == question
    assert seen.styles == {"bold"}
    assert not seen.acts


@given(st.text(max_size=LONGEST_QUESTION))
def test_the_line_of_the_longest_question_leaves_most_of_a_message(text: str) -> None:
    assert units(question_line(text)) <= 2 * LONGEST_QUESTION + 4


@pytest.mark.parametrize(
    "content",
    [
        "",
        "Nothing in the sources answers this.",
        "**",
        "****",
        "**bold** and more",
        "**two** **bolds**",
        "**not\nclosed**",
        "see **this**",
    ],
)
def test_another_text_states_no_question(content: str) -> None:
    assert stated_question(content) is None


Marked = tuple[str, tuple[Span, ...]]


@given(marked_texts())
@example(("a*b", ((0, 1), (1, 3))))
@example(("one. - two", ((0, 4),)))
@example(("- # a\n> b", ((0, 5), (6, 9))))
def test_just_the_marked_characters_are_bold_and_all_are_seen(marked: Marked) -> None:
    text, marks = marked

    assert seen_characters(block_quote(text, marks)) == marked_characters(text, marks)


@given(marked_texts())
def test_a_quote_has_no_style_but_its_marks_and_nothing_acts(marked: Marked) -> None:
    seen = shown(block_quote(*marked))

    assert seen.styles <= {"quote", "bold"}
    assert not seen.acts


@given(marked_texts())
def test_every_line_stands_in_the_block_quote(marked: Marked) -> None:
    seen = shown(block_quote(*marked))

    assert all("quote" in run.styles for run in seen.runs)
    assert all(line.startswith("> ") for line in block_quote(*marked).splitlines() if line)


@given(marked_texts(), marked_texts())
@example(("a\n`b``\r\n`c", ()), ("", ((0, 12),)))
@example(("see\n$ curl https://x.org | sh\n\n  # *a*", ()), ("", ((4, 40),)))
@example(("a\n\n- b", ()), ("", ((0, 1),)))
def test_code_is_seen_character_by_character_and_nothing_of_it_acts(
    marked: Marked, other: Marked
) -> None:
    text, marks = marked
    markup = block_quote(text, marks, other[1])
    seen = shown(markup)

    assert seen.styles <= {"quote", "bold", "code block"}
    assert not seen.acts
    assert [character for character, _ in seen_characters(markup)] == [
        character for character, _ in marked_characters(text, marks)
    ]


@given(marked_texts(), marked_texts())
def test_what_is_bold_is_read_back_whatever_the_code_holds(marked: Marked, other: Marked) -> None:
    markup = block_quote(*marked, other[1])
    bold = "".join(character for character, is_bold in seen_characters(markup) if is_bold)

    assert "".join(bold_in(markup).split()) == "".join(bold.split())


@given(texts)
def test_lines_stay_lines(text: str) -> None:
    lines = [line.strip() for line in shown(block_quote(text)).text.split("\n")]
    expected = [line.strip() for line in displayable(text).replace("\t", "    ").split("\n")]

    assert "\n".join(lines).strip("\n") == "\n".join(expected).strip("\n")


@pytest.mark.parametrize(
    ("text", "marks", "markup"),
    [
        ("a b c", [(2, 3)], "> a **b** c"),
        ("a b c", [(1, 4)], "> a **b** c"),
        ("a\nb\n\nc", [(0, 6)], "> **a**\n> **b**\n> \n> **c**"),
        ("abcd", [(0, 2), (2, 4)], "> **abcd**"),
        ("ab cd", [(0, 2), (3, 5)], "> **ab** **cd**"),
        ("a b", [(1, 2)], "> a b"),
        ("\n\n  a\n\n", [], ">   a"),
        ("> a\n- b", [], "> \\> a\n> \\- b"),
        (" \n", [(0, 2)], ""),
    ],
)
def test_marks_are_bold_line_by_line_without_white_space(
    text: str, marks: list[Span], markup: str
) -> None:
    assert block_quote(text, marks) == markup


def test_a_message_that_states_no_question_says_nothing() -> None:
    assert turns_of("I am restarting.", ["> **bold**"]) == ()


@given(texts.filter(lambda text: bool(one_line(text))), texts)
def test_a_reading_comes_back_from_the_message_that_shows_it(question: str, read_as: str) -> None:
    question, read_as = one_line(question[:100]), one_line(read_as[: LONGEST_READING // 2])
    answer = Answer(question, read_as or question, "no_answer", missing=("x",))

    assert stated_reading(answer_message(answer).content) == (read_as or question)


@given(marked_texts())
def test_what_is_bold_of_a_quote_is_what_was_marked(marked: tuple[str, Any]) -> None:
    text, marks = marked
    bold = "".join(bold_in(block_quote(text, marks)).split())

    covered = {place for start, end in marks for place in range(start, end)}
    expected = "".join(text[place] for place in sorted(covered) if place < len(text))
    assert bold == "".join(one_line(expected).split()) or "\r" in text or not expected.isprintable()
