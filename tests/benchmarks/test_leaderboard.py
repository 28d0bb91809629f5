"""Figures of systems side by side."""

from __future__ import annotations

from collections import Counter

import pytest

from retrieval.evaluation.cases import Case
from tests.benchmarks.leaderboard import (
    Judged,
    conflict_figures,
    documents_figures,
    figures,
    print_table,
)


def judged(
    certainty: float, set_name: str = "known", *, is_first: bool = True, mark: bool | None = None
) -> Judged:
    return Judged(Case("q", "?", set_name=set_name), set_name == "known", is_first, mark, certainty)


def test_sets_without_an_answer_are_looked_at_where_92_percent_of_the_others_are_answered() -> None:
    known = [judged(number / 100) for number in range(101)]
    absent = [judged(one, "absent", is_first=False) for one in (0.05, 0.08, 0.09, 0.5)]

    assert figures("f", [*known, *absent]) == {
        "f success@1": 1.0,
        "f mark": None,
        "f absent": pytest.approx(0.75),
    }


def test_first_marks_count_where_an_answer_is_given() -> None:
    found = figures("f", [judged(1, mark=True), judged(1, mark=False), judged(1, is_first=False)])

    assert found == {"f success@1": pytest.approx(2 / 3), "f mark": 0.5}


def test_what_is_reported_of_agreeing_passages_is_a_false_alarm() -> None:
    counts = {
        "agreeing + opposing": Counter(asked=10, reported=9),
        "agreeing": Counter(asked=10, reported=1),
        "agreeing + unrelated": Counter(asked=10),
    }

    assert conflict_figures(counts) == {"conflicts reported": 0.9, "false alarms": 0.05}


def test_documentation_tells_how_often_it_was_right_to_say_nothing() -> None:
    counts = {
        "all": Counter({"asked": 4, "first": 2, "among 3": 3, "mark": 1}),
        "no answer": Counter(asked=2, abstained=1),
    }

    assert list(documents_figures(counts).values()) == [0.5, 0.75, 0.25, 0.5]
    assert documents_figures({"all": counts["all"]})["docs silent"] is None


def test_what_no_system_has_is_no_column(capsys: pytest.CaptureFixture[str]) -> None:
    print_table({"one": {"a": 0.5, "b": None, "c": None}, "two": {"b": 1.0}}, as_json=False)

    assert "|     |     a |     b |" in capsys.readouterr().out
