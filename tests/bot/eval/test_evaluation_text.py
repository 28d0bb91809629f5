"""Tables, failures and changes as lines of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.eval.evaluation_text import (
    comparison_text,
    failure_text,
    failures_text,
    follow_up_table,
    share_text,
    table,
)
from bot.terminal.layout import columns, one_line
from bot.terminal.streams import ASCII, NARROWEST, Terminal
from retrieval.conversation.turns import Turn
from retrieval.evaluation.assessment import outcome_of
from retrieval.evaluation.cases import Case, JudgedCase, Relevance
from retrieval.evaluation.metrics import FollowUps
from retrieval.evaluation.saved_runs import SavedOutcome, compare_runs
from tests.retrieval.evaluation.making import answer, asked, made, quote


def test_names_stand_to_the_left_and_figures_to_the_right() -> None:
    rows = [("one", "1,000", "0.5"), ("十一", "1", "–")]

    lines = list(table(("", "asked", "p"), rows, Terminal()))

    assert "".join(lines) == (
        "      asked    p\n"
        "one   1,000  0.5\n"
        "十一      1    –\n"
    )  # fmt: skip


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_long_name_is_cut_to_what_the_figures_leave(width: int) -> None:
    name = "a rather long name for a set of questions, " * 2

    lines = list(table(("", "asked"), [(name, "1")], Terminal(width)))

    assert all(columns(line.rstrip("\n")) <= width for line in lines)
    assert "…" in lines[1]
    assert lines[1].endswith("  1\n")


def test_figures_that_find_no_room_go_below_with_the_same_names() -> None:
    header = ("", "questions", "before", "after", "better")
    rows = [("success@1", "2", "1.000", "0.500", "0"), ("success@10", "2", "1.000", "1.000", "0")]

    lines = list(table(header, rows, Terminal(width=40)))

    assert "".join(lines) == (
        "            questions  before  after\n"
        "success@1           2   1.000  0.500\n"
        "success@10          2   1.000  1.000\n"
        "\n"
        "            better\n"
        "success@1        0\n"
        "success@10       0\n"
    )  # fmt: skip


@given(st.lists(st.lists(st.text(max_size=3), min_size=9, max_size=9), min_size=1, max_size=4))
def test_any_table_fits_and_none_of_its_figures_is_lost(rows: list[list[str]]) -> None:
    header, *others = rows
    lines = list(table(header, others, Terminal(NARROWEST)))

    assert all(columns(line.rstrip("\n")) <= NARROWEST for line in lines)
    shown = "".join(lines)
    assert all(one_line(figure).strip() in shown for row in rows for figure in row[1:])


def test_what_would_act_on_a_terminal_is_made_visible() -> None:
    assert "\x1b" not in "".join(table(("", "a"), [("\x1b[31m", "\x1b")], Terminal()))


def test_no_value_is_a_dash() -> None:
    assert share_text(None, Terminal()) == "–"
    assert share_text(None, Terminal(glyphs=ASCII)) == "-"
    assert share_text(2 / 3, Terminal()) == "0.667"


def shown(*rows: FollowUps) -> str:
    return "".join(follow_up_table(rows, Terminal()))


def test_turns_are_columns_and_late_ones_share_one() -> None:
    one = [FollowUps("one", None, 4, 4, 0.5), FollowUps("one", 2, 1, 1, 0.0)]
    one += [FollowUps("one", 6, 2, 2, 1.0), FollowUps("one", 9, 1, 1, 0.0)]
    two = [FollowUps("two", None, 1, 0, None), FollowUps("two", 3, 1, 0, None)]
    every = [FollowUps("all", None, 5, 4, 0.5)]
    every += [row._replace(set_name="all") for row in (*one[1:], *two[1:])]

    assert shown(*one, *two, *every) == (
        "Follow-ups, success@1 by turn of the conversation:\n"
        "     asked    any  turn 2  turn 3  turn 6+\n"
        "one      4  0.500   0.000       –    0.667\n"
        "two      1      –       –       –        –\n"
        "all      5  0.500   0.000       –    0.667\n"
        "\n"
    )


def test_the_only_set_needs_no_row_of_its_own() -> None:
    rows = [FollowUps(name, turn, 1, 1, 1.0) for name in ("one", "all") for turn in (None, 2)]

    assert [line.split()[0] for line in shown(*rows).splitlines()[2:-1]] == ["all"]


def test_without_follow_ups_nothing_is_shown() -> None:
    assert shown() == ""


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


GOOD = SavedOutcome(
    *("q1", "s", "When is it?", "answered rightly", 1, "a#1", "Ten.", ()),
    {"success@1": 1.0, "passed": 1.0},
)
BAD = GOOD._replace(
    rank=3,
    first="b#1",
    mark="Nine.",
    verdict="answered wrongly",
    wrong=("passage",),
    values={"success@1": 0.0, "passed": 0.0},
)


def test_what_changed_is_shown_worst_first_with_totals() -> None:
    mended = (
        BAD._replace(case_id="q2", question="Where?"),
        GOOD._replace(case_id="q2", question="Where?"),
    )
    moved = GOOD._replace(case_id="q3"), GOOD._replace(case_id="q3", question="Why?", first="c#1")
    before = [GOOD, mended[0], moved[0], GOOD._replace(case_id="gone")]
    after = [BAD, mended[1], moved[1]]

    text = "".join(comparison_text(compare_runs(before, after), "main.run", 9, Terminal()))

    assert text == (
        "Against main.run: 3 questions in both, 3 changed, 1 gone.\n"
        "\n"
        "           questions  before  after  better  worse      p\n"
        "success@1          3   0.667  0.667       1      1  1.000\n"
        "passed             3   0.667  0.667       1      1  1.000\n"
        "\n"
        "- When is it?\n"
        "  answered rightly → answered wrongly\n"
        "  wrong: nothing → the passage\n"
        "  rank of the right one: 1 → 3\n"
        '  marked: "Ten." → "Nine."\n'
        "\n"
        "+ Where?\n"
        "  answered wrongly → answered rightly\n"
        "  wrong: the passage → nothing\n"
        "  rank of the right one: 3 → 1\n"
        '  marked: "Nine." → "Ten."\n'
        "\n"
        "~ Why?\n"
        "  quoted: a#1 → c#1\n"
    )


def test_without_a_measure_that_moved_there_is_no_table() -> None:
    found = compare_runs([GOOD], [GOOD._replace(first="c#1")])

    assert "".join(comparison_text(found, "main.run", 9, Terminal())) == (
        "Against main.run: 1 question in both, 1 changed.\n\n~ When is it?\n  quoted: a#1 → c#1\n"
    )


def test_only_so_many_are_shown_and_plainly_where_nothing_else_can_be() -> None:
    found = compare_runs([GOOD, BAD._replace(case_id="z")], [BAD, GOOD._replace(case_id="z")])

    text = "".join(comparison_text(found, "main.run", 1, Terminal(glyphs=ASCII)))

    assert "rank of the right one: 1 -> 3" in text
    assert text.endswith("\n1 more question changed; --show 2\n")
