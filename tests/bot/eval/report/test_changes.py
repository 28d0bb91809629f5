"""What changed since a run, in the report."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given

from bot.eval.report.changes import change_groups, changes_view, total_in_words, totals_verdict
from bot.eval.report.failures import MOST_OF_A_KIND
from bot.eval.report.page import render
from bot.terminal.layout import visible
from retrieval.evaluation.run_comparison import (
    CaseChange,
    MetricComparison,
    RunComparison,
    compare_runs,
)
from tests.bot.eval.evaluations import TEXTS, change, line
from tests.bot.eval.parsed import Element, parsed

UP = MetricComparison("mrr@10", 100, 0.5, 0.6, 20, 1, 0.001)
DOWN = MetricComparison("mark", 100, 0.5, 0.4, 1, 20, 0.001)
LUCK = MetricComparison("passed", 10, 0.5, 0.4, 0, 1, 1.0)
SAME = MetricComparison("abstained", 10, 0.5, 0.5, 0, 0, 1.0)
EVEN = MetricComparison("answered", 10, 0.5, 0.5, 1, 1, 1.0)


UNCHANGED = RunComparison(0, (), (), (), ())


def section_of(comparison: RunComparison, against: str = "main.run") -> Element:
    """Return the section on a comparison."""
    return parsed(render("changes.html", **changes_view(comparison, against, {})))


def questions_of(*changes: CaseChange, failures: Mapping[str, str] | None = None) -> Element:
    """Return the section with questions that changed, and no plots."""
    view = changes_view(UNCHANGED, "main.run", {})
    view["groups"] = change_groups(changes, failures or {})
    return parsed(render("changes.html", **view))


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
def test_every_total_is_put_in_words(total: MetricComparison, words: str) -> None:
    assert total_in_words(total) == words


def test_what_is_worse_comes_first_and_what_is_beyond_the_most_is_counted() -> None:
    other = CaseChange(line(mark="a"), line(mark="b"))
    failing = [
        CaseChange(line(), line(f"f{at}", 2, passed=False)) for at in range(MOST_OF_A_KIND + 1)
    ]
    mended = CaseChange(line(passed=False), line())
    changes = [other, change(2, 1), change(1, 2), mended, *failing]
    shown = questions_of(*changes)

    assert shown.texts("h3") == [
        f"Failing now, and not before {MOST_OF_A_KIND + 1}",
        *("Worse 1", "Failing no more 1", "Better 1", "Other, and neither better nor worse 1"),
    ]
    assert shown.texts("p")[-1] == "1 more question of this kind: --json tells of each."
    summaries = [question.one("small").text for question in shown.all("details", "change")]
    assert (summaries[0], summaries[-1]) == ("rank 1 → 2", "other mark")


def test_a_change_shows_only_what_differs_and_leads_to_the_failure() -> None:
    both = CaseChange(line(mark="then"), line(rank=None, mark="now", passed=False))
    shown = questions_of(both, failures={"q": "failure-7"}).one("details", "change")
    assert shown.one("tbody").texts("th") == ["rank of the right one", "failures", "mark"]
    assert shown.texts("td") == ["1", "none", "nothing", "passage", "then", "now"]
    assert shown.one("a").attributes["href"] == "#failure-7"


@given(TEXTS, TEXTS, TEXTS)
def test_question_and_marks_are_shown_as_they_are(question: str, old: str, new: str) -> None:
    both = CaseChange(line(mark=old), line(rank=2, mark=new)._replace(question=question))
    shown = questions_of(both)
    assert shown.one("span", "question").text == visible(question)
    if old != new:
        assert shown.texts("td")[2:] == [visible(old) or "nothing", visible(new) or "nothing"]


def test_the_section_names_the_run_and_counts_what_is_in_one_run_only() -> None:
    comparison = compare_runs([line("a"), line("b")], [line("b", 2), line("c"), line("d")])
    shown = section_of(comparison, "<main>.run")
    assert " ".join(shown.texts("p")[0].split()) == (
        "Against <main>.run: 1 question in both, 1 of them changed; 2 new; 1 gone."
    )
    assert "0 rose, 1 fell, 0 appeared, 0 vanished." in shown.texts("p")


def test_where_no_rank_changed_there_is_no_plot_of_that() -> None:
    shown = section_of(compare_runs([line()], [line()]))
    assert "No rank of a right one changed." in shown.texts("p")
    assert not list(shown.all("svg"))
