"""What changed since a run, in the report."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.eval.report.changes import (
    changed_questions,
    changes_section,
    enumerated,
    total_in_words,
    totals_verdict,
)
from bot.eval.report.markup import MOST_OF_A_KIND, joined_markup
from bot.eval.report.plots import rank_groups, rank_moves
from bot.terminal.layout import visible
from retrieval.evaluation.run_comparison import CaseChange, MetricComparison, compare_runs
from tests.bot.eval.evaluations import change, line, one
from tests.bot.eval.parsed import parsed
from tests.bot.eval.report.test_markup import TEXTS

UP = MetricComparison("mrr@10", 100, 0.5, 0.6, 20, 1, 0.001)
DOWN = MetricComparison("mark", 100, 0.5, 0.4, 1, 20, 0.001)
LUCK = MetricComparison("passed", 10, 0.5, 0.4, 0, 1, 1.0)
SAME = MetricComparison("abstained", 10, 0.5, 0.5, 0, 0, 1.0)
EVEN = MetricComparison("answered", 10, 0.5, 0.5, 1, 1, 1.0)


@pytest.mark.parametrize(
    ("totals", "sentence"),
    [
        ((UP, SAME), "By more than chance would explain, mrr@10 rose."),
        ((UP, DOWN), "By more than chance would explain, mark fell; mrr@10 rose."),
        ((LUCK, SAME), "No measure moved by more than chance would explain."),
        ((SAME,), "No measure moved for any question."),
        ((), "No measure moved for any question."),
    ],
)
def test_a_sentence_says_what_the_totals_mean(
    totals: tuple[MetricComparison, ...], sentence: str
) -> None:
    assert totals_verdict(totals) == sentence


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (UP, "up, more than chance"),
        (DOWN, "down, more than chance"),
        (LUCK, "down, may be chance"),
        (SAME, "the same"),
        (EVEN, "even"),
    ],
)
def test_every_total_is_told_in_words(total: MetricComparison, words: str) -> None:
    assert total_in_words(total) == words


def test_names_are_listed_as_in_a_sentence() -> None:
    assert [enumerated(["a"]), enumerated(["a", "b"]), enumerated(["a", "b", "c"])] == [
        *("a", "a and b", "a, b and c")
    ]


def test_rank_changes_are_counted_by_direction_and_distance() -> None:
    moved = rank_moves(
        [
            *(change(2, 1), change(5, 2), change(1, 2), change(1, 30)),
            *(change(None, 4), change(3, None), change(None, 1), change(1, 1)),
        ]
    )
    assert (moved.rose, moved.fell, moved.appeared, moved.vanished) == (2, 2, 2, 1)
    assert moved.groups == (
        ("1 place", 1, 1),
        ("2–3 places", 1, 0),
        ("4–9 places", 0, 0),
        ("10 or more", 0, 1),
        ("in or out", 2, 1),
    )
    assert moved.any
    assert not rank_moves([change(1, 1), change(None, None)]).any


def test_ranks_are_grouped_with_what_is_not_ranked_last() -> None:
    many = [f"d{number}" for number in range(1, 31)]
    outcomes = [one(right=name, ranking=many) for name in ("d1", "d1", "d3", "d7", "d21", "x")]
    assert [group for group in rank_groups([*outcomes, one(right=None)]) if group[1]] == [
        *(("1", 2), ("3", 1), ("6–10", 1), ("over 20", 1), ("not ranked", 1))
    ]


def test_what_is_worse_comes_first_and_what_is_beyond_the_most_is_counted() -> None:
    other = CaseChange(line(mark="a"), line(mark="b"))
    failing = [
        CaseChange(line(), line(f"f{at}", 2, passed=False)) for at in range(MOST_OF_A_KIND + 1)
    ]
    mended = CaseChange(line(passed=False), line())
    changes = [other, change(2, 1), change(1, 2), mended, *failing]
    shown = parsed(joined_markup(changed_questions(changes, {})))

    assert shown.texts("h3") == [
        f"Failing now, and not before {MOST_OF_A_KIND + 1}",
        *("Worse 1", "Failing no more 1", "Better 1", "Other, and neither better nor worse 1"),
    ]
    assert shown.texts("p") == ["1 more question of this kind: --json tells of each."]
    told = shown.texts("small")
    assert told[1] == "rank 1 → 2"
    assert told[-1] == "other mark"


def test_a_change_shows_only_what_differs_and_leads_to_the_failure() -> None:
    both = CaseChange(line(mark="then"), line(rank=None, mark="now", passed=False))
    shown = parsed(joined_markup(changed_questions([both], {"q": "failure-7"})))
    assert shown.one("tbody").texts("th") == ["rank of the right one", "failures", "mark"]
    assert shown.texts("td") == ["1", "none", "nothing", "passage", "then", "now"]
    assert shown.one("a").attributes["href"] == "#failure-7"


@given(TEXTS, TEXTS, TEXTS)
def test_question_and_marks_are_shown_as_they_are(question: str, old: str, new: str) -> None:
    both = CaseChange(line(mark=old), line(rank=2, mark=new)._replace(question=question))
    shown = parsed(joined_markup(changed_questions([both], {})))
    assert shown.one("span", "question").text == visible(question)
    if old != new:
        assert shown.texts("td")[2:] == [visible(old) or "nothing", visible(new) or "nothing"]


def test_the_section_names_the_run_and_counts_what_is_in_one_run_only() -> None:
    comparison = compare_runs([line("a"), line("b")], [line("b", 2), line("c"), line("d")])
    shown = parsed(changes_section(comparison, "<main>.run", {}))
    assert shown.texts("p")[0] == (
        "Against <main>.run: 1 question in both, 1 of them changed; 2 new; 1 gone."
    )
    assert "0 rose, 1 fell, 0 appeared, 0 vanished." in shown.texts("p")


def test_where_no_rank_changed_there_is_no_plot_of_that() -> None:
    shown = parsed(changes_section(compare_runs([line()], [line()]), "x", {}))
    assert "No rank of a right one changed." in shown.texts("p")
    assert not list(shown.all("svg"))
