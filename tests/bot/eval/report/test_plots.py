"""The plots of the report."""

from __future__ import annotations

import re

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from bot.eval.report.plots import (
    rank_groups,
    rank_move_plot,
    rank_moves,
    rank_plot,
    risk_plot,
    score_plot,
    total_plot,
    verdict_plot,
)
from bot.eval.report.svg import VARIABLES, label
from bot.terminal.layout import one_line
from retrieval.evaluation.metrics import RiskPoint
from retrieval.evaluation.saved_runs import MetricComparison
from tests.bot.eval.evaluations import NASTY, TEXTS, change, evaluation, one
from tests.bot.eval.parsed import parsed

POINTS = [RiskPoint(9.0, 0.1, 0.0), RiskPoint(5.0, 0.5, 0.1), RiskPoint(1.0, 0.8, 0.25)]
SUMMARIES = evaluation(one("a", set_name="x"), one("b", right=None, set_name="y")).summaries
TOTALS = [
    MetricComparison("mrr@10", 9, 0.5, 0.25, 0, 3, 0.1),
    MetricComparison("mark", 9, 0.5, 0.5, 0, 0, 1.0),
]

PLOTS = {
    "score": score_plot("s", "mrr@10 by set", [("x", 0.5), ("y", 1.0)], 80),
    "total": total_plot(TOTALS),
    "verdict": verdict_plot(SUMMARIES),
    "risk": risk_plot(POINTS),
    "rank": rank_plot(rank_groups([one(), one(right="b"), one(right="z")])),
    "move": rank_move_plot(rank_moves([change(2, 1), change(1, None)])),
}


def alt_of(drawing: Markup) -> str:
    return str(parsed(drawing).one("svg").attributes["aria-label"])


@pytest.mark.parametrize(
    ("plot", "figures"),
    [
        ("score", "mrr@10 by set: x 0.500; y 1.000"),
        ("total", "mrr@10 0.500 to 0.250; mark 0.500 to 0.500"),
        ("verdict", "y: 0 answered rightly, 1 answered wrongly, 0 abstained rightly"),
        ("risk", "25.0% of the answers are wrong with 80.0% of the questions answered"),
        ("rank", "1: 1, 2: 1, 3: 0, 4–5: 0"),
        ("move", "1 place: 1 up, 0 down; 2–3 places: 0 up, 0 down"),
    ],
)
def test_what_a_plot_shows_is_described_to_who_does_not_see_it(plot: str, figures: str) -> None:
    assert figures in alt_of(PLOTS[plot])


@pytest.mark.parametrize("plot", PLOTS)
def test_a_plot_has_the_colours_and_the_fonts_of_the_page(plot: str) -> None:
    drawing = PLOTS[plot]
    assert set(re.findall(r"var\((--[\w-]+)\)", drawing)) <= set(VARIABLES.values())
    assert not re.search(r"#[0-9a-f]{6}\b|font-family|rgb\(", re.sub(r"url\(#.*?\)", "", drawing))
    assert parsed(drawing).one("svg").texts("text")


@pytest.mark.parametrize("plot", PLOTS)
def test_a_plot_says_nothing_of_what_drew_it_and_styles_nothing_else(plot: str) -> None:
    names = {element.name for element in parsed(PLOTS[plot]).all()}
    assert names <= {"svg", "g", "path", "text", "use", "defs", "clippath", "rect"}


def test_the_setting_as_shipped_is_marked_and_called_that() -> None:
    assert "as shipped: 25% wrong" in parsed(risk_plot(POINTS)).texts("text")


@pytest.mark.parametrize(
    "points",
    [[RiskPoint(1.0, 1.0, 1.0)], [RiskPoint(1.0, 0.01, 0.0)], [RiskPoint(2.0, 0.1, 1.0), *POINTS]],
)
def test_risk_is_drawn_whatever_it_is(points: list[RiskPoint]) -> None:
    assert parsed(risk_plot(points)).texts("text")


@given(TEXTS)
@settings(max_examples=20)
def test_a_set_may_have_any_name(name: str) -> None:
    drawing = parsed(score_plot("s", "mrr", [(name, 0.5)], 80))
    assert "".join(drawing.texts("text")) == label(name) + "0.500"
    assert one_line(name) in str(drawing.one("svg").attributes["aria-label"])


@pytest.mark.parametrize("name", NASTY)
def test_the_verdicts_of_a_set_of_any_name_are_drawn(name: str) -> None:
    drawing = parsed(verdict_plot(evaluation(one(set_name=name)).summaries))
    assert "all" in drawing.texts("text")


@given(st.text())
def test_a_label_has_room_in_the_margin(name: str) -> None:
    assert len(label(name)) <= len(one_line(name)) + 1
    assert "\n" not in label(name)


def test_whoever_has_other_settings_of_matplotlib_gets_the_same_plot() -> None:
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "path", "axes.facecolor": "red"}):
        assert total_plot(TOTALS) == PLOTS["total"]


def test_settings_of_matplotlib_are_left_as_they_were() -> None:
    before = dict(mpl.rcParams)
    total_plot(TOTALS)
    assert dict(mpl.rcParams) == before


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
