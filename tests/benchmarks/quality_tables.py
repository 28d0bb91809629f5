"""What the benchmark of quality prints: systems by set, how far likelihoods hold, and ablations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from retrieval.training.validate import ReliabilityBin, calibration_error
from tests.benchmarks.asking import (
    Measure,
    Seen,
    answered,
    cpu_ms,
    marked,
    reciprocal,
    success,
    wall_ms,
)
from tests.benchmarks.systems import Folder
from tests.benchmarks.tables import show

COLUMNS: dict[str, Measure] = {
    "success@1": success,
    "mrr@10": reciprocal,
    "first mark": marked,
    "answered": answered,
    "ms CPU": cpu_ms,
    "ms wall": wall_ms,
}


def show_compared(folder: Folder, seen: Mapping[str, Sequence[Seen]]) -> None:
    """Print a table of all questions with an answer, of those without, and of each set."""
    parts = {
        "With an answer": [case.case_id for case in folder.cases if case.expects == "answer"],
        "Without one": [case.case_id for case in folder.cases if case.expects == "abstain"],
    }
    for name in sorted({case.set_name for case in folder.cases if case.set_name}):
        parts[name] = [case.case_id for case in folder.cases if case.set_name == name]
    for name, ids in parts.items():
        own = set(ids)
        rows = [
            [system, *_cells([one for one in every if one.case.case_id in own])]
            for system, every in seen.items()
        ]
        if own:
            show(f"{name}: {len(ids):,} questions", ["", *COLUMNS], rows)


def _cells(seen: Sequence[Seen]) -> list[str]:
    values = ((name, measure(seen)) for name, measure in COLUMNS.items())
    return [
        "–" if value is None else f"{value:.{2 if name.startswith('ms') else 3}f}"
        for name, value in values
    ]


def show_reliability(system: str, bins: Sequence[ReliabilityBin]) -> None:
    """Print how likely the first passage was said to answer, and how often it did."""
    rows = [
        [f"{one.low:.3f} to {one.high:.3f}", f"{one.questions:,}", *_shares(one)] for one in bins
    ]
    told = f"apart by {calibration_error(bins):.3f} on average"
    header = ["likelihood", "questions", "said", "first right", "has answer"]
    show(f"How far likelihoods hold, {system}: {told}", header, rows)


def _shares(one: ReliabilityBin) -> list[str]:
    return [f"{share:.3f}" for share in (one.predicted, one.observed, one.answerable)]


def show_ablated(every: Sequence[Seen], without: Iterable[tuple[str, Sequence[Seen]]]) -> None:
    """Print what changes without each piece of evidence; `every` is with all of them."""
    header = ["without", "success@1", "mrr@10", "first mark", *_answered_by_set(every)]
    rows = [["(everything there)", *(f"{value:.3f}" for value in _figures(every))]]
    for name, seen in without:
        changes = zip(_figures(seen), _figures(every), strict=True)
        rows.append([name, *(f"{now - before:+.3f}" for now, before in changes)])
        print(".", end="", flush=True)
    show("What changes without each piece of evidence, cross-validated", header, rows)


def _figures(seen: Sequence[Seen]) -> list[float]:
    shares = _answered_by_set(seen)
    return [(measure(seen) or 0.0) for measure in (success, reciprocal, marked)] + [
        *shares.values()
    ]


def _answered_by_set(seen: Sequence[Seen]) -> dict[str, float]:
    """Return the share answered of all with an answer, and of each set of those without."""
    rightly = [one for one in seen if one.case.expects == "answer"]
    wrongly = [one for one in seen if one.case.expects == "abstain"]
    found = {"answered": answered(rightly) or 0.0}
    for name in sorted({one.case.set_name for one in wrongly}):
        found[name or "answered wrongly"] = (
            answered([one for one in wrongly if one.case.set_name == name]) or 0.0
        )
    return found
