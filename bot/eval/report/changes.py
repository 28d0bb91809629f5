"""What changed since the run compared with.

In all, whether that means anything, and question by question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.eval.report.markup import (
    MOST_OF_A_KIND,
    Markup,
    disclosure,
    figure,
    html_table,
    joined_markup,
    outside_text,
    section,
    share_text,
    tag,
)
from bot.eval.report.plots import RankMoves, rank_move_plot, rank_moves, total_plot
from bot.terminal.layout import counted
from retrieval.evaluation.run_comparison import CaseChange, MetricComparison, RunComparison
from retrieval.evaluation.saved_runs import SavedOutcome

Row = tuple[str, str, str]
"""What is told of a question: its name, before, and after."""

_GROUPS = (
    "Failing now, and not before",
    "Worse",
    "Failing no more",
    "Better",
    "Other, and neither better nor worse",
)


def changed_questions(
    changes: Sequence[CaseChange], failures: Mapping[str, str]
) -> Iterator[Markup]:
    """Yield the questions that changed, the worse ones first, in groups of at most so many.

    `failures` are names to link to by question id.
    """
    for number, title in enumerate(_GROUPS):
        group = [change for change in changes if _group_of(change) == number]
        if not group:
            continue
        yield tag("h3", f"{title} ", tag("small", f"{len(group):,}"))
        yield from (_change_block(change, failures) for change in group[:MOST_OF_A_KIND])
        if len(group) > MOST_OF_A_KIND:
            rest = counted(len(group) - MOST_OF_A_KIND, "more question")
            yield tag("p", f"{rest} of this kind: --json tells of each.")


def _group_of(change: CaseChange) -> int:
    if change.is_new_failure:
        return 0
    if change.is_mended:
        return 2
    if change.is_worse == change.is_better:
        return 4
    return 1 if change.is_worse else 3


def _change_block(change: CaseChange, failures: Mapping[str, str]) -> Markup:
    after = change.after
    rows = [row for row in _difference_rows(change.before, after) if row[1] != row[2]]
    header = ("", "before", "after")
    name = failures.get(after.case_id)
    heading = (
        outside_text(after.question, class_="question"),
        " ",
        tag("small", _main_difference(rows)),
    )
    return disclosure(
        joined_markup(heading),
        html_table("Before and after", header, map(_marked_up, rows), header),
        tag("p", tag("a", "The failure in full", href=f"#{name}")) if name else "",
        class_="change",
    )


def _difference_rows(before: SavedOutcome, after: SavedOutcome) -> Sequence[Row]:
    return (
        ("verdict", before.verdict, after.verdict),
        ("rank of the right one", _rank_text(before), _rank_text(after)),
        ("failures", ", ".join(before.wrong) or "nothing", ", ".join(after.wrong) or "nothing"),
        ("first quote", before.first or "none", after.first or "none"),
        ("mark", before.mark or "nothing", after.mark or "nothing"),
    )


def _main_difference(rows: Sequence[Row]) -> str:
    """Return in short what a person would look for first of what differs."""
    for name, old, new in rows[:1]:
        if name == "verdict":
            return f"{old} → {new}"
        return f"rank {old} → {new}" if name == "rank of the right one" else f"other {name}"
    return ""


def _marked_up(row: Row) -> Row:
    name, old, new = row
    return name, outside_text(old), outside_text(new)


def _rank_text(line: SavedOutcome) -> str:
    return "none" if line.rank is None else f"{line.rank:,}"


SIGNIFICANT = 0.05
"""p-values below are called more than chance."""

_SMALLEST_SHOWN = 0.001


def changes_section(comparison: RunComparison, against: str, failures: Mapping[str, str]) -> Markup:
    """Return a section on a comparison; `failures` are names to link to by question id."""
    moved = rank_moves(comparison.changes)
    return section(
        "changes",
        "Changes",
        tag("p", *_lead(comparison, against)),
        tag("p", totals_verdict(comparison.totals)),
        tag("div", *_change_plots(comparison.totals, moved), class_="plots"),
        _totals_table(comparison.totals),
        tag("p", _p_value_note(comparison.totals), class_="note"),
        *changed_questions(comparison.changes, failures),
    )


def totals_verdict(totals: Sequence[MetricComparison]) -> str:
    """Return in a sentence what the totals say: which measures moved by more than chance."""
    surely = [total for total in totals if total.p_value < SIGNIFICANT]
    fell = [total.measure for total in surely if total.after < total.before]
    rose = [total.measure for total in surely if total.after > total.before]
    parts = [
        f"{', '.join(names)} {how}" for names, how in ((fell, "fell"), (rose, "rose")) if names
    ]
    if parts:
        return f"By more than chance would explain, {'; '.join(parts)}."
    if any(total.better or total.worse for total in totals):
        return "No measure moved by more than chance would explain."
    return "No measure moved for any question."


def enumerated(names: Sequence[str]) -> str:
    """Return names as a sentence has them: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _lead(comparison: RunComparison, against: str) -> Iterator[str]:
    yield from ("Against ", outside_text(against, "b"), ": ")
    yield f"{counted(comparison.questions, 'question')} in both, "
    yield f"{len(comparison.changes):,} of them changed"
    if comparison.added:
        yield f"; {len(comparison.added):,} new"
    if comparison.gone:
        yield f"; {len(comparison.gone):,} gone"
    yield "."


def _totals_table(totals: Sequence[MetricComparison]) -> Markup:
    rows = (
        (
            total.measure,
            f"{total.questions:,}",
            share_text(total.before),
            share_text(total.after),
            f"{total.better:,}",
            f"{total.worse:,}",
            f"{total.p_value:.3f}" if total.p_value >= _SMALLEST_SHOWN else "< 0.001",
            total_in_words(total),
        )
        for total in totals
    )
    header = ("measure", "questions", "before", "after", "better", "worse", "p", "that is")
    return html_table("Each measure before and after", header, rows, header[-1:])


def total_in_words(total: MetricComparison) -> str:
    """Return what a total says in a few words."""
    if not (total.better or total.worse):
        return "the same"
    if total.before == total.after:
        return "even"
    way = "up" if total.after > total.before else "down"
    return f"{way}, {'more than' if total.p_value < SIGNIFICANT else 'may be'} chance"


def _p_value_note(totals: Sequence[MetricComparison]) -> str:
    return (
        "p is how often a difference at least this large would come about if nothing but chance "
        "had dealt each question's two values to the runs (a paired randomisation test). Below "
        f"{SIGNIFICANT:g} is called more than chance here; of {counted(len(totals), 'measure')} "
        "one may get there by luck. With few questions that differ, p cannot be small, "
        "whatever happened."
    )


def _change_plots(totals: Sequence[MetricComparison], moved: RankMoves) -> Iterator[Markup]:
    if any(total.better or total.worse for total in totals):
        note = tag("p", "From where each measure was to where it is.")
        yield figure(total_plot(totals), "Measures before and after", note)
    if not moved.any:
        yield tag("p", "No rank of a right one changed.")
        return
    told = (
        f"{moved.rose:,} rose, {moved.fell:,} fell, {moved.appeared:,} appeared, "
        f"{moved.vanished:,} vanished."
    )
    rows = ((name, f"{up:,}", f"{down:,}") for name, up, down in moved.groups)
    header = ("by", "rose or appeared", "fell or vanished")
    yield figure(
        rank_move_plot(moved),
        "Rank changes of the first right one",
        tag("p", told),
        disclosure("As a table", html_table("Questions by how far the rank moved", header, rows)),
    )
