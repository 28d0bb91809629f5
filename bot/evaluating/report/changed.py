"""The questions that changed since the run compared with: each as it was and as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.evaluating.report.markup import Markup, given, joined, tag
from bot.evaluating.report.parts import MOST_OF_A_KIND, folded, table
from bot.wording import counted
from retrieval.evaluation.comparing import Change
from retrieval.evaluation.kept_runs import Kept

Row = tuple[str, str, str]
"""What is told of a question: its name, before, and after."""

_GROUPS = (
    "Failing now, and not before",
    "Worse",
    "Failing no more",
    "Better",
    "Other, and neither better nor worse",
)


def changed(changes: Sequence[Change], failures: Mapping[str, str]) -> Iterator[Markup]:
    """Yield the questions that changed, the worse ones first, in groups of at most so many.

    `failures` are names to link to by question id.
    """
    for number, title in enumerate(_GROUPS):
        group = [change for change in changes if _group_of(change) == number]
        if not group:
            continue
        yield tag("h3", f"{title} ", tag("small", f"{len(group):,}"))
        yield from (_block(change, failures) for change in group[:MOST_OF_A_KIND])
        if len(group) > MOST_OF_A_KIND:
            rest = counted(len(group) - MOST_OF_A_KIND, "more question")
            yield tag("p", f"{rest} of this kind: --json tells of each.")


def _group_of(change: Change) -> int:
    if change.is_new_failure:
        return 0
    if change.is_mended:
        return 2
    if change.is_worse == change.is_better:
        return 4
    return 1 if change.is_worse else 3


def _block(change: Change, failures: Mapping[str, str]) -> Markup:
    after = change.after
    rows = [row for row in _rows(change.before, after) if row[1] != row[2]]
    header = ("", "before", "after")
    name = failures.get(after.case_id)
    heading = given(after.question, class_="question"), " ", tag("small", _first(rows))
    return folded(
        joined(heading),
        table("Before and after", header, map(_shown, rows), header),
        tag("p", tag("a", "The failure in full", href=f"#{name}")) if name else "",
        class_="change",
    )


def _rows(before: Kept, after: Kept) -> Sequence[Row]:
    return (
        ("verdict", before.verdict, after.verdict),
        ("rank of the right one", _rank(before), _rank(after)),
        ("failures", ", ".join(before.wrong) or "nothing", ", ".join(after.wrong) or "nothing"),
        ("first quote", before.first or "none", after.first or "none"),
        ("mark", before.mark or "nothing", after.mark or "nothing"),
    )


def _first(rows: Sequence[Row]) -> str:
    """Return in short what a person would look for first of what differs."""
    for name, old, new in rows[:1]:
        if name == "verdict":
            return f"{old} → {new}"
        return f"rank {old} → {new}" if name == "rank of the right one" else f"other {name}"
    return ""


def _shown(row: Row) -> Row:
    name, old, new = row
    return name, given(old), given(new)


def _rank(line: Kept) -> str:
    return "none" if line.rank is None else f"{line.rank:,}"
