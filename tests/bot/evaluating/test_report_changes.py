from __future__ import annotations

import pytest
from hypothesis import given

from bot.evaluating.report.changed import changed
from bot.evaluating.report.changing import changing, listed, plainly, verdict_on
from bot.evaluating.report.markup import joined
from bot.evaluating.report.parts import MOST_OF_A_KIND
from bot.evaluating.report.rank_bins import moves, rank_groups
from bot.visible import visible
from retrieval.evaluation.comparing import Change, Total, compare
from tests.bot.evaluating.evaluations import change, line, one
from tests.bot.evaluating.parsed import parsed
from tests.bot.evaluating.test_report_markup import TEXTS

UP = Total("mrr@10", 100, 0.5, 0.6, 20, 1, 0.001)
DOWN = Total("mark", 100, 0.5, 0.4, 1, 20, 0.001)
LUCK = Total("passed", 10, 0.5, 0.4, 0, 1, 1.0)
SAME = Total("abstained", 10, 0.5, 0.5, 0, 0, 1.0)
EVEN = Total("answered", 10, 0.5, 0.5, 1, 1, 1.0)


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
def test_a_sentence_says_what_the_totals_mean(totals: tuple[Total, ...], sentence: str) -> None:
    assert verdict_on(totals) == sentence


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
def test_every_total_is_told_in_words(total: Total, words: str) -> None:
    assert plainly(total) == words


def test_names_are_listed_as_in_a_sentence() -> None:
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        *("a", "a and b", "a, b and c")
    ]


def test_rank_changes_are_counted_by_direction_and_distance() -> None:
    moved = moves(
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
    assert not moves([change(1, 1), change(None, None)]).any


def test_ranks_are_grouped_with_what_is_not_ranked_last() -> None:
    many = [f"d{number}" for number in range(1, 31)]
    outcomes = [one(right=name, ranking=many) for name in ("d1", "d1", "d3", "d7", "d21", "x")]
    assert [group for group in rank_groups([*outcomes, one(right=None)]) if group[1]] == [
        *(("1", 2), ("3", 1), ("6–10", 1), ("over 20", 1), ("not ranked", 1))
    ]


def test_what_is_worse_comes_first_and_what_is_beyond_the_most_is_counted() -> None:
    other = Change(line(mark="a"), line(mark="b"))
    failing = [Change(line(), line(f"f{at}", 2, passed=False)) for at in range(MOST_OF_A_KIND + 1)]
    mended = Change(line(passed=False), line())
    changes = [other, change(2, 1), change(1, 2), mended, *failing]
    shown = parsed(joined(changed(changes, {})))

    assert shown.texts("h3") == [
        f"Failing now, and not before {MOST_OF_A_KIND + 1}",
        *("Worse 1", "Failing no more 1", "Better 1", "Other, and neither better nor worse 1"),
    ]
    assert shown.texts("p") == ["1 more question of this kind: --json tells of each."]
    told = shown.texts("small")
    assert told[1] == "rank 1 → 2"
    assert told[-1] == "other mark"


def test_a_change_shows_only_what_differs_and_leads_to_the_failure() -> None:
    both = Change(line(mark="then"), line(rank=None, mark="now", passed=False))
    shown = parsed(joined(changed([both], {"q": "failure-7"})))
    assert shown.one("tbody").texts("th") == ["rank of the right one", "failures", "mark"]
    assert shown.texts("td") == ["1", "none", "nothing", "passage", "then", "now"]
    assert shown.one("a").attributes["href"] == "#failure-7"


@given(TEXTS, TEXTS, TEXTS)
def test_question_and_marks_are_shown_as_they_are(question: str, old: str, new: str) -> None:
    both = Change(line(mark=old), line(rank=2, mark=new)._replace(question=question))
    shown = parsed(joined(changed([both], {})))
    assert shown.one("span", "question").text == visible(question)
    if old != new:
        assert shown.texts("td")[2:] == [visible(old) or "nothing", visible(new) or "nothing"]


def test_the_section_names_the_run_and_counts_what_is_in_one_run_only() -> None:
    comparison = compare([line("a"), line("b")], [line("b", 2), line("c"), line("d")])
    shown = parsed(changing(comparison, "<main>.run", {}))
    assert shown.texts("p")[0] == (
        "Against <main>.run: 1 question in both, 1 of them changed; 2 new; 1 gone."
    )
    assert "0 rose, 1 fell, 0 appeared, 0 vanished." in shown.texts("p")


def test_where_no_rank_changed_there_is_no_plot_of_that() -> None:
    shown = parsed(changing(compare([line()], [line()]), "x", {}))
    assert "No rank of a right one changed." in shown.texts("p")
    assert not list(shown.all("svg"))
