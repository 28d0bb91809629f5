"""What is said of a question that fails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given

from bot.pytest_plugin.failure_report import (
    MOST_PARTS,
    ComparedPassage,
    failure_report,
    placement,
    score_comparison,
)
from bot.terminal.layout import columns
from bot.terminal.streams import UNKNOWN_WIDTH, Terminal
from retrieval.evaluation.assessment import assess
from retrieval.evaluation.cases import Case, Outcome, Relevance
from retrieval.library import Library
from retrieval.ranking.reranker import CANDIDATE_COUNT
from retrieval.ranking.weights import bundled_weights
from tests.bot.pytest_plugin.pytest_runs import KEYS
from tests.retrieval.strategies import TEXT

FIGURE = re.compile(r" +(-?\d+\.\d{4})  \S")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "keys.md").write_text(KEYS, encoding="utf-8")
    long = "\n\n".join(
        f"The bin of house {number} is green." for number in range(2 * CANDIDATE_COUNT)
    )
    last = "Whoever owns a bin, whatever its colour, puts it out on Monday."
    (folder / "bins.txt").write_text(f"{long}\n\n{last}\n", encoding="utf-8")
    return Library.open([folder], None)


def came_of(library: Library, case: Case) -> Outcome:
    (outcome,) = assess(library, [case])
    return outcome


def about(question: str, anchor: str, **more: object) -> Case:
    case = Case("one", question, (Relevance(None, anchor),), expects="answer", place="q.yaml:1")
    return case._replace(**more)  # type: ignore[arg-type]


def test_a_right_passage_that_is_not_ranked_has_a_score_nevertheless(library: Library) -> None:
    outcome = came_of(library, about("green bin of a house", "puts it out on Monday"))
    right = placement(outcome, library).right
    assert right is not None
    assert right.rank is None
    assert right.ranked is not None
    assert "bin" in {part.detail for part in right.ranked.evidence}
    report = failure_report(outcome, library)
    assert report.startswith("the right passage was not found\n")
    assert f"  right     not among the {CANDIDATE_COUNT} that were ranked: bins.txt:161" in report
    assert " first right " in " ".join(report.split())


def test_a_wrong_mark_on_the_right_passage_needs_no_second_column(library: Library) -> None:
    case = about("When does the gate close?", "closes at ten", answers=("eleven",))
    report = failure_report(came_of(library, case), library)
    assert report.startswith("the answer is not in what is marked:")
    assert '  expected  marked first "eleven"\n' in report
    assert "  right  " not in report


def test_a_disagreement_that_was_not_reported_is_reported(library: Library) -> None:
    case = Case("one", "When does the gate close?", disagree=True, place="q.yaml:1")
    report = failure_report(came_of(library, case), library)
    assert report.startswith("expected sources that disagree, got none reported\n")


def test_a_place_among_several_is_reported_as_such(library: Library) -> None:
    case = about("What does the gate key open?", "paid by the tenant", within=2)
    outcome = came_of(library, case)
    report = failure_report(outcome, library)
    assert report.startswith("the right passage is not among the first 2: it has rank 3\n")


@pytest.mark.parametrize("question", ["What does the gate key open?", "green bin of a house"])
def test_the_parts_of_a_score_add_up_to_it(library: Library, question: str) -> None:
    outcome = came_of(library, about(question, "paid by the tenant"))
    placed = placement(outcome, library)
    assert placed.first is not None
    lines = list(score_comparison([("first", placed.first)], Terminal()))
    *parts, total = (float(found[1]) for line in lines if (found := FIGURE.match(line)))
    assert total == pytest.approx(sum(parts), abs=1e-3)
    assert lines[-1].split()[0].endswith("%")


def rows_of(passages: Sequence[ComparedPassage], *, show_all: bool = False) -> list[str]:
    """Return what the rows are about, each on one line."""
    lines = list(score_comparison(passages, Terminal(width=1000), show_all=show_all))
    return [line.split("  ")[-1] for line in lines[1:]]


@pytest.mark.parametrize(
    ("question", "right", "said"),
    [
        ("What does the gate key open?", "paid by the tenant", "differ less"),
        ("When does the gate close?", "closes at ten", "add less"),
    ],
)
def test_small_parts_are_summed_up_in_a_row(
    library: Library, question: str, right: str, said: str
) -> None:
    placed = placement(came_of(library, about(question, right)), library)
    assert placed.first is not None
    assert placed.right is not None
    assert placed.right.ranked is not None
    two = [("first", placed.first), ("right", placed.right.ranked)]
    compared = two[: 1 if placed.right.rank == 1 else 2]
    short = rows_of(compared)
    full = rows_of(compared, show_all=True)

    assert len(short) <= MOST_PARTS + 2 < len(full)
    left = len(full) - len(short) + 1
    assert short[-3] == f"{left} more parts that {said} (pytest -vv shows all)"
    assert set(short[:-3]) <= set(full)


def test_parts_that_are_the_same_for_both_are_left_out(library: Library) -> None:
    placed = placement(came_of(library, about("What does the gate key open?", "paid by")), library)
    assert placed.first is not None
    rows = rows_of([("first", placed.first), ("right", placed.first)])

    assert len(rows) == 3
    assert rows[0].endswith("more parts that differ less (pytest -vv shows all)")


@given(question=TEXT, other=TEXT)
def test_the_rows_shown_add_up_whatever_is_asked(
    library: Library, question: str, other: str
) -> None:
    ranking = library.open_index.answering.ranking
    for text in (f"gate {question}", f"gate key {other} close tenant"):
        ranked = list(ranking.rank(library.open_index.answering.understood(text)))[:1]
        for show_all in (False, True):
            lines = list(
                score_comparison([("first", one) for one in ranked], Terminal(), show_all=show_all)
            )
            *parts, total = (float(found[1]) for line in lines if (found := FIGURE.match(line)))
            assert total == pytest.approx(sum(parts), abs=2e-3)
            assert show_all or len(parts) <= MOST_PARTS


def test_scores_are_explained_by_the_weights_that_the_library_has(tmp_path: Path) -> None:
    (tmp_path / "keys.md").write_text(KEYS, encoding="utf-8")
    blunt = bundled_weights()._replace(passage={"bm25": 2.0})
    library = Library.open([tmp_path], None, weights=blunt)
    case = about("What does the gate key open?", "paid by the tenant")
    outcome = came_of(library, case)
    placed = placement(outcome, library)

    assert placed.first is not None
    assert {part.name for part in placed.first.evidence} == {"term"}
    assert placed.first.passage.passage_id == outcome.passages[0]
    assert "best sentence" not in failure_report(outcome, library)


def test_the_placing_agrees_with_what_was_measured(library: Library) -> None:
    for anchor in ("paid by the tenant", "closes at ten", "hand back the gate key"):
        outcome = came_of(library, about("Who pays for the gate key?", anchor))
        right = placement(outcome, library).right
        assert right is not None
        assert right.rank == outcome.rank


@given(question=TEXT, note=TEXT, said=TEXT)
def test_any_texts_are_reported_within_the_width(
    library: Library, question: str, note: str, said: str
) -> None:
    case = Case("one", f"gate {question}", answers=(f"no such {said}",), why=note, place="q.yaml:1")
    outcome = came_of(library, case._replace(expects="answer"))
    if not outcome.passed:
        headline, *lines = failure_report(outcome, library).split("\n")
        assert headline
        assert all(columns(line) <= UNKNOWN_WIDTH for line in lines)
        assert not any(sign in line for line in lines for sign in "\x00\x1b\r\u202e")


def test_the_file_of_a_place_is_what_somebody_would_type(library: Library) -> None:
    case = about(
        "What does the gate key open?", "paid by the tenant", place=str(Path("a/q.yaml:3"))
    )
    assert "(a/q.yaml:3)" in failure_report(came_of(library, case), library)
