from __future__ import annotations

from bot.eval.evaluation_text import comparison_text
from bot.terminal.streams import ASCII, Terminal
from retrieval.evaluation.run_comparison import compare_runs
from retrieval.evaluation.saved_runs import SavedOutcome

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


def test_what_changed_is_told_worst_first_with_totals() -> None:
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
