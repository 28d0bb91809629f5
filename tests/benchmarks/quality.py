"""How good answers are, side by side, on a folder in the BEIR layout.

    python -m tests.benchmarks.quality FOLDER
    python -m tests.benchmarks.quality FOLDER --ablate

By set and in all: success@1 and the mean reciprocal rank to 10 of the first relevant document, the
share of first marks that hold an accepted answer, the share of questions answered (the less the
better where nothing answers them), and the median of the processor's milliseconds a question,
everything included. Quoth as it is shipped, and with weights that were learned without the
article of the question, which is how it does on articles that nobody has seen. Beside it what a
plain library does, which answers whatever it is asked. With `--ablate`, what each piece of
evidence adds, learned anew without it.

bm25s comes with the `benchmarks` extra and is left out, with a line, where it is not installed.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from retrieval.errors import UsageError
from retrieval.learning.examples import Example
from tests.benchmarks.ablating import ablated
from tests.benchmarks.asking import (
    Measure,
    Seen,
    answered,
    gathered,
    marked,
    of_baseline,
    of_examples,
    of_quoth,
    reciprocal,
    success,
    warm_ms,
)
from tests.benchmarks.systems import BASELINES, Folder
from tests.benchmarks.tables import show

COLUMNS: dict[str, Measure] = {
    "success@1": success,
    "mrr@10": reciprocal,
    "first mark": marked,
    "answered": answered,
    "ms": warm_ms,
}
SHIPPED, LEARNED = "Quoth, as shipped", "Quoth, cross-validated"


def compared(folder: Folder, found: Sequence[Example]) -> dict[str, list[Seen]]:
    """Return what comes of the questions by system, those that are there."""
    seen = {SHIPPED: of_quoth(folder)}
    try:
        seen[LEARNED] = of_examples(found)
    except UsageError as error:
        print(f"{LEARNED} is left out: {error}")
    for name, prepare in BASELINES.items():
        try:
            seen[name] = of_baseline(prepare(folder), folder.cases)
        except ModuleNotFoundError as error:
            print(f"{name} is left out: {error}")
    return seen


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
        "–" if value is None else f"{value:.{2 if name == 'ms' else 3}f}" for name, value in values
    ]


def show_ablated(folder: Folder, found: Sequence[Example]) -> None:
    """Print what changes without each piece of evidence."""
    every = of_examples(found)
    header = ["without", "success@1", "mrr@10", "first mark", *_answered_by_set(every)]
    rows = [["(everything there)", *(f"{value:.3f}" for value in _figures(every))]]
    for name, seen in ablated(folder, found):
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


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Compare answers on a BEIR folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ablate", action="store_true", help="what each piece of evidence adds")
    given = parser.parse_args()
    folder = Folder.read(given.folder)
    found = gathered(folder)
    print(f"{len(folder.records):,} documents, {len(folder.library):,} passages")
    if given.ablate:
        show_ablated(folder, found)
    else:
        show_compared(folder, compared(folder, found))


if __name__ == "__main__":
    main()
