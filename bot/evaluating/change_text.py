"""What changed from one run to another, for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.evaluating.tables import share, table
from bot.surface import Surface
from bot.visible import one_line
from bot.wording import counted
from bot.wrapping import wrap
from retrieval.evaluation.comparing import Change, Comparison, Total
from retrieval.evaluation.kept_runs import Kept

_WRONG = {
    "anchor": "what is right is not there",
    "abstained": "nothing is quoted",
    "answered": "something is quoted",
    "passage": "the passage",
    "mark": "the mark",
    "disagreement": "disagreement",
}


def comparison_text(
    comparison: Comparison, against: str, most: int, surface: Surface
) -> Iterator[str]:
    """Yield the totals, if any moved, then the questions that changed, the worse ones first.

    `most` is how many of those are shown.
    """
    both = counted(comparison.questions, "question")
    told = f"Against {against}: {both} in both, {len(comparison.changes):,} changed"
    if comparison.added:
        told += f", {len(comparison.added):,} new"
    if comparison.gone:
        told += f", {len(comparison.gone):,} gone"
    yield from (line + "\n" for line in wrap(one_line(told + "."), surface.width))
    if any(total.better or total.worse for total in comparison.totals):
        yield "\n"
        yield from totals_table(comparison.totals, surface)
    yield from changes_text(comparison.changes, most, surface)


def totals_table(totals: Sequence[Total], surface: Surface) -> Iterator[str]:
    """Yield each measure before and after, and the p-value of the difference."""
    header = ("", "questions", "before", "after", "better", "worse", "p")
    rows = (
        (
            total.measure,
            f"{total.questions:,}",
            share(total.before, surface),
            share(total.after, surface),
            f"{total.better:,}",
            f"{total.worse:,}",
            f"{total.p_value:.3f}" if total.p_value >= 0.001 else "<0.001",
        )
        for total in totals
    )
    return table(header, rows, surface)


def changes_text(changes: Sequence[Change], most: int, surface: Surface) -> Iterator[str]:
    """Yield the questions that changed, and how."""
    for change in sorted(changes, key=_gravity)[:most]:
        yield "\n"
        question = one_line(f"{_sign(change)} {change.after.question}")
        yield from (surface.bold(line) + "\n" for line in wrap(question, surface.width))
        for told in differences(change, surface):
            lines = wrap(one_line(told), surface.width - 4)
            yield f"  {next(lines, '')}\n"
            yield from (f"    {line}\n" for line in lines)
    if len(changes) > most:
        yield f"\n{counted(len(changes) - most, 'more question')} changed; --show {len(changes)}\n"


def differences(change: Change, surface: Surface, *, explained: bool = False) -> Iterator[str]:
    """Yield what a person would see of a change: verdict, what is wrong, rank, mark or quote.

    Where what is wrong is `explained` besides, that and what was quoted go without saying.
    """
    before, after = change.before, change.after
    to = "→" if surface.glyphs.ellipsis == "…" else "->"
    if before.verdict != after.verdict:
        yield f"{before.verdict} {to} {after.verdict}"
    if before.wrong != after.wrong and not explained:
        yield f"wrong: {_listed(before)} {to} {_listed(after)}"
    if before.rank != after.rank:
        yield f"rank of the right one: {before.rank or 'none'} {to} {after.rank or 'none'}"
    if explained:
        return
    if before.mark != after.mark:
        yield f'marked: "{before.mark}" {to} "{after.mark}"'
    elif before.first != after.first:
        yield f"quoted: {before.first or 'nothing'} {to} {after.first or 'nothing'}"


def _listed(line: Kept) -> str:
    return ", ".join(_WRONG.get(kind, kind) for kind in line.wrong) or "nothing"


def _gravity(change: Change) -> tuple[bool, bool, bool, str]:
    return (
        not change.is_new_failure,
        not change.is_worse,
        not (change.is_mended or change.is_better),
        change.after.case_id,
    )


def _sign(change: Change) -> str:
    if change.is_new_failure or (change.is_worse and not change.is_better):
        return "-"
    return "+" if change.is_mended or change.is_better else "~"
