from __future__ import annotations

import pytest
from hypothesis import example, given

from bot.discord.rendering.markdown_escape import displayable
from bot.discord.rendering.message_format import block_quote
from retrieval.model import Span
from tests.bot.discord.seeing import marked_characters, seen_characters
from tests.bot.discord.texts import marked_texts, texts
from tests.discord.markdown import shown

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
