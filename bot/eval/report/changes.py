"""What the report shows of what changed since the run compared with.

In all, whether that means anything, and question by question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bot.eval.evaluation_text import SMALLEST_P_VALUE
from bot.eval.report.failures import MOST_OF_A_KIND
from bot.eval.report.plots import RankMoves, rank_move_plot, rank_moves, total_plot
from retrieval.evaluation.run_comparison import CaseChange, MetricComparison, RunComparison
from retrieval.evaluation.saved_runs import SavedOutcome

SIGNIFICANT = 0.05
"""p-values below are called more than chance."""

Row = tuple[str, str, str]
"""What is compared of a question, before, and after."""

_GROUP_TITLES = (
    "Failing now, and not before",
    "Worse",
    "Failing no more",
    "Better",
    "Other, and neither better nor worse",
)


class ChangedQuestion(NamedTuple):
    """A question that changed; `failure` is what it is linked by where it fails and is shown."""

    question: str
    summary: str
    rows: tuple[Row, ...]
    failure: str | None


class ChangeGroup(NamedTuple):
    """Questions that changed for better or worse; `left_out` is how many are not shown."""

    title: str
    total: int
    shown: tuple[ChangedQuestion, ...]
    left_out: int


def changes_view(
    comparison: RunComparison, against: str, failures: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the template shows; `failures` are names to link to by question id."""
    moves = rank_moves(comparison.changes)
    totals = comparison.totals
    is_moved = any(total.better or total.worse for total in totals)
    return {
        "against": against,
        "comparison": comparison,
        "verdict": totals_verdict(totals),
        "significant": f"{SIGNIFICANT:g}",
        "totals": [_total_row(total) for total in totals],
        "total_plot": total_plot(totals) if is_moved else None,
        "move_plot": rank_move_plot(moves) if moves.any else None,
        "move_counts": _move_counts(moves),
        "move_rows": [(name, f"{up:,}", f"{down:,}") for name, up, down in moves.groups],
        "groups": change_groups(comparison.changes, failures),
    }


def totals_verdict(totals: Sequence[MetricComparison]) -> str:
    """Return in a sentence what the totals say: which measures moved by more than chance."""
    significant = [total for total in totals if total.p_value < SIGNIFICANT]
    fell = [total.measure for total in significant if total.after < total.before]
    rose = [total.measure for total in significant if total.after > total.before]
    parts = [
        f"{', '.join(names)} {how}" for names, how in ((fell, "fell"), (rose, "rose")) if names
    ]
    if parts:
        return f"By more than chance would explain, {'; '.join(parts)}."
    if any(total.better or total.worse for total in totals):
        return "No measure moved by more than chance would explain."
    return "No measure moved for any question."


def _total_row(total: MetricComparison) -> tuple[str, ...]:
    p_value = f"{total.p_value:.3f}" if total.p_value >= SMALLEST_P_VALUE else "< 0.001"
    return (
        total.measure,
        f"{total.questions:,}",
        f"{total.before:.3f}",
        f"{total.after:.3f}",
        f"{total.better:,}",
        f"{total.worse:,}",
        p_value,
        total_in_words(total),
    )


def total_in_words(total: MetricComparison) -> str:
    """Return what a total says in a few words."""
    if not (total.better or total.worse):
        return "the same"
    if total.before == total.after:
        return "even"
    way = "up" if total.after > total.before else "down"
    return f"{way}, {'more than' if total.p_value < SIGNIFICANT else 'may be'} chance"


def _move_counts(moves: RankMoves) -> str:
    return (
        f"{moves.rose:,} rose, {moves.fell:,} fell, {moves.appeared:,} appeared, "
        f"{moves.vanished:,} vanished."
    )


def change_groups(
    changes: Sequence[CaseChange], failures: Mapping[str, str]
) -> Iterator[ChangeGroup]:
    """Yield the questions that changed, the worse ones first.

    `failures` are names to link to by question id.
    """
    for number, title in enumerate(_GROUP_TITLES):
        group = [change for change in changes if _group_number(change) == number]
        if group:
            shown = tuple(_changed_question(one, failures) for one in group[:MOST_OF_A_KIND])
            yield ChangeGroup(title, len(group), shown, len(group) - len(shown))


def _group_number(change: CaseChange) -> int:
    if change.is_new_failure:
        return 0
    if change.is_mended:
        return 2
    if change.is_worse == change.is_better:
        return 4
    return 1 if change.is_worse else 3


def _changed_question(change: CaseChange, failures: Mapping[str, str]) -> ChangedQuestion:
    before, after = change.before, change.after
    rows = tuple(row for row in _compared_rows(before, after) if row[1] != row[2])
    return ChangedQuestion(
        after.question, _main_difference(rows), rows, failures.get(after.case_id)
    )


def _compared_rows(before: SavedOutcome, after: SavedOutcome) -> Sequence[Row]:
    return (
        ("verdict", before.verdict, after.verdict),
        ("rank of the right one", _rank_text(before), _rank_text(after)),
        ("failures", ", ".join(before.wrong) or "nothing", ", ".join(after.wrong) or "nothing"),
        ("first quote", before.first or "none", after.first or "none"),
        ("mark", before.mark or "nothing", after.mark or "nothing"),
    )


def _rank_text(line: SavedOutcome) -> str:
    return "none" if line.rank is None else f"{line.rank:,}"


def _main_difference(rows: Sequence[Row]) -> str:
    """Return in short what a person would look for first of what differs."""
    for name, before, after in rows[:1]:
        if name == "verdict":
            return f"{before} → {after}"
        if name == "rank of the right one":
            return f"rank {before} → {after}"
        return f"other {name}"
    return ""
