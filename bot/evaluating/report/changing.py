"""What changed since the run compared with: in all, and whether that means anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.evaluating.report.changed import changed
from bot.evaluating.report.markup import Markup, given, tag
from bot.evaluating.report.parts import figure, folded, section, share, table
from bot.evaluating.report.plots import move_plot
from bot.evaluating.report.rank_bins import Moves, moves
from bot.evaluating.report.score_plots import total_plot
from bot.wording import counted
from retrieval.evaluation.comparing import Comparison, Total

SIGNIFICANT = 0.05
"""p-values below are called more than chance."""

_SMALLEST_SHOWN = 0.001


def changing(comparison: Comparison, against: str, failures: Mapping[str, str]) -> Markup:
    """Return a section on a comparison; `failures` are names to link to by question id."""
    moved = moves(comparison.changes)
    return section(
        "changes",
        "Changes",
        tag("p", *_lead(comparison, against)),
        tag("p", verdict_on(comparison.totals)),
        tag("div", *_plots(comparison.totals, moved), class_="plots"),
        _totals(comparison.totals),
        tag("p", _reading(comparison.totals), class_="note"),
        *changed(comparison.changes, failures),
    )


def verdict_on(totals: Sequence[Total]) -> str:
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


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _lead(comparison: Comparison, against: str) -> Iterator[str]:
    yield from ("Against ", given(against, "b"), ": ")
    yield f"{counted(comparison.questions, 'question')} in both, "
    yield f"{len(comparison.changes):,} of them changed"
    if comparison.added:
        yield f"; {len(comparison.added):,} new"
    if comparison.gone:
        yield f"; {len(comparison.gone):,} gone"
    yield "."


def _totals(totals: Sequence[Total]) -> Markup:
    rows = (
        (
            total.measure,
            f"{total.questions:,}",
            share(total.before),
            share(total.after),
            f"{total.better:,}",
            f"{total.worse:,}",
            f"{total.p_value:.3f}" if total.p_value >= _SMALLEST_SHOWN else "< 0.001",
            plainly(total),
        )
        for total in totals
    )
    header = ("measure", "questions", "before", "after", "better", "worse", "p", "that is")
    return table("Each measure before and after", header, rows, header[-1:])


def plainly(total: Total) -> str:
    """Return what a total says in a few words."""
    if not (total.better or total.worse):
        return "the same"
    if total.before == total.after:
        return "even"
    way = "up" if total.after > total.before else "down"
    return f"{way}, {'more than' if total.p_value < SIGNIFICANT else 'may be'} chance"


def _reading(totals: Sequence[Total]) -> str:
    return (
        "p is how often a difference at least this large would come about if nothing but chance "
        "had dealt each question's two values to the runs (a paired randomisation test). Below "
        f"{SIGNIFICANT:g} is called more than chance here; of {counted(len(totals), 'measure')} "
        "one may get there by luck. With few questions that differ, p cannot be small, "
        "whatever happened."
    )


def _plots(totals: Sequence[Total], moved: Moves) -> Iterator[Markup]:
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
        move_plot(moved),
        "Rank changes of the first right one",
        tag("p", told),
        folded("As a table", table("Questions by how far the rank moved", header, rows)),
    )
