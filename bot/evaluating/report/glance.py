"""What somebody looks for first: a few figures, and whether the gates hold."""

from __future__ import annotations

from collections.abc import Iterator

from bot.evaluating.evaluation import Evaluation
from bot.evaluating.evaluation_text import holding, unheld
from bot.evaluating.report.markup import Markup, given, tag
from bot.evaluating.report.parts import section, table
from retrieval.evaluation.summary import ALL


def glance(evaluation: Evaluation) -> Markup:
    """Return the few figures."""
    tiles = (
        tag("li", tag("b", number), " ", tag("span", noun), class_="bad" if is_bad else False)
        for number, noun, is_bad in _tiles(evaluation)
    )
    return tag("ul", *tiles, class_="tiles")


def gates(evaluation: Evaluation) -> Markup:
    """Return a section that says which gates are broken."""
    if evaluation.broken:
        rows = (
            (gate.gate, given(gate.expected), given(gate.got), given(gate.place, class_="place"))
            for gate in evaluation.broken
        )
        header = ("gate", "expected", "got", "declared at")
        return section("gates", "Gates", table("Gates that are broken", header, rows, header))
    told = [holding(evaluation.gates)] if evaluation.gates else []
    told += [unheld(evaluation.unheld)] if evaluation.unheld else []
    return section("gates", "Gates", tag("p", " ".join(told) or "None are declared."))


def _tiles(evaluation: Evaluation) -> Iterator[tuple[str, str, bool]]:
    every = next(summary for summary in evaluation.summaries if summary.name == ALL)
    yield f"{every.asked - every.failed:,} of {every.asked:,}", "questions as expected", False
    first = every.scores["success@1"]
    if first is not None:
        yield f"{first:.1%}", "with a right one ranked first", False
    if evaluation.risk:
        yield f"{evaluation.risk[-1].risk:.1%}", "of the answers wrong", False
    if evaluation.comparison is not None:
        fresh = sum(change.is_new_failure for change in evaluation.comparison.changes)
        yield f"{fresh:,}", "failing that did not before", fresh > 0
    broken = len(evaluation.broken)
    if broken:
        yield f"{broken:,}", "broken gate" if broken == 1 else "broken gates", True
    elif evaluation.gates:
        yield (
            f"{evaluation.gates:,}",
            "gate holds" if evaluation.gates == 1 else "gates hold",
            False,
        )
