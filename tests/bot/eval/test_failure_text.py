from __future__ import annotations

from bot.eval.evaluation_text import failure_text, failures_text
from bot.terminal.layout import columns
from bot.terminal.streams import Terminal
from retrieval.conversation.turns import Turn
from retrieval.evaluation.assessment import outcome_of
from retrieval.evaluation.cases import Case, JudgedCase, Relevance
from tests.retrieval.evaluation.making import answer, asked, made, quote

CASE = Case(
    "q",
    "When does the gate close?",
    (Relevance("keys.md", "The gate closes at ten."),),
    history=(Turn("user", "Who has keys?"), Turn("bot", "Everybody " * 30)),
    expects="answer",
    why="closes is a verb here, and the question is asked of people who come home late at night",
    place="questions.yaml:4",
)


def test_a_failure_says_what_was_asked_expected_and_got_and_where() -> None:
    given = answer(quote("notices.md#1", "The gate is closed."))._replace(read_as="gate close?")
    judged = JudgedCase(CASE, {"keys.md#1": 1}, "passage")

    text = "".join(failure_text(outcome_of(judged, asked(given, ["a#1", "keys.md#1"])), Terminal()))

    assert text == (
        "When does the gate close?\n"
        "  after     user: Who has keys?\n"
        "  after     bot: Everybody Everybody Everybody Everybody Everybody Everybody\n"
        "            Everybody Everybody…\n"
        "  from      questions.yaml:4\n"
        '  expected  first quote: "The gate closes at ten." of keys.md\n'
        '  got       "The gate is closed." of notices.md; the right one has rank 2\n'
        "  read as   gate close?\n"
        "  why       closes is a verb here, and the question is asked of people who come\n"
        "            home late at night\n"
    )
    assert all(columns(line) <= 80 for line in text.splitlines())


def test_what_cannot_be_looked_up_is_shown_first_and_the_rest_counted() -> None:
    abstained = [made(str(at), case=CASE._replace(question=f"{at}?")) for at in range(3)]
    lost = outcome_of(
        JudgedCase(CASE, {}, "passage", ("there is no document",)), asked(answer(), [])
    )

    text = "".join(failures_text([*abstained, lost], 2, Terminal()))

    assert text.index("there is no document") < text.index("0?")
    assert text.endswith("\n2 more questions failed; --show 4\n")


def test_nothing_is_shown_where_nothing_fails() -> None:
    assert list(failures_text([made()], 9, Terminal())) == []
